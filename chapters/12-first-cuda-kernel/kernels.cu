#include "kernels.h"

#include "cuda/launch.h"

namespace alexnet::course {

__global__ void who_am_i_kernel(Place* places, int count) {
  const int i = int(blockIdx.x * blockDim.x + threadIdx.x);
  if (i >= count) return;  // the last block may have threads without an element
  places[i] = {i, int(blockIdx.x), int(threadIdx.x) / 32, int(threadIdx.x) % 32};
}

void who_am_i(const cuda::Stream& stream, Place* places, int count, int threads) {
  const cuda::Grid grid = cuda::cover(count, unsigned(threads));
  cuda::launch<who_am_i_kernel>(stream, grid, places, count);
}

__global__ void relu_kernel(const float* x, float* y, int count) {
  const int i = int(blockIdx.x * blockDim.x + threadIdx.x);
  if (i >= count) return;
  y[i] = x[i] < 0 ? 0.0f : x[i];
}

void relu(const cuda::Stream& stream, const float* x, float* y, int count) {
  cuda::launch<relu_kernel>(stream, cuda::cover(count), x, y, count);
}

__global__ void touch_kernel(Walk walk, int* touched, int side) {
  const int i = int(threadIdx.x);
  int element = 0;
  if (walk == Walk::neighbours) element = i;
  if (walk == Walk::second) element = 2 * i;
  if (walk == Walk::column) element = i * side;
  touched[i] = element;
}

void touch(const cuda::Stream& stream, Walk walk, int* touched, int side) {
  cuda::launch<touch_kernel>(stream, {1, 32}, walk, touched, side);
}

__global__ void reverse_rows_kernel(const float* x, float* y) {
  __shared__ float row[8];
  const int i = int(threadIdx.x), first = int(blockIdx.x) * 8;
  row[i] = x[first + i];
  __syncthreads();  // before this line, row[7 - i] may not be there yet
  y[first + i] = row[7 - i];
}

void reverse_rows(const cuda::Stream& stream, const float* x, float* y, int rows) {
  cuda::launch<reverse_rows_kernel>(stream, {unsigned(rows), 8}, x, y);
}

__global__ void tint_kernel(std::uint8_t* rgb, int side) {
  const int x = int(blockIdx.x * blockDim.x + threadIdx.x);
  const int y = int(blockIdx.y * blockDim.y + threadIdx.y);
  if (x >= side || y >= side) return;
  const int thread = int(threadIdx.y * blockDim.x + threadIdx.x);  // in its block: x runs first
  const int warp = thread / 32, block = int(blockIdx.x + blockIdx.y);
  std::uint8_t* pixel = rgb + (y * side + x) * 3;
  const int grey = (pixel[0] + pixel[1] + pixel[2]) / 3;
  for (int c = 0; c < 3; ++c) {
    const bool lit = c == block % 3;  // the block chooses the colour, the warp how strong it is
    pixel[c] = std::uint8_t(grey / 2 + (lit ? 30 + 90 * (warp % 2) : 0));
  }
}

void tint(const cuda::Stream& stream, std::uint8_t* rgb, int side, int across, int down) {
  const dim3 threads{unsigned(across), unsigned(down)};
  const dim3 blocks{unsigned((side + across - 1) / across), unsigned((side + down - 1) / down)};
  cuda::launch<tint_kernel>(stream, {blocks, threads}, rgb, side);
}

}  // namespace alexnet::course
