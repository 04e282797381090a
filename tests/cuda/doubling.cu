#include "cuda/doubling.h"

#include "cuda/launch.h"

namespace alexnet::test {
namespace {

__global__ void double_numbers_kernel(int* data, int count) {
  const int i = int(blockIdx.x * blockDim.x + threadIdx.x);
  if (i < count) data[i] *= 2;
}

}  // namespace

void double_numbers(const cuda::Stream& stream, int* data, int count) {
  cuda::launch<double_numbers_kernel>(stream, cuda::cover(count), data, count);
}

}  // namespace alexnet::test
