// Does a test of a kernel notice what the kernel leaves out? Memory that it should write is NaN
// before.
#include "cuda/launch.h"
#include "support/on_device.h"

using namespace alexnet;
using namespace alexnet::test;

namespace {

__global__ void all_but_kernel(float* y, int count, int left_out) {
  const int i = int(blockIdx.x * blockDim.x + threadIdx.x);
  if (i < count && i != left_out) y[i] = 1;
}

Comparison compare_without(int left_out) {
  const Shape shape{1, 2, 3, 5};
  Tensor expected("expected", shape);
  std::fill_n(expected.data(), shape.size(), 1.0f);
  DeviceOutput y(shape);
  const cuda::Stream stream(kDevice.index);
  cuda::launch<all_but_kernel>(stream, cuda::cover(shape.size(), 8), y.view().data,
                               int(shape.size()), left_out);
  return compare(y.fetch(), expected, exact());
}

}  // namespace

TEST_CASE("device output: an element that a kernel does not write is noticed, with its place") {
  CHECK(compare_without(-1).ok);
  for (int i : {0, 17, 29}) {
    const Comparison comparison = compare_without(i);
    INFO(comparison.report);
    CHECK(!comparison.ok);
    CHECK_THAT(comparison.report, contains("nan"));
  }
  CHECK_THAT(compare_without(17).report, contains("(n=0, c=1, y=0, x=2)"));
}
