#pragma once
#include <numeric>

#include "cuda/async_copy.cuh"
#include "layers/conv/packed/pack.h"
#include "layers/gemm/gemm_arithmetic.cuh"

// Tiles of chunks in shared memory: how they lie there, how they are brought, and how fragments are
// taken from them.
namespace alexnet::cuda::packed {

constexpr int kThreads = 128;  ///< four warps
/// Terms of a tile: two products', four chunks.
template <class Arithmetic>
constexpr int kTermsOfTile = 2 * Arithmetic::BK;

/// kRows rows of kChunks chunks.
///
/// The 32 banks of shared memory hold eight chunks side by side. A warp reads eight at a time, from
/// eight rows, one below the other; it writes eight at a time, four side by side in each of two
/// rows. Where it reads floats one by one, eight chunks again, they are two side by side in each of
/// four rows. In a plain matrix the chunks of a column would meet in few banks: in one place of the
/// eight if rows are eight chunks long, in two if they are four. So within each group of g chunks,
/// where g is the greatest common divisor of kChunks and 8, the chunks of a row change places, by
/// exclusive or with a number that depends on the row: the row's, its bits reversed, modulo g.
///
///     row                                    0 1 2 3 4 5 6 7
///     rows of 4 chunks: row begins at place  0 4 0 4 0 4 0 4
///                       exclusive or with    0 0 2 2 1 1 3 3
///                       chunk 0 is at place  0 4 2 6 1 5 3 7
///     rows of 8 chunks: row begins at place  0 0 0 0 0 0 0 0
///                       exclusive or with    0 4 2 6 1 5 3 7
///                       chunk 0 is at place  0 4 2 6 1 5 3 7
///
/// Then no chunks conflict, except that with rows of six chunks some banks are written twice. (Rows
/// of five chunks instead of four would be read without conflicts as they are. But they take a
/// quarter more shared memory, and two of them that are written together meet in one place.)
template <int kRows, int kChunks>
class ChunkTile {
  static constexpr int kGroup = std::gcd(kChunks, 8);
  static constexpr int place(int row, int chunk) {
    const unsigned bits = unsigned(row);
    const unsigned reversed = (bits & 1) << 2 | (bits & 2) | (bits >> 2 & 1);
    return row * kChunks + (chunk ^ int(reversed % kGroup));
  }

 public:
  /// Whether eight chunks in so many rows lie in all banks.
  static constexpr bool spread(int rows, int chunks) {
    for (int first = 0; first < kRows; first += rows)
      for (int chunk = 0; chunk < kChunks; chunk += chunks) {
        unsigned places = 0;
        for (int i = 0; i < 8; ++i) places |= 1u << place(first + i % rows, chunk + i / rows) % 8;
        if (places != 0xff) return false;
      }
    return true;
  }
  static_assert(kRows % 8 == 0 && spread(8, 1) && (kChunks % 4 != 0 || spread(2, 4)));

  /// A chunk `more` rows below that row, where `more` is a multiple of 8: places repeat after 8
  /// rows, so these rows are only added to the address.
  __device__ Chunk* at(int row, int chunk, int more = 0) {
    return &chunks_[place(row, chunk) + more * kChunks];
  }
  __device__ const Chunk* at(int row, int chunk, int more = 0) const {
    return &chunks_[place(row, chunk) + more * kChunks];
  }

 private:
  Chunk chunks_[kRows * kChunks];
};

/// The factors of the instruction: left is a, right is b.
enum class Side { left, right };

/// A tile of an operand, kLines lines of kTerms terms, as it lies in memory: either along the
/// terms, with a row for each line, or along the lines, with a row for each term.
template <class Arithmetic, class Operand, int kLines>
struct OperandTile {
  static constexpr bool kAlongTerms = Operand::kTermsAdjacent;
  static constexpr int kChunk = numbers_of_chunk(Arithmetic::kMath),
                       kTerms = kTermsOfTile<Arithmetic>;
  using Chunks = ChunkTile<kAlongTerms ? kLines : kTerms, (kAlongTerms ? kTerms : kLines) / kChunk>;
  Chunks chunks;

  /// This lane's part of 16 lines and the terms of a product, as mma takes it. On the left, as a,
  /// lines are rows. On the right, as b, they are columns, eight at a time: the b of two products,
  /// one after the other.
  template <Side kSide>
  __device__ void load(unsigned (&r)[4], int line, int term) const {
    const int lane = int(threadIdx.x) % 32;
    if constexpr (!kAlongTerms && Arithmetic::kPerRegister == 1) {
      // tf32, to be transposed: ldmatrix could do that for 16 bits, not for 32 (tensor_core.cuh).
      static_assert(Chunks::spread(4, 2));
      ALEXNET_UNROLL
      for (int i = 0; i < 4; ++i) {
        const int line_of_lane = line + second_lines<kSide>(i) * 8 + lane / 4;
        const int row = second_terms<kSide>(i) * 4 + lane % 4;
        const Chunk* const four = chunks.at(row, line_of_lane / kChunk, term);
        r[i] = reinterpret_cast<const unsigned*>(four)[line_of_lane % kChunk];
      }
    } else {
      const int row = lane % 8, matrix = lane / 8;
      const int lines = second_lines<kSide>(matrix), terms = second_terms<kSide>(matrix);
      if constexpr (kAlongTerms)
        ldmatrix_x4(r, chunks.at(lines * 8 + row, term / kChunk + terms, line));
      else
        ldmatrix_x4_trans(r, chunks.at(terms * 8 + row, line / kChunk + lines, term));
    }
  }

 private:
  // 0 or 1: whether a matrix, one of four, has the second eight lines, or the second half of the
  // product's terms.
  template <Side kSide>
  __device__ static int second_lines(int matrix) {
    return kSide == Side::left ? matrix % 2 : matrix / 2;
  }
  template <Side kSide>
  __device__ static int second_terms(int matrix) {
    return kSide == Side::left ? matrix / 2 : matrix % 2;
  }
};

/// A thread's share in bringing tiles of an operand: the same term of several lines, so that each
/// line is found once, and a term once for all of them. Where terms are adjacent, that is one chunk
/// of terms from each line; otherwise lines are adjacent, and it is one term of several chunks of
/// lines. Four threads bring four chunks side by side, 64 bytes.
///
/// In place of lines beyond the last, the last is read, and terms beyond the last are zeros: as in
/// gemm_tile.cuh. kOverlap: lines have chunks in common, so copies go through the L1 cache.
template <class Arithmetic, class Operand, int kLines, bool kOverlap>
class ChunkLoader {
  using Tile = OperandTile<Arithmetic, Operand, kLines>;
  static constexpr bool kAlongTerms = Tile::kAlongTerms;
  static constexpr int kChunk = Tile::kChunk, kTerms = Tile::kTerms;
  static constexpr int kTermUnit = kAlongTerms ? kChunk : 1, kLineUnit = kAlongTerms ? 1 : kChunk;
  static constexpr int kUnits = kLines / kLineUnit;  // of lines, in a tile
  static constexpr int kStep = kThreads * kTermUnit / kTerms;
  static constexpr int kPlaces = ceil_div(kUnits, kStep);  // of one thread
  static_assert(!kAlongTerms || kStep % 8 == 0);

 public:
  __device__ ChunkLoader(const Operand& operand, int first_line, int lines) : operand_(operand) {
    ALEXNET_UNROLL
    for (int k = 0; k < kPlaces; ++k)
      lines_[k] =
          operand.line(min(first_line / kLineUnit + line_ + k * kStep, (lines - 1) / kLineUnit));
  }

  /// Starts copying the thread's chunks of the tile that begins at first_term. (Where terms are
  /// adjacent, end_term is a multiple of a chunk's numbers.)
  __device__ void fetch(Tile& tile, int first_term, int end_term) const {
    const int term = first_term + term_ * kTermUnit;
    const auto place = operand_.term(term / kTermUnit);
    ALEXNET_UNROLL
    for (int k = 0; k < kPlaces; ++k) {
      if (kUnits % kStep != 0 && line_ + k * kStep >= kUnits) break;
      Chunk* const to = kAlongTerms ? tile.chunks.at(line_, term_, k * kStep)
                                    : tile.chunks.at(term_, line_ + k * kStep);
      cp_async<16, kOverlap>(to, operand_.find(lines_[k], place), term < end_term);
    }
  }

 private:
  const Operand& operand_;
  const int along_ = int(threadIdx.x) % 4, across_ = int(threadIdx.x) / 4;
  // (tf32, along the lines, has 16 terms for 32 groups of four threads: the second 16 groups take
  // the next four chunks of lines.)
  const int line_ = kAlongTerms ? across_ : along_ + across_ / kTerms * 4;
  const int term_ = kAlongTerms ? along_ : across_ % kTerms;
  typename Operand::Line lines_[kPlaces];
};

}  // namespace alexnet::cuda::packed
