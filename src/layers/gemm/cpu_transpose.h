#pragma once
#include <utility>

#include "core/real.h"

// Transposes a square of numbers in vector registers.
//
// Vectors are the compiler's own (GCC and Clang: [[gnu::vector_size]]); on a processor whose
// registers are shorter, each becomes several.
namespace alexnet::cpu {

#ifdef __AVX512F__
constexpr int kVectorBytes = 64;
#else
constexpr int kVectorBytes = 32;
#endif
constexpr int kVector = kVectorBytes / int(sizeof(Real));  ///< numbers in a vector

using Vector [[gnu::vector_size(kVectorBytes)]] = Real;

/// kVector rows of kVector numbers.
using Square = Vector[kVector];

/// Where number (i, j) of a square lies.
inline Real* element(Square& square, int i, int j) {
  return reinterpret_cast<Real*>(&square[i]) + j;
}

/// For a row of a square that is loaded from, or stored to, any address.
using Anywhere [[gnu::vector_size(kVectorBytes), gnu::aligned(alignof(Real)), gnu::may_alias]] =
    Real;
inline void load(Vector& row, const Real* from) { row = *reinterpret_cast<const Anywhere*>(from); }
inline void store(Real* to, const Vector& row) { *reinterpret_cast<Anywhere*>(to) = row; }

namespace detail {

/// For two rows `Half` apart: in each group of 2 * Half lanes, the right half of the upper row and
/// the left half of the lower change places.
template <int Half, std::size_t... Lane>
[[gnu::always_inline]] inline void exchange_halves(Vector& upper, Vector& lower,
                                                   std::index_sequence<Lane...>) {
  const Vector above = upper, below = lower;
  upper = __builtin_shufflevector(above, below,
                                  (Lane & Half ? int(Lane) - Half + kVector : int(Lane))...);
  lower = __builtin_shufflevector(above, below,
                                  (Lane & Half ? int(Lane) + kVector : int(Lane) + Half)...);
}

/// [ A B ]     [ A C ]     exchanges two of the quarters; then the same within each quarter, down
/// [ C D ] ->  [ B D ]     to single numbers.
template <int Half>
[[gnu::always_inline]] inline void transpose_quarters(Square& square) {
#pragma GCC unroll 16
  for (int i = 0; i < kVector; ++i)
    if (!(i & Half))
      exchange_halves<Half>(square[i], square[i + Half], std::make_index_sequence<kVector>());
  if constexpr (Half > 1) transpose_quarters<Half / 2>(square);
}

}  // namespace detail

/// square[i][j] <-> square[j][i]. Cost: log2(kVector) instructions per row.
inline void transpose(Square& square) { detail::transpose_quarters<kVector / 2>(square); }

}  // namespace alexnet::cpu
