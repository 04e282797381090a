#include <cmath>

#include "model/network.h"
#include "support/tensors.h"

using namespace alexnet;
using namespace alexnet::test;

namespace {

/// The paper's topology - two towers that meet in layers 3, 6, 7 and 8 - on pictures of 20 x 20,
/// with two or three maps per layer.
Variant tiny() {
  Variant v = narrowed(make_variant("demo", 3), 16);
  v.input = {1, 3, 20, 20};
  for (NodeSpec& node : v.nodes)
    if (auto* conv = std::get_if<ConvSpec>(&node.layer)) conv->filters += 1;
  return v;
}

}  // namespace

TEST_CASE("gradient: of a whole two-tower network, for every parameter and every pixel") {
  const Placement placement{Device::cpu(0), Device::cpu(1)};
  Network network(tiny(), placement, 2);
  network.initialize(1);
  // Biases that keep most units away from the kink of the ReLU.
  for (Parameter* p : network.parameters())
    if (p->is_bias) fill_normal(p->value, RandomStream(2, p->name), 0.3, 0.2);
  Tensor images = random_tensor("images", network.variant().input.with_batch(2), 20);
  Tensor labels("labels", Shape::vector(2));
  labels.data()[1] = 2;
  const Pass pass{.training = true, .seed = 5, .iteration = 6};  // the masks stay the same

  const auto loss = [&] {
    network.forward(images, pass);
    return network.loss(labels);
  };
  loss();
  network.backward(labels, /*for_images=*/true);

  std::int64_t checked = 0, kinks = 0;
  const auto check = [&](const std::string& name, TensorView value, ConstTensorView gradient) {
    for (std::size_t i = 0; i < value.values().size(); ++i) {
      const Real before = value.data[i];
      const auto slope = [&](Real h) {
        value.data[i] = before + h;
        const Real above = loss();
        value.data[i] = before - h;
        const Real below = loss();
        value.data[i] = before;
        return (above - below) / (2 * h);
      };
      const Real analytic = gradient.data[i], numeric = slope(1e-5);
      ++checked;
      // Rounding: 1e-16 / 1e-5; curvature: h^2. Both are far below 1e-8.
      if (std::abs(analytic - numeric) <= 1e-8 + 1e-6 * std::abs(numeric)) continue;
      // A step may cross the kink of a ReLU or of a maximum. A shorter one then does not.
      ++kinks;
      const Real closer = slope(1e-7);
      INFO(name << " element " << i << ": backward " << analytic << ", slope " << numeric
                << ", with a shorter step " << closer);
      // Rounding: 1e-16 / 1e-7.
      CHECK(std::abs(analytic - closer) <= 1e-8 + 1e-4 * std::abs(closer));
    }
  };
  for (Parameter* p : network.parameters()) check(p->name, p->value, p->grad);
  Tensor image_gradient("copy", images.shape());
  loss();
  network.backward(labels, true);
  copy(image_gradient, network.image_gradient());
  check("data", images, image_gradient);
  INFO(kinks << " of " << checked << " elements lie at a kink");
  CHECK(checked > 4000);
  CHECK(kinks < checked / 50);
}
