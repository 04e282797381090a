// grad_bias of a convolution, which rungs 1 to 6 compute in the same way. (Rung 7 adds numbers up
// while it packs them; what is left for these kernels is one sum for every 32.)
#include <algorithm>

#include "cuda/workspace.h"
#include "layers/conv/conv_cuda_rungs.h"
#include "layers/elementwise.cuh"

namespace alexnet::cuda {
namespace {

constexpr int kThreads = 256;
// A block for each map would be 48 blocks for conv1, on GPUs with over a hundred multiprocessors.
// So the images are divided into pieces, and there is a block for each map of each piece.
constexpr int kMostPieces = 32;

/// partial[piece,f] = sum of grad_y over the pixels of map f in a piece of the images
/// Thread:  every 256th number of each of the maps.
/// Block:   one map of one piece. In shared memory the first half of the threads add the other
///          half's sums to theirs, then the first quarter, and so on until one sum is left. The
///          order is always the same, and so is the result; it would not be if threads added to one
///          number with atomicAdd.
/// Traffic: one read per element; neighbouring threads read neighbouring numbers.
__global__ void __launch_bounds__(kThreads)
    conv_bias_pieces_kernel(const float* grad_y, float* partial, int images, int map_size) {
  __shared__ float sums[kThreads];
  const int f = int(blockIdx.x), filters = int(gridDim.x), me = int(threadIdx.x);
  const int piece = int(blockIdx.y), pieces = int(gridDim.y);
  const std::int64_t first = std::int64_t{images} * piece / pieces;
  const std::int64_t end = std::int64_t{images} * (piece + 1) / pieces;
  float sum = 0;
  for (std::int64_t n = first; n < end; ++n) {
    const float* map = grad_y + (n * filters + f) * map_size;
    for (int i = me; i < map_size; i += kThreads) sum += map[i];
  }
  sums[me] = sum;
  __syncthreads();
  for (int half = kThreads / 2; half > 0; half /= 2) {
    if (me < half) sums[me] += sums[me + half];
    __syncthreads();
  }
  if (me == 0) partial[piece * filters + f] = sums[0];
}

/// grad_bias[f] = sum of partial[piece,f] over the pieces
/// Thread:  one map.
/// Block:   shares nothing.
/// Traffic: one read per piece; neighbouring threads read neighbouring numbers.
__global__ void conv_bias_add_kernel(const float* partial, float* grad_bias, int filters,
                                     int pieces) {
  const std::int64_t f = element_of_thread();
  if (f >= filters) return;
  float sum = 0;
  for (int piece = 0; piece < pieces; ++piece) sum += partial[piece * filters + f];
  grad_bias[f] = sum;
}

/// Queues the first kernel: a sum for each map of each piece.
void sum_pieces(const Stream& stream, const float* maps, const Shape& s, int pieces, float* sums) {
  launch<conv_bias_pieces_kernel>(stream, {dim3(unsigned(s.c), unsigned(pieces)), dim3(kThreads)},
                                  maps, sums, s.n, int(s.map_size()));
}

}  // namespace

void sum_maps(const Stream& stream, const float* maps, int count, int map_size, float* sums) {
  sum_pieces(stream, maps, {1, count, 1, map_size}, 1, sums);
}

void conv_backward_bias(const Stream& stream, ConstTensorView grad_y, TensorView grad_bias) {
  const Shape& y = grad_y.shape;
  const int pieces = std::clamp(y.n, 1, kMostPieces);
  float* partial = workspace(stream, std::size_t(pieces) * std::size_t(y.c));
  sum_pieces(stream, grad_y.data, y, pieces, partial);
  launch<conv_bias_add_kernel>(stream, cover(y.c), partial, grad_bias.data, y.c, pieces);
}

}  // namespace alexnet::cuda
