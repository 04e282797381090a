#pragma once
#include <numeric>

#include "cuda/tensor_core.cuh"
#include "layers/conv/packed/pack.h"

// Tiles of chunks in shared memory: how they lie there, who brings them, and how fragments come
// out.
namespace alexnet::cuda::packed {

constexpr int kTerms = 32;     ///< of a tile
constexpr int kThreads = 128;  ///< four warps

/// kRows rows of kChunks chunks.
///
/// The 32 banks of shared memory hold eight chunks side by side. A fragment is read eight chunks at
/// a time, of eight rows, one below the other; and written eight at a time, side by side. Stored
/// plainly, those of a column lie in 8 / g different places of the banks, where g is the greatest
/// common divisor of kChunks and 8: each place is met g times, and the warp waits as often. So the
/// chunks of a row change places, within groups of g: by the number of rows, g in all, that begin
/// at the same place. Then neither waits.
template <int kRows, int kChunks>
class ChunkTile {
  static constexpr int kGroup = std::gcd(kChunks, 8);
  static constexpr int place(int row, int chunk) {
    return row * kChunks + (chunk ^ (row / (8 / kGroup) % kGroup));
  }
  static constexpr bool rows_are_spread() {
    for (int chunk = 0; chunk < kChunks; ++chunk) {
      unsigned places = 0;
      for (int row = 0; row < 8; ++row) places |= 1u << place(row, chunk) % 8;
      if (places != 0xff) return false;
    }
    return true;
  }
  static_assert(kRows % 8 == 0 && rows_are_spread());

 public:
  __device__ Chunk* at(int row, int chunk) { return &chunks_[place(row, chunk)]; }
  __device__ const Chunk* at(int row, int chunk) const { return &chunks_[place(row, chunk)]; }

 private:
  Chunk chunks_[kRows * kChunks];
};

/// A tile of an operand, kLines lines of kTerms terms, as it lies in memory: along the terms, a row
/// for each line, or along the lines, a row for each term.
template <class Operand, int kLines>
struct OperandTile {
  static constexpr bool kAlongTerms = Operand::kTermsAdjacent;
  static constexpr int kRows = kAlongTerms ? kLines : kTerms;
  static constexpr int kChunks = (kAlongTerms ? kTerms : kLines) / kChunk;
  ChunkTile<kRows, kChunks> chunks;

  /// Of 16 lines and 16 terms the fragment of this lane: what mma_bf16 takes as a, whose rows are
  /// the lines; and r[0], r[2] is what it takes as b, whose columns are the first eight lines.
  __device__ void load(unsigned (&r)[4], int line, int term) const {
    const int lane = int(threadIdx.x) % 32;
    if constexpr (kAlongTerms)
      load_matrices(r, chunks.at(line + lane % 16, term / kChunk + lane / 16));
    else
      load_matrices_transposed(
          r, chunks.at(term + lane / 16 * 8 + lane % 8, line / kChunk + lane / 8 % 2));
  }
};

/// A thread's share in bringing tiles of an operand: as TileLoader of gemm_tile.cuh, in chunks.
/// What an operand calls a term, where terms are adjacent, is a chunk of terms; else its line is
/// one of lines.
template <class Operand, int kLines>
class ChunkLoader {
  using Tile = OperandTile<Operand, kLines>;
  static constexpr bool kAlongTerms = Tile::kAlongTerms;
  static constexpr int kCount = Tile::kRows * Tile::kChunks;
  static constexpr int kPlaces = (kCount + kThreads - 1) / kThreads;  // of one thread

 public:
  __device__ ChunkLoader(const Operand& operand, int first_line, int lines) : operand_(operand) {
    ALEXNET_UNROLL
    for (int k = 0; k < kPlaces; ++k)
      lines_[k] = kAlongTerms
                      ? operand.line(min(first_line + row(k), lines - 1))
                      : operand.line(min(first_line / kChunk + chunk(k), (lines - 1) / kChunk));
  }

  /// Starts to copy the thread's chunks of the tile whose first term that is. Terms from last_term
  /// on, a multiple of 8 where terms are adjacent, are zeros.
  __device__ void fetch(Tile& tile, int first_term, int last_term) const {
    ALEXNET_UNROLL
    for (int k = 0; k < kPlaces; ++k) {
      if (kCount % kThreads != 0 && place(k) >= kCount) break;
      const int term = first_term + (kAlongTerms ? chunk(k) * kChunk : row(k));
      const Chunk* from = nullptr;
      if (term < last_term)
        from = operand_.find(lines_[k], operand_.term(kAlongTerms ? term / kChunk : term));
      copy_async<16>(tile.chunks.at(row(k), chunk(k)), from, from != nullptr);
    }
  }

 private:
  __device__ static int place(int k) { return int(threadIdx.x) + k * kThreads; }
  __device__ static int row(int k) { return place(k) / Tile::kChunks; }
  __device__ static int chunk(int k) { return place(k) % Tile::kChunks; }

  const Operand& operand_;
  int lines_[kPlaces];
};

}  // namespace alexnet::cuda::packed
