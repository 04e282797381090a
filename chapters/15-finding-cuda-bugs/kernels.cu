#include "kernels.h"

#include "cuda/launch.h"

namespace alexnet::course {

namespace {
constexpr unsigned kThreads = 64;
}

__global__ void missing_barrier_kernel(float* data) {
  __shared__ float held[kThreads];
  const unsigned i = threadIdx.x;
  held[i] = data[i];
  // Here something is missing.
  data[i] = held[(i + kThreads - 1) % kThreads];
}

__global__ void rotated_kernel(float* data) {
  __shared__ float held[kThreads];
  const unsigned i = threadIdx.x;
  held[i] = data[i];
  __syncthreads();
  data[i] = held[(i + kThreads - 1) % kThreads];
}

__global__ void beyond_shared_kernel(float* data) {
  __shared__ float held[kThreads];
  const unsigned i = threadIdx.x;
  held[i] = data[i];
  __syncthreads();
  data[i] = held[kThreads - i];  // for i = 0 the 65th of 64
}

__global__ void divergent_barrier_kernel(float* data) {
  __shared__ float held[kThreads];
  const unsigned i = threadIdx.x;
  if (i < 32) {
    held[i] = data[i];
    __syncthreads();
  } else {
    held[i] = -data[i];
    __syncthreads();
  }
  data[i] = held[kThreads - 1 - i];
}

__global__ void barrier_for_some_kernel(float* data) {
  const unsigned i = threadIdx.x;
  if (i < kThreads - 1)
    __syncthreads();
  else
    __syncwarp();
  data[i] = 0;
}

__global__ void mask_too_large_kernel(float* data) {
  const unsigned i = threadIdx.x;
  float sum = data[i];
  if (i % 32 < 16)
    for (int distance = 8; distance > 0; distance /= 2)
      sum += __shfl_xor_sync(0xffffffffu, sum, distance);
  __syncthreads();
  data[i] = sum;
}

__global__ void unwritten_kernel(float* data) {
  const unsigned i = threadIdx.x;
  if (i < kThreads - 1) data[i] = 1;
}

__global__ void unset_shared_kernel(float* data) {
  ALEXNET_DYNAMIC_SHARED(float, sums);
  const unsigned i = threadIdx.x;
  sums[i] += data[i];  // "starts at 0": it does not
  data[i] = sums[i];
}

namespace {
template <auto Kernel>
void run(const cuda::Stream& stream, float* data) {
  cuda::launch<Kernel>(stream, {1, kThreads, kThreads * sizeof(float)}, data);
}
}  // namespace

void missing_barrier(const cuda::Stream& stream, float* data) {
  run<missing_barrier_kernel>(stream, data);
}
void rotated(const cuda::Stream& stream, float* data) { run<rotated_kernel>(stream, data); }
void beyond_shared(const cuda::Stream& stream, float* data) {
  run<beyond_shared_kernel>(stream, data);
}
void divergent_barrier(const cuda::Stream& stream, float* data) {
  run<divergent_barrier_kernel>(stream, data);
}
void barrier_for_some(const cuda::Stream& stream, float* data) {
  run<barrier_for_some_kernel>(stream, data);
}
void mask_too_large(const cuda::Stream& stream, float* data) {
  run<mask_too_large_kernel>(stream, data);
}
void unwritten(const cuda::Stream& stream, float* data) { run<unwritten_kernel>(stream, data); }
void unset_shared(const cuda::Stream& stream, float* data) {
  run<unset_shared_kernel>(stream, data);
}

}  // namespace alexnet::course
