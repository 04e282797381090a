#pragma once
#include <cmath>

#include "cuda/launch.h"
#include "layers/conv/conv_operands.cuh"
#include "layers/conv/packed/tile.cuh"
#include "layers/gemm/gemm_split.cuh"

// The product of rung 7: C(i, j) = sum over t of A(i, t) * B(t, j), with factors that are bf16
// already, in chunks.
namespace alexnet::cuda::packed {

constexpr int kStages = 3;  // tiles of each operand: one in use, two on their way

/// What a block computes: kRows x kCols of C. A warp has 64 columns, and all rows or half of them.
template <int kRows_>
struct BlockShape {
  static constexpr int kRows = kRows_;
  static constexpr int kWarpsAcrossRows = kRows > 64 ? 2 : 1;
  static constexpr int kRowsOfWarp = kRows / kWarpsAcrossRows, kColsOfWarp = 64;
  static constexpr int kCols = kThreads / 32 / kWarpsAcrossRows * kColsOfWarp;
  static_assert(kRowsOfWarp % 16 == 0 && gemm::kHeadroom >= kCols);
};
static_assert(gemm::kPieceStep % kTerms == 0 &&
              gemm::kHeadroom >= gemm::kWantedBlocks * gemm::kPieceStep + kStages * kTerms);

/// What is in shared memory of one step through the terms.
template <class Shape, class A, class B>
struct Stage {
  OperandTile<A, Shape::kRows> a;
  OperandTile<B, Shape::kCols> b;
};

/// Thread:  of each 16 x 8 product of its warp, four sums.
/// Warp:    48 or 64 rows and 64 columns of C. The columns of C are the rows of the instruction: so
///          eight lanes store eight columns, which are neighbours in memory - a sector.
/// Block:   48 or 64 x 256, or 96 or 128 x 128 elements of C; three tiles of either operand, which
///          take turns.
/// Traffic: a thread brings eight numbers with each copy, and divides once or twice for its address,
///          where the last rung did for every number. A warp reads 16 x 16 numbers in one
///          instruction, of which it needs 7 or 8 for 24 or 32 products.
/// Limits:  sm_80.
/// Next:    (wgmma and TMA, since sm_90: no registers for the factors, no threads for the copies.)
template <class Shape, class A, class B, class Sink>
__global__ void __launch_bounds__(kThreads, 2)
    conv_packed_product_kernel(A a, B b, Sink sink, gemm::Extents size) {
  using BlockStage = Stage<Shape, A, B>;
  ALEXNET_DYNAMIC_SHARED(BlockStage, stages);

  const gemm::BlockPart part = gemm::part_of_block(size, Shape::kRows, Shape::kCols);
  const ChunkLoader<A, Shape::kRows> a_loader(a, part.first_row, size.rows);
  const ChunkLoader<B, Shape::kCols> b_loader(b, part.first_col, size.cols);
  const auto fetch = [&](int first, BlockStage& stage) {
    if (first < part.last_term) {
      a_loader.fetch(stage.a, first, part.last_term);
      b_loader.fetch(stage.b, first, part.last_term);
    }
    commit_copies();
  };
  ALEXNET_UNROLL
  for (int stage = 0; stage < kStages - 1; ++stage)
    fetch(part.first_term + stage * kTerms, stages[stage]);

  constexpr int kAcross = Shape::kRowsOfWarp / 16, kDown = Shape::kColsOfWarp / 16;
  const int warp = int(threadIdx.x) / 32;
  const int warp_row = warp % Shape::kWarpsAcrossRows * Shape::kRowsOfWarp;
  const int warp_col = warp / Shape::kWarpsAcrossRows * Shape::kColsOfWarp;
  float sums[kDown][kAcross][2][4] = {};
  int current = 0;
  for (int first = part.first_term; first < part.last_term; first += kTerms) {
    wait_for_copies<kStages - 2>();
    __syncthreads();
    const int last = current == 0 ? kStages - 1 : current - 1;
    fetch(first + (kStages - 1) * kTerms, stages[last]);

    const BlockStage& stage = stages[current];
    ALEXNET_UNROLL
    for (int term = 0; term < kTerms; term += 16) {
      unsigned a_part[kAcross][4];
      ALEXNET_UNROLL
      for (int j = 0; j < kAcross; ++j)
        stage.a.template load<false>(a_part[j], warp_row + j * 16, term);
      ALEXNET_UNROLL
      for (int i = 0; i < kDown; ++i) {
        unsigned b_part[4];
        stage.b.template load<true>(b_part, warp_col + i * 16, term);
        ALEXNET_UNROLL
        for (int j = 0; j < kAcross; ++j) ALEXNET_UNROLL
        for (int half = 0; half < 2; ++half) {
          const unsigned a_half[2] = {a_part[j][half * 2], a_part[j][half * 2 + 1]};
          mma_bf16(sums[i][j][half], b_part, a_half);
        }
      }
    }
    current = current == kStages - 1 ? 0 : current + 1;
  }
  wait_for_copies<0>();

  // Of a row the bias is read once, and of a column the place is found once.
  const int lane = int(threadIdx.x) % 32;
  float* const data = sink.data();
  int cols[kDown * 2];
  ALEXNET_UNROLL
  for (int i = 0; i < kDown * 2; ++i) {
    const int col = part.first_col + warp_col + i * 8 + lane / 4;
    cols[i] = col < size.cols ? sink.col(col) : -1;
  }
  ALEXNET_UNROLL
  for (int j = 0; j < kAcross * 4; ++j) {  // two of each eight rows
    const int row = part.first_row + warp_row + j / 2 * 8 + lane % 4 * 2 + j % 2;
    if (row >= size.rows) break;
    const int line = sink.row(row);
    const float bias = sink.bias(row);
    ALEXNET_UNROLL
    for (int i = 0; i < kDown * 2; ++i)
      if (cols[i] >= 0)
        data[line + cols[i]] = sink.value(sums[i / 2][j / 4][j / 2 % 2][i % 2 * 2 + j % 2] + bias);
  }
}

/// Maps, whose sums are complete. (Of the epilogue, `add` is not needed: there is one product.)
struct ToMaps {
  MapSink maps;

  __device__ float* data() const { return maps.data; }
  __device__ int row(int c) const { return maps.matrix.row(c); }
  __device__ int col(int pixel) const { return maps.matrix.col(pixel); }
  __device__ float bias(int c) const { return maps.epilogue.bias ? maps.epilogue.bias[c] : 0.0f; }
  /// Two instructions for each sum, where to ask for `relu` each time would be a branch.
  __device__ float value(float sum) const {
    const float least = maps.epilogue.relu ? 0.0f : -INFINITY;
    return sum < least ? least : sum;
  }
};

/// Partial sums, a matrix for each piece of the terms.
struct ToPieces {
  float* partial;
  int rows, cols;

  __device__ float* data() const { return partial + std::int64_t{blockIdx.z} * rows * cols; }
  __device__ int row(int i) const { return i * cols; }
  __device__ int col(int j) const { return j; }
  __device__ float bias(int) const { return 0; }
  __device__ float value(float sum) const { return sum; }
};

/// How a product is cut into blocks.
struct Plan {
  gemm::Extents size;
  int tile_rows, tile_cols, pieces;

  std::int64_t partial_sums() const { return std::int64_t{pieces} * size.rows * size.cols; }
};

/// Calls body with the shape of a block that has so many rows.
template <class Body>
void with_shape(int rows, Body body) {
  switch (rows) {
    case 48:
      return body(BlockShape<48>());
    case 64:
      return body(BlockShape<64>());
    case 96:
      return body(BlockShape<96>());
    default:
      return body(BlockShape<128>());
  }
}

/// The blocks that leave fewest rows idle; of two that leave as many, the taller.
inline Plan plan(const gemm::Extents& size) {
  Plan p = {size, 48, 0, 0};
  for (const int rows : {64, 96, 128})
    if (gemm::parts(size.rows, rows) * rows <= gemm::parts(size.rows, p.tile_rows) * p.tile_rows)
      p.tile_rows = rows;
  with_shape(p.tile_rows, [&](auto shape) { p.tile_cols = shape.kCols; });
  p.size.terms_per_block = gemm::terms_per_block(size, p.tile_rows, p.tile_cols);
  p.pieces = int(gemm::parts(size.terms, p.size.terms_per_block));
  return p;
}

/// Queues sink <- A * B, for a piece of the terms in each layer of blocks.
template <class A, class B, class Sink>
void multiply(const Stream& stream, const Plan& plan, const A& a, const B& b, const Sink& sink) {
  with_shape(plan.tile_rows, [&](auto shape) {
    using Shape = decltype(shape);
    dim3 blocks = gemm::tiles(plan.size, Shape::kRows, Shape::kCols);
    blocks.z = unsigned(plan.pieces);
    const Grid grid = {blocks, dim3(kThreads), kStages * sizeof(Stage<Shape, A, B>)};
    launch<conv_packed_product_kernel<Shape, A, B, Sink>>(stream, grid, a, b, sink, plan.size);
  });
}

}  // namespace alexnet::cuda::packed
