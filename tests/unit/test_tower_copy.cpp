#include "layers/tower_copy/tower_copy.h"

#include "support/compare.h"
#include "support/tensors.h"
#include "support/threads.h"

using namespace alexnet;
using namespace alexnet::test;

TEST_CASE("tower copy: maps go to the other device, and their gradient comes back") {
  for (const Shape& shape : std::vector<Shape>{{1, 1, 1, 1}, {3, 5, 7, 11}, {3, 128, 27, 27}})
    for (int threads : kThreadCounts) {
      INFO(to_text(shape) << " with " << threads << " threads");
      const WithThreads with(threads);
      const Tensor x = random_tensor("x", shape);
      const Tensor grad_y = random_tensor("grad_y", shape).to(Device::cpu(1));
      Tensor y("y", shape, Device::cpu(1)), grad_x("grad_x", shape);
      TowerCopy layer;
      layer.forward(std::vector<ConstTensorView>{x}, y, {});
      CHECK_CLOSE(y, x, exact());
      layer.backward(std::vector<ConstTensorView>{x}, y, grad_y, std::vector<TensorView>{grad_x},
                     {});
      CHECK_CLOSE(grad_x, grad_y, exact());
    }
}

TEST_CASE("tower copy: nothing beyond the maps is written") {
  const Tensor x = random_tensor("x", {2, 3, 5, 7});
  Output y(x.shape());
  TowerCopy().forward(std::vector<ConstTensorView>{x}, y, {});
  CHECK_CLOSE(y, x, exact());
}

TEST_CASE("tower copy: a gradient that nobody needs is not copied") {
  const Tensor x = random_tensor("x", {2, 3, 5, 7});
  const TensorView unwanted{nullptr, x.shape(), Device::cpu()};
  CHECK_NOTHROW(TowerCopy().backward(std::vector<ConstTensorView>{x}, x, x,
                                     std::vector<TensorView>{unwanted}, {}));
}

TEST_CASE("tower copy: tensors of different shapes are refused with both") {
  const Tensor x("x", {1, 2, 3, 4});
  Output y({1, 2, 4, 3});
  CHECK_ERROR(TowerCopy().forward(std::vector<ConstTensorView>{x}, y, {}), "(N=1, C=2, H=4, W=3)",
              "(N=1, C=2, H=3, W=4)");
}
