#pragma once
#include "cuda/cuda.h"
#include "layers/gemm/gemm_extents.h"

// A block of threads computes a tile of C, BM x BN. It walks through the terms in steps of BK; at
// each step it brings a tile of A, BM lines of BK terms, and one of B, BN lines, from global to
// shared memory, where every element serves a whole row or column of sums.
namespace alexnet::cuda::gemm {

/// How many tiles cover C: columns in x, because there may be millions of them.
inline dim3 tiles(const Extents& size, int rows, int cols) {
  return dim3(unsigned(ceil_div(size.cols, cols)), unsigned(ceil_div(size.rows, rows)));
}

/// A block's part of a product.
struct BlockPart {
  int first_row, first_col, first_term, end_term;  // [first_term, end_term)
};
__device__ inline BlockPart part_of_block(const Extents& size, int rows, int cols) {
  const int first_term = int(blockIdx.z) * size.terms_per_block;
  return {int(blockIdx.y) * rows, int(blockIdx.x) * cols, first_term,
          min(first_term + size.terms_per_block, size.terms)};
}

/// A thread's share in bringing tiles of an operand: the same places of every tile. Neighbouring
/// threads take elements that are adjacent in memory, along the terms or along the lines, whichever
/// the operand says, so that the 32 reads of a warp are few transactions.
///
/// In place of lines beyond the last, the last is read: this gives sums that are never stored, and
/// the inner loop needs no check. Terms beyond the last are zeros: they are part of every sum.
///
/// A place is kNumbers adjacent numbers: one, or as many as the operand lets a copy bring, whose
/// lines or terms, whichever are adjacent, then come in whole groups of that many.
template <class Operand, int kLines, int BK, int kThreads, int kNumbers = 1>
class TileLoader {
  static constexpr bool kAlongTerms = Operand::kTermsAdjacent;
  static constexpr int kFast = (kAlongTerms ? BK : kLines) / kNumbers;  // that threads run along
  static constexpr int kStep = kThreads / kFast;  // along the other extent, in one pass
  static constexpr int kPlaces = kLines * BK / kNumbers / kThreads;  // of one thread
  static_assert(kThreads % kFast == 0 && kPlaces * kStep * kFast * kNumbers == kLines * BK);

 public:
  __device__ TileLoader(const Operand& operand, int first_line, int lines)
      : operand_(operand),
        fast_(int(threadIdx.x) % kFast * kNumbers),
        slow_(int(threadIdx.x) / kFast) {
    const int last = lines - (kAlongTerms ? 1 : kNumbers);
    ALEXNET_UNROLL
    for (int k = 0; k < (kAlongTerms ? kPlaces : 1); ++k)
      lines_[k] = operand.line(min(first_line + line_of_place(k), last));
  }

  /// Calls bring(term, line, address) for each of the thread's places in the tile that begins at
  /// first_term. The address is null where the element is 0.
  template <class Bring>
  __device__ void each(int first_term, int end_term, Bring bring) const {
    const int last = end_term - (kAlongTerms ? kNumbers : 1);
    ALEXNET_UNROLL
    for (int k = 0; k < kPlaces; ++k) {
      const int term = first_term + term_of_place(k);
      // Beyond the last term, the last one's address is found and not used: a branch around find()
      // would keep the compiler from computing the addresses of several places at once.
      const float* const address =
          operand_.find(lines_[kAlongTerms ? k : 0], operand_.term(min(term, last)));
      bring(term_of_place(k), line_of_place(k), term < end_term ? address : nullptr);
    }
  }

 private:
  __device__ int line_of_place(int k) const { return kAlongTerms ? slow_ + k * kStep : fast_; }
  __device__ int term_of_place(int k) const { return kAlongTerms ? fast_ : slow_ + k * kStep; }

  const Operand& operand_;
  int fast_, slow_;
  typename Operand::Line lines_[kAlongTerms ? kPlaces : 1];
};

}  // namespace alexnet::cuda::gemm
