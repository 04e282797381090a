#pragma once
#include "cuda/launch.h"
#include "cuda/workspace.h"
#include "layers/elementwise.cuh"
#include "layers/gemm/gemm_sinks.cuh"
#include "layers/gemm/gemm_tile.cuh"

// Split-K: long sums for few results. The gradient of conv1's weights, at 128 images, is 48 x 363
// numbers (three tiles, for a GPU with over a hundred multiprocessors), each a sum of 387,200
// products. So the terms are cut into pieces, a third dimension of the grid: a block adds up one
// piece of a tile and leaves partial sums in the stream's workspace, and a second kernel adds
// these.
//
// The order is always the same, so the result is the same, bit for bit, in every run. (Blocks that
// added to C with atomicAdd would need no second kernel, but would add in the order in which they
// finish.)
namespace alexnet::cuda::gemm {

/// The sink when the terms are cut: a layer of partial sums for each piece. With one piece it is
/// the sink itself.
template <class Sink>
struct SplitSink {
  Sink sink;
  float* partial;
  int rows, cols;

  __device__ float* place(int i, int j) const {
    if (gridDim.z == 1) return sink.place(i, j);
    return partial + (std::int64_t{blockIdx.z} * rows + i) * cols + j;
  }
  __device__ float value(float sum, const float* place, int i, int j) const {
    return gridDim.z == 1 ? sink.value(sum, place, i, j) : sum;
  }
};

/// Thread:  one element of C.
/// Block:   shares nothing.
/// Traffic: one read per piece; neighbouring threads read neighbouring numbers.
template <class Sink>
__global__ void gemm_add_pieces_kernel(SplitSink<Sink> split, int pieces) {
  const std::int64_t element = element_of_thread(), count = std::int64_t{split.rows} * split.cols;
  if (element >= count) return;
  float sum = 0;
  for (int piece = 0; piece < pieces; ++piece) sum += split.partial[piece * count + element];
  store(split.sink, int(element / split.cols), int(element % split.cols), sum);
}

/// Calls queue(grid, sink, size), which launches a kernel for tiles of tile_rows x tile_cols, with
/// the terms cut into pieces if there are too few tiles; then adds up the pieces.
template <class Sink, class Queue>
void split_k(const Stream& stream, const Sink& sink, Extents size, int tile_rows, int tile_cols,
             int threads, Queue queue) {
  size.terms_per_block = terms_per_block(size, tile_rows, tile_cols);
  const int pieces = int(ceil_div(std::int64_t{size.terms}, size.terms_per_block));
  dim3 blocks = tiles(size, tile_rows, tile_cols);
  blocks.z = unsigned(pieces);

  const std::int64_t count = std::int64_t{size.rows} * size.cols;
  float* partial = pieces > 1 ? workspace(stream, std::size_t(pieces * count)) : nullptr;
  const SplitSink<Sink> split = {sink, partial, size.rows, size.cols};
  queue(Grid{blocks, dim3(unsigned(threads))}, split, size);
  if (pieces > 1) launch<gemm_add_pieces_kernel<Sink>>(stream, cover(count), split, pieces);
}

}  // namespace alexnet::cuda::gemm
