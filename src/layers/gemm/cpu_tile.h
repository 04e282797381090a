#pragma once
#include <algorithm>
#include <cstdint>

#include "core/ceil_div.h"
#include "layers/gemm/cpu_transpose.h"

// The two innermost pieces of the blocked product: a panel of B, and a tile of C in registers.
namespace alexnet::cpu {

// The sums of a tile, at most kSums vectors of them, stay in registers while the terms stream by.
// Each term takes a row of B (as many loads as the tile is vectors wide) and one number of A for
// each row of the tile. So wide tiles load least: 6 x 64 sums need 10 loads for 24 fused
// multiply-adds of vectors. Tall tiles need more pointers, to rows of A, than there are registers.
#ifdef __AVX512F__
constexpr int kSums = 24;  // of 32 registers
constexpr int kWidestTile = 4, kTallestTile = 10;
#else
constexpr int kSums = 12;  // of 16
constexpr int kWidestTile = 2, kTallestTile = 6;
#endif

/// Rows of a tile of this width, in vectors.
constexpr int tile_rows(int vectors) { return std::min(kTallestTile, kSums / vectors); }

/// The width, in vectors, with which the fewest tiles cover C.
inline int best_tile_width(int rows, int cols) {
  int best = 1;
  const auto tiles = [&](int vectors) {
    return std::int64_t{ceil_div(rows, tile_rows(vectors))} * ceil_div(cols, vectors * kVector);
  };
  for (int vectors = 2; vectors <= kWidestTile; ++vectors)
    if (tiles(vectors) <= tiles(best)) best = vectors;
  return best;
}

/// The elements of a TableMatrix from some row and column on.
template <class Element>
struct Corner {
  Element* data;
  const int* row;
  const int* col;
};

/// A tile of C, the strip of A and the panel of B that it comes from, and what its sums start from.
struct Tile {
  int rows, cols, terms;
  Corner<Real> c;
  Corner<const Real> start;  ///< data == nullptr: from zero
  Corner<const Real> a;
  const Real* panel;  ///< row by row, each as long as the tile is wide
};

inline bool adjacent(const int* offset, int count) {
  return offset[count - 1] - offset[0] == count - 1;
}

/// The sums of a tile, row by row.
template <int Rows, int Cols>
using Sums = Real[Rows][Cols];

/// Copies `count` numbers: in a few instructions if there are `Usual` of them, as there mostly are;
/// otherwise in a loop, which for so few is faster than a call.
template <int Usual>
void copy_row(Real* to, const Real* from, int count) {
  const auto copy = [&](int numbers) {
#pragma omp simd
    for (int i = 0; i < numbers; ++i) to[i] = from[i];
  };
  if (count == Usual)
    copy(Usual);
  else
    copy(count);
}

/// Calls f(first, count) for runs of rows that are adjacent in memory.
template <class F>
void for_each_run(const int* row, int rows, F f) {
  for (int first = 0, i = 1; i <= rows; ++i)
    if (i == rows || row[i] != row[i - 1] + 1) {
      f(first, i - first);
      first = i;
    }
}

// Where the rows of C are adjacent and its columns are not, as in a convolution's output (rows are
// pixels, columns are maps), a tile is read and written in squares, transposed on the way.

/// Calls f(top, left, rows, cols) for the squares that cover a tile.
template <int Rows, int Cols, class F>
[[gnu::always_inline]] inline void for_each_square(int rows, int cols, F f) {
#pragma GCC unroll 4
  for (int top = 0; top < Rows; top += kVector)
#pragma GCC unroll 4
    for (int left = 0; left < Cols; left += kVector)
      f(top, left, std::min(kVector, rows - top), std::min(kVector, cols - left));
}

/// sums = the corner.
template <int Rows, int Cols>
[[gnu::always_inline]] inline void load_sums(Sums<Rows, Cols>& sums, const Corner<const Real>& from,
                                             int rows, int cols) {
  if (adjacent(from.col, cols)) {
    for (int i = 0; i < rows; ++i)
      copy_row<Cols>(sums[i], from.data + from.row[i] + from.col[0], cols);
    return;
  }
  for_each_square<Rows, Cols>(rows, cols, [&](int top, int left, int height, int width) {
    Square square = {};  // row j is a column of the tile
    for_each_run(from.row + top, height, [&](int first, int count) {
      const Real* run = from.data + from.row[top + first];
      for (int j = 0; j < width; ++j)
        copy_row<std::min(Rows, kVector)>(element(square, j, first), run + from.col[left + j],
                                          count);
    });
    transpose(square);
#pragma GCC unroll 16
    for (int i = 0; i < kVector; ++i)
      if (top + i < Rows) store(&sums[top + i][left], square[i]);
  });
}

/// The corner = sums.
template <int Rows, int Cols>
[[gnu::always_inline]] inline void store_sums(const Sums<Rows, Cols>& sums, const Corner<Real>& to,
                                              int rows, int cols) {
  if (adjacent(to.col, cols)) {
    for (int i = 0; i < rows; ++i) copy_row<Cols>(to.data + to.row[i] + to.col[0], sums[i], cols);
    return;
  }
  for_each_square<Rows, Cols>(rows, cols, [&](int top, int left, int height, int width) {
    Square square = {};
#pragma GCC unroll 16
    for (int i = 0; i < kVector; ++i)
      if (top + i < Rows) load(square[i], &sums[top + i][left]);
    transpose(square);
    for_each_run(to.row + top, height, [&](int first, int count) {
      Real* run = to.data + to.row[top + first];
      for (int j = 0; j < width; ++j)
        copy_row<std::min(Rows, kVector)>(run + to.col[left + j], element(square, j, first), count);
    });
  });
}

/// Prefetches a tile of C: where C is large, as a gradient of weights is, its memory arrives while
/// the sums are computed.
template <int Cols>
void fetch_for_writing(const Corner<Real>& c, int rows) {
  for (int i = 0; i < rows; ++i)
    for (int j = 0; j < Cols; j += kVector) __builtin_prefetch(c.data + c.row[i] + c.col[0] + j, 1);
}

/// Always computes a whole tile; at C's right and bottom edges the surplus is thrown away.
template <int Vectors>
void multiply_tile(const Tile& t) {
  constexpr int kRows = tile_rows(Vectors), kCols = Vectors * kVector;
  const Real* row[kRows];
  for (int i = 0; i < kRows; ++i) row[i] = t.a.data + t.a.row[std::min(i, t.rows - 1)];

  Sums<kRows, kCols> sum = {};
  if (t.start.data) load_sums<kRows, kCols>(sum, t.start, t.rows, t.cols);

  if (adjacent(t.c.col, t.cols)) fetch_for_writing<kCols>(t.c, t.rows);

  for (int k = 0; k < t.terms; ++k) {
    const Real* b = t.panel + std::ptrdiff_t(k) * kCols;
    // Both pragmas are needed for the compiler to keep `sum` in registers.
#pragma GCC unroll 16
    for (int i = 0; i < kRows; ++i) {
      const Real a = row[i][t.a.col[k]];
#pragma omp simd
      for (int j = 0; j < kCols; ++j) sum[i][j] = multiply_add(a, b[j], sum[i][j]);
    }
  }
  store_sums<kRows, kCols>(sum, t.c, t.rows, t.cols);
}

/// The same for a width, in vectors, that is known only at run time.
template <int Vectors = kWidestTile>
void multiply_tile(const Tile& tile, int vectors) {
  if (vectors == Vectors) return multiply_tile<Vectors>(tile);
  if constexpr (Vectors > 1) multiply_tile<Vectors - 1>(tile, vectors);
}

/// Copies `terms` rows of `cols` columns of B, one row after another. Each row is padded to `width`
/// with zeros: whatever lay in that memory would be multiplied too, and denormal numbers slow a
/// processor down a hundredfold.
inline void copy_panel(Real* panel, const Corner<const Real>& b, int terms, int cols, int width) {
  const bool columns_adjacent = adjacent(b.col, cols);
  for (int k = 0; k < terms;) {
    if (!columns_adjacent && k + kVector <= terms && adjacent(b.row + k, kVector)) {
      // kVector terms are adjacent, as the pixels of a map are: copy squares, transposed.
      for (int left = 0; left < width; left += kVector) {
        Square square = {};
        for (int j = 0; j < kVector && left + j < cols; ++j)
          load(square[j], b.data + b.row[k] + b.col[left + j]);
        transpose(square);
        for (int i = 0; i < kVector; ++i) store(panel + i * width + left, square[i]);
      }
      k += kVector;
      panel += kVector * width;
      continue;
    }
    const Real* from = b.data + b.row[k];
    if (columns_adjacent)
      std::copy_n(from + b.col[0], cols, panel);
    else
      for (int j = 0; j < cols; ++j) panel[j] = from[b.col[j]];
    std::fill(panel + cols, panel + width, Real(0));
    ++k;
    panel += width;
  }
}

}  // namespace alexnet::cpu
