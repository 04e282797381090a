#pragma once
#include "cuda/launch.h"
#include "layers/conv/packed/sinks.cuh"
#include "layers/conv/packed/tile.cuh"
#include "layers/gemm/gemm_split_k.cuh"

// The product of rung 7: C(i, j) = sum over t of A(i, t) * B(t, j), of factors in chunks.
// The lines of `a` are rows of C: filters, or channels. The lines of `b` are columns: windows,
// pixels, or numbers of a window.
namespace alexnet::cuda::packed {

constexpr int kStages = 3;  ///< tiles of each operand: one in use, two in flight

/// What a block computes: BM x BN of C. A warp has 64 columns, and all rows or half of them.
template <int kBlockRows>
struct BlockTile {
  static constexpr int BM = kBlockRows, kWarpsDown = BM > 64 ? 2 : 1;
  static constexpr int kRowsOfWarp = BM / kWarpsDown, kColsOfWarp = 64;
  static constexpr int BN = kThreads / 32 / kWarpsDown * kColsOfWarp;
  static_assert(kRowsOfWarp % 16 == 0 && gemm::kHeadroom >= BN);

  /// The sums of a warp, in groups of 16 columns x 8 rows, as the instruction has them.
  using Sums = float[kColsOfWarp / 16][kRowsOfWarp / 8][4];
};
static_assert(gemm::kPieceStep % kTermsOfTile<gemm::Tf32> == 0 &&
              gemm::kPieceStep % kTermsOfTile<gemm::Bf16> == 0 &&
              gemm::kHeadroom >=
                  gemm::kWantedBlocks * gemm::kPieceStep + kStages * kTermsOfTile<gemm::Bf16>);

/// What shared memory holds for one step through the terms.
template <class Arithmetic, class Block, class A, class B>
struct Stage {
  OperandTile<Arithmetic, A, Block::BM> a;
  OperandTile<Arithmetic, B, Block::BN> b;
};

/// sums += A * B for the warp whose first row and column of the tiles these are.
///
/// The instruction computes C transposed: its rows are C's columns, so its left factor is made of
/// the lines of `b`. Then the sums of eight lanes belong to neighbouring columns, which are
/// adjacent in C.
template <class Arithmetic, class Block, class A, class B>
__device__ void multiply_tiles(const Stage<Arithmetic, Block, A, B>& stage, int first_row,
                               int first_col, typename Block::Sums& sums) {
  ALEXNET_UNROLL
  for (int term = 0; term < kTermsOfTile<Arithmetic>; term += Arithmetic::BK) {
    unsigned rows[Block::kRowsOfWarp / 16][4];  // for two products each
    ALEXNET_UNROLL
    for (int i = 0; i < Block::kRowsOfWarp; i += 16)
      stage.a.template load<Side::right>(rows[i / 16], first_row + i, term);
    ALEXNET_UNROLL
    for (int j = 0; j < Block::kColsOfWarp; j += 16) {
      unsigned cols[4];
      stage.b.template load<Side::left>(cols, first_col + j, term);
      ALEXNET_UNROLL
      for (int i = 0; i < Block::kRowsOfWarp; i += 8) {
        const unsigned(&two)[4] = rows[i / 16];
        const unsigned eight_rows[2] = {two[i % 16 / 4], two[i % 16 / 4 + 1]};
        Arithmetic::multiply(sums[j / 16][i / 8], cols, eight_rows);
      }
    }
  }
}

/// Stores the sums of the warp whose first row and column of C these are.
template <class Block, class Sink>
__device__ void store_sums(const Sink& sink, int first_row, int first_col,
                           const gemm::Extents& size, const typename Block::Sums& sums) {
  const int lane = int(threadIdx.x) % 32;
  float* const data = sink.data();
  constexpr int kColsOfThread = Block::kColsOfWarp / 8;
  int cols[kColsOfThread];
  ALEXNET_UNROLL
  for (int j = 0; j < kColsOfThread; ++j) {
    const int col = first_col + j * 8 + lane / 4;
    cols[j] = col < size.cols ? sink.col(col) : -1;
  }
  constexpr int kRowsOfThread = Block::kRowsOfWarp / 4;  // two of each eight
  const auto row_of = [&](int i) { return first_row + i / 2 * 8 + lane % 4 * 2 + i % 2; };
  float biases[kRowsOfThread];  // before any store: for all the compiler knows, one may change them
  ALEXNET_UNROLL
  for (int i = 0; i < kRowsOfThread; ++i) biases[i] = sink.bias(min(row_of(i), size.rows - 1));
  ALEXNET_UNROLL
  for (int i = 0; i < kRowsOfThread; ++i) {
    if (row_of(i) >= size.rows) return;
    const int line = sink.row(row_of(i));
    ALEXNET_UNROLL
    for (int j = 0; j < kColsOfThread; ++j)
      if (cols[j] >= 0)
        data[line + cols[j]] = sink.value(sums[j / 2][i / 2][j % 2 * 2 + i % 2] + biases[i]);
  }
}

/// Thread:  four sums of each 16 x 8 product of its warp.
/// Warp:    48 or 64 rows of C and 64 columns. Eight lanes store eight neighbours, 32 bytes: one
///          sector, or parts of two where maps have odd sizes.
/// Block:   48 or 64 x 256, or 96 or 128 x 128 elements of C; three tiles of each operand, which
///          take turns as in the previous rungs.
/// Traffic: a copy brings 16 bytes, and a thread works out the term once for all its copies of a
///          tile. A warp loads a fragment of 16 lines with one instruction, 7 or 8 of them for 24
///          or 32 products (four times as many for grad_weight in tf32, which it must transpose
///          itself). Windows overlap: their copies go through the L1 cache, filters' past it.
/// Limits:  sm_80 or later. Shared memory: 57 or 60 KB for 256 columns, 42 or 48 KB for 128, plus
///          1 KB per block that CUDA reserves. A multiprocessor with 100 KB (sm_86, sm_89) holds
///          one block of 256 columns, or two of 128; with 164 KB (sm_80) or more, two of either.
/// Next:    (wgmma and TMA, since sm_90: factors that need no registers, copies that need no
///          threads.)
///
/// (The second launch bound leaves registers for two blocks on a multiprocessor, where shared
/// memory holds two: one multiplies while the other is at its barrier.)
template <class Arithmetic, class Block, class A, class B, class Sink>
__global__ void __launch_bounds__(kThreads, 2)
    conv_packed_product_kernel(A a, B b, Sink sink, gemm::Extents size) {
  using BlockStage = Stage<Arithmetic, Block, A, B>;
  constexpr int kTerms = kTermsOfTile<Arithmetic>;
  ALEXNET_DYNAMIC_SHARED(BlockStage, stages);

  const gemm::BlockPart part = gemm::part_of_block(size, Block::BM, Block::BN);
  const ChunkLoader<Arithmetic, A, Block::BM, false> a_loader(a, part.first_row, size.rows);
  const ChunkLoader<Arithmetic, B, Block::BN, true> b_loader(b, part.first_col, size.cols);
  const auto fetch = [&](int first, BlockStage& stage) {
    if (first < part.end_term) {
      a_loader.fetch(stage.a, first, part.end_term);
      b_loader.fetch(stage.b, first, part.end_term);
    }
    cp_async_commit();
  };
  ALEXNET_UNROLL
  for (int stage = 0; stage < kStages - 1; ++stage)
    fetch(part.first_term + stage * kTerms, stages[stage]);

  const int warp = int(threadIdx.x) / 32;
  const int warp_row = warp % Block::kWarpsDown * Block::kRowsOfWarp;
  const int warp_col = warp / Block::kWarpsDown * Block::kColsOfWarp;
  typename Block::Sums sums = {};
  int current = 0;
  for (int first = part.first_term; first < part.end_term; first += kTerms) {
    cp_async_wait<kStages - 2>();
    __syncthreads();  // all copies of this stage have arrived, and all are done with the last one,
    const int free_stage = current == 0 ? kStages - 1 : current - 1;
    fetch(first + (kStages - 1) * kTerms, stages[free_stage]);
    __syncwarp();  // lanes may have had more or less to fetch; what follows is the whole warp's
    multiply_tiles(stages[current], warp_row, warp_col, sums);
    current = current == kStages - 1 ? 0 : current + 1;
  }
  cp_async_wait<0>();
  store_sums<Block>(sink, part.first_row + warp_row, part.first_col + warp_col, size, sums);
}

/// How a product is cut into blocks.
struct Plan {
  gemm::Extents size;
  int tile_rows, tile_cols, pieces;

  std::int64_t partial_sums() const { return std::int64_t{pieces} * size.rows * size.cols; }
};

/// Calls body with the tile of a block that has this many rows.
template <class Body>
void with_tile(int rows, Body body) {
  switch (rows) {
    case 48:
      return body(BlockTile<48>());
    case 64:
      return body(BlockTile<64>());
    case 96:
      return body(BlockTile<96>());
    default:
      return body(BlockTile<128>());
  }
}

/// Chooses the blocks that leave the fewest rows idle; of two that leave equally many, the taller.
/// (Filters come in 48, 96, 128, 192 and 256, and so do channels.)
inline Plan plan(const gemm::Extents& size) {
  Plan p = {size, 48, 0, 0};
  for (const int rows : {64, 96, 128})
    if (ceil_div(size.rows, rows) * rows <= ceil_div(size.rows, p.tile_rows) * p.tile_rows)
      p.tile_rows = rows;
  with_tile(p.tile_rows, [&](auto tile) { p.tile_cols = tile.BN; });
  p.size.terms_per_block = gemm::terms_per_block(size, p.tile_rows, p.tile_cols);
  p.pieces = int(ceil_div(std::int64_t{size.terms}, p.size.terms_per_block));
  return p;
}

/// Queues sink <- A * B; each layer of blocks takes one piece of the terms.
template <class Arithmetic, class A, class B, class Sink>
void multiply(const Stream& stream, const Plan& plan, const A& a, const B& b, const Sink& sink) {
  with_tile(plan.tile_rows, [&](auto tile) {
    using Block = decltype(tile);
    dim3 blocks = gemm::tiles(plan.size, Block::BM, Block::BN);
    blocks.z = unsigned(plan.pieces);
    const Grid grid = {blocks, dim3(kThreads), kStages * sizeof(Stage<Arithmetic, Block, A, B>)};
    launch<conv_packed_product_kernel<Arithmetic, Block, A, B, Sink>>(stream, grid, a, b, sink,
                                                                      plan.size);
  });
}

}  // namespace alexnet::cuda::packed
