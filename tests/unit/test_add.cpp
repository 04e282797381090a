#include "layers/add/add.h"

#include "layers/elementwise.h"
#include "support/compare.h"
#include "support/tensors.h"
#include "support/threads.h"

using namespace alexnet;
using namespace alexnet::test;

TEST_CASE("add: every element, whoever shares the work") {
  for (const int size :
       {1, 7, int(cpu::kElementwiseGrain) - 1, 3 * int(cpu::kElementwiseGrain) + 5}) {
    const Tensor to = random_tensor("to", Shape::vector(size));
    const Tensor from = random_tensor("from", Shape::vector(size));
    for (const int threads : kThreadCounts) {
      INFO(size << " elements, " << threads << " threads");
      const WithThreads with(threads);
      Tensor sum = to.to(Device::cpu());
      cpu::add(sum, from);
      int wrong = 0;
      for (int i = 0; i < size; ++i) wrong += sum.data()[i] != to.data()[i] + from.data()[i];
      CHECK(wrong == 0);
    }
  }
}

TEST_CASE("add: shapes that differ are refused") {
  Tensor to("to", {2, 3, 1, 1});
  const Tensor from("from", {3, 2, 1, 1});
  CHECK_ERROR(cpu::add(to, from), "from.shape == to.shape", "(N=3");
}
