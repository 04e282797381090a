// grad_bias of a convolution, which every rung computes in the same way.
#include "layers/conv/conv_cuda_rungs.h"
#include "layers/elementwise.cuh"

namespace alexnet::cuda {
namespace {

constexpr int kThreads = 512;

/// grad_bias[f] = sum of grad_y over all images and pixels of map f.
/// Thread:  every 512th number of each of the map's images.
/// Block:   one map. Halves of the block add to each other in shared memory until one sum is left,
///          always in the same order: the result is the same in every run, as it would not be if
///          threads added to one number with atomicAdd.
/// Traffic: one read per element.
__global__ void __launch_bounds__(kThreads)
    conv_backward_bias_kernel(const float* grad_y, float* grad_bias, int images, int map_size) {
  __shared__ float sums[kThreads];
  const int f = int(blockIdx.x), filters = int(gridDim.x), me = int(threadIdx.x);
  float sum = 0;
  for (std::int64_t n = 0; n < images; ++n) {
    const float* map = grad_y + (n * filters + f) * map_size;
    for (int i = me; i < map_size; i += kThreads) sum += map[i];
  }
  sums[me] = sum;
  __syncthreads();
  for (int half = kThreads / 2; half > 0; half /= 2) {
    if (me < half) sums[me] += sums[me + half];
    __syncthreads();
  }
  if (me == 0) grad_bias[f] = sums[0];
}

}  // namespace

void conv_backward_bias(const Stream& stream, ConstTensorView grad_y, TensorView grad_bias) {
  const Shape& y = grad_y.shape;
  launch<conv_backward_bias_kernel>(stream, {dim3(unsigned(y.c)), dim3(kThreads)}, grad_y.data,
                                    grad_bias.data, y.n, int(y.map_size()));
}

}  // namespace alexnet::cuda
