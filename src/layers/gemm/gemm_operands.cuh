#pragma once
#include "cuda/cuda.h"

// Matrix products on a GPU, over matrices that need not exist in memory:
//
//     C(i, j) = sum over t of A(i, t) * B(t, j)
//
// As on the CPU (gemm.h), an operand is a rule that says where an element lies. Kernels treat both
// operands alike: A has a line for each row of C, B a line for each column, and all lines are
// `terms` long. The rule comes in two halves, because a thread that walks along a line decodes the
// line once (for a convolution: which pixel of which image, two divisions), and the term each time:
//
//     struct Operand {
//       static constexpr bool kTermsAdjacent;  // do terms lie side by side in memory, or lines?
//       struct Line, Term;
//       Line line(int i) const;
//       Term term(int t) const;
//       const float* find(Line, Term) const;   // nullptr: the element is 0 and lies nowhere
//     };
//
// Offsets are 32-bit: gemm_extents.h says how large tensors may be.
namespace alexnet::cuda::gemm {

/// A matrix in memory whose rows are the lines.
struct Rows {
  static constexpr bool kTermsAdjacent = true;
  using Line = int;
  using Term = int;

  const float* data;
  int stride;  ///< from one row to the next

  __device__ Line line(int i) const { return i * stride; }
  __device__ Term term(int t) const { return t; }
  __device__ const float* find(Line line, Term term) const { return data + line + term; }
};

/// The same elements with lines and terms exchanged.
template <class Operand>
struct Transposed {
  static constexpr bool kTermsAdjacent = !Operand::kTermsAdjacent;
  using Line = typename Operand::Term;
  using Term = typename Operand::Line;

  Operand operand;

  __device__ Line line(int i) const { return operand.term(i); }
  __device__ Term term(int t) const { return operand.line(t); }
  __device__ auto find(Line line, Term term) const { return operand.find(term, line); }
};

/// A matrix whose rows begin at multiples of 16 bytes, and of which a product takes whole fours:
/// four neighbours can be copied at a time.
struct RowsOfFours : Rows {
  explicit RowsOfFours(const Rows& rows) : Rows(rows) {}
};

/// How many adjacent numbers of an operand can be copied at a time.
template <class Operand>
constexpr int kNumbersPerCopy = 1;
template <>
inline constexpr int kNumbersPerCopy<RowsOfFours> = 4;
template <>
inline constexpr int kNumbersPerCopy<Transposed<RowsOfFours>> = 4;

}  // namespace alexnet::cuda::gemm
