#pragma once
#include <algorithm>

#include "layers/gemm/transpose.h"

// The two innermost pieces of the blocked product: a panel of B, and a tile of C in registers.
namespace alexnet::cpu {

// kTileRows x kTileCols sums stay in vector registers while the terms stream by. Each term costs
// kTileRows + 2 loads for 2 * kTileRows fused multiply-adds of a whole vector.
#ifdef __AVX512F__
constexpr int kTileRows = 12;  // 24 of 32 registers hold sums
#else
constexpr int kTileRows = 6;  // 12 of 16
#endif
constexpr int kTileCols = 2 * kVector;

/// The elements of a TableMatrix from some row and column on.
template <class Element>
struct Corner {
  Element* data;
  const int* row;
  const int* col;
};

/// A tile of C, the strip of A and the panel of B that it is made of, and what its sums start from.
struct Tile {
  int rows, cols, terms;
  Corner<Real> c;
  Corner<const Real> start;  ///< data == nullptr: from zero
  Corner<const Real> a;
  const Real* panel;  ///< terms x kTileCols, row by row
};

inline bool adjacent(const int* offset, int count) {
  return offset[count - 1] - offset[0] == count - 1;
}

/// Sums, row by row, at the left edge of a tile that is Cols wide.
template <int Cols>
using Sums = Real[kTileRows][Cols];

/// Copies `count` numbers: in two instructions where there are `Usual` of them, as there mostly
/// are; else in a loop, which for so few is faster than a call.
template <int Usual>
void copy_row(Real* to, const Real* from, int count) {
  if (count == Usual) {
    std::copy_n(from, Usual, to);
    return;
  }
#pragma omp simd
  for (int i = 0; i < count; ++i) to[i] = from[i];
}

/// f(first, count) for runs of rows that are adjacent in memory.
template <class F>
void for_each_run(const int* row, int rows, F f) {
  for (int first = 0, i = 1; i <= rows; ++i)
    if (i == rows || row[i] != row[i - 1] + 1) {
      f(first, i - first);
      first = i;
    }
}

// Where not the columns but the rows of C are adjacent, as in a convolution's output (rows are
// pixels, columns are maps), a tile is read and written in squares that are turned on the way.
constexpr int kSquareRows = std::min(kTileRows, kVector);

/// f(top, left, rows, cols) for the squares that cover a tile.
template <int Cols, class F>
[[gnu::always_inline]] inline void for_each_square(int rows, int cols, F f) {
#pragma GCC unroll 4
  for (int top = 0; top < kTileRows; top += kVector)
#pragma GCC unroll 4
    for (int left = 0; left < Cols; left += kVector)
      f(top, left, std::min(kVector, rows - top), std::min(kVector, cols - left));
}

/// sums = the corner.
template <int Cols>
[[gnu::always_inline]] inline void load_sums(Sums<Cols>& sums, const Corner<const Real>& from,
                                             int rows, int cols) {
  if (adjacent(from.col, cols)) {
    for (int i = 0; i < rows; ++i)
      copy_row<Cols>(sums[i], from.data + from.row[i] + from.col[0], cols);
    return;
  }
  for_each_square<Cols>(rows, cols, [&](int top, int left, int height, int width) {
    Square square = {};  // row j is a column of the tile
    for_each_run(from.row + top, height, [&](int first, int count) {
      const Real* run = from.data + from.row[top + first];
      for (int j = 0; j < width; ++j)
        copy_row<kSquareRows>(element(square, j, first), run + from.col[left + j], count);
    });
    transpose(square);
#pragma GCC unroll 16
    for (int i = 0; i < kVector; ++i)
      if (top + i < kTileRows) store(&sums[top + i][left], square[i]);
  });
}

/// The corner = sums.
template <int Cols>
[[gnu::always_inline]] inline void store_sums(const Sums<Cols>& sums, const Corner<Real>& to,
                                              int rows, int cols) {
  if (adjacent(to.col, cols)) {
    for (int i = 0; i < rows; ++i) copy_row<Cols>(to.data + to.row[i] + to.col[0], sums[i], cols);
    return;
  }
  for_each_square<Cols>(rows, cols, [&](int top, int left, int height, int width) {
    Square square = {};
#pragma GCC unroll 16
    for (int i = 0; i < kVector; ++i)
      if (top + i < kTileRows) load(square[i], &sums[top + i][left]);
    transpose(square);
    for_each_run(to.row + top, height, [&](int first, int count) {
      Real* run = to.data + to.row[top + first];
      for (int j = 0; j < width; ++j)
        copy_row<kSquareRows>(run + to.col[left + j], element(square, j, first), count);
    });
  });
}

/// Always computes kTileRows x Cols sums; at C's right and bottom edge the surplus is thrown away.
template <int Cols>
void multiply(const Tile& t) {
  const Real* row[kTileRows];
  for (int i = 0; i < kTileRows; ++i) row[i] = t.a.data + t.a.row[std::min(i, t.rows - 1)];

  Sums<Cols> sum = {};
  if (t.start.data) load_sums<Cols>(sum, t.start, t.rows, t.cols);

  for (int k = 0; k < t.terms; ++k) {
    const Real* b = t.panel + std::ptrdiff_t(k) * kTileCols;
    // Both pragmas are needed for the compiler to keep `sum` in registers.
#pragma GCC unroll 16
    for (int i = 0; i < kTileRows; ++i) {
      const Real a = row[i][t.a.col[k]];
#pragma omp simd
      for (int j = 0; j < Cols; ++j) sum[i][j] = multiply_add(a, b[j], sum[i][j]);
    }
  }
  store_sums<Cols>(sum, t.c, t.rows, t.cols);
}

/// Copies `terms` rows of up to kTileCols columns of B side by side. What is missing to a whole
/// tile becomes zero: whatever lay in that memory would be multiplied too, and numbers too small to
/// be normal slow a processor down a hundredfold.
inline void copy_panel(Real* panel, const Corner<const Real>& b, int terms, int cols) {
  const bool columns_adjacent = adjacent(b.col, cols);
  for (int k = 0; k < terms;) {
    if (!columns_adjacent && k + kVector <= terms && adjacent(b.row + k, kVector)) {
      // kVector terms lie one after another, as the pixels of a map do: squares, turned.
      for (int left = 0; left < kTileCols; left += kVector) {
        Square square = {};
        for (int j = 0; j < kVector && left + j < cols; ++j)
          load(square[j], b.data + b.row[k] + b.col[left + j]);
        transpose(square);
        for (int i = 0; i < kVector; ++i) store(panel + i * kTileCols + left, square[i]);
      }
      k += kVector;
      panel += kVector * kTileCols;
      continue;
    }
    const Real* from = b.data + b.row[k];
    if (columns_adjacent)
      std::copy_n(from + b.col[0], cols, panel);
    else
      for (int j = 0; j < cols; ++j) panel[j] = from[b.col[j]];
    std::fill(panel + cols, panel + kTileCols, Real(0));
    ++k;
    panel += kTileCols;
  }
}

}  // namespace alexnet::cpu
