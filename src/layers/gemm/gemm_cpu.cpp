#include "layers/gemm/gemm.h"

#include <algorithm>

#include "core/parallel.h"
#include "core/scratch.h"

namespace alexnet::cpu {

Offsets offsets(std::initializer_list<Steps> loops, int start) {
  Offsets result = {start};
  for (const Steps& loop : loops) {
    Offsets longer;
    longer.reserve(result.size() * std::size_t(loop.count));
    for (int base : result)
      for (int i = 0; i < loop.count; ++i) longer.push_back(base + i * loop.stride);
    result = std::move(longer);
  }
  return result;
}

void naive::gemm(Start start, TableMatrix<Real> c, TableMatrix<const Real> a,
                 TableMatrix<const Real> b) {
  for (std::size_t i = 0; i < c.row.size(); ++i)
    for (std::size_t j = 0; j < c.col.size(); ++j) {
      Real sum = start == Start::zero ? 0 : c(i, j);
      for (std::size_t t = 0; t < a.col.size(); ++t) sum = multiply_add(a(i, t), b(t, j), sum);
      c(i, j) = sum;
    }
}

namespace {

// The register tile: kTileRows x kTileCols sums stay in vector registers while the terms stream by.
// Each term costs kTileRows + 2 loads for 2 * kTileRows fused multiply-adds of a whole vector.
#ifdef __AVX512F__
constexpr int kVectorBytes = 64, kTileRows = 12;  // 24 of 32 registers hold sums
#else
constexpr int kVectorBytes = 32, kTileRows = 6;  // 12 of 16
#endif
constexpr int kVector = kVectorBytes / int(sizeof(Real));
constexpr int kTileCols = 2 * kVector;

// The part of B that is copied at a time: as much as fits in a core's second-level cache.
constexpr int kBlockTerms = 1024;
constexpr int kBlockCols = 16 * kTileCols;

/// A tile of C, and the strip of A and panel of B that it is made of.
struct Tile {
  int rows, cols, terms;
  bool from_zero;
  Real* c;
  const int* c_row;
  const int* c_col;
  const Real* a;
  const int* a_row;
  const int* a_col;
  const Real* panel;  // terms x kTileCols, row by row
};

bool adjacent(const int* offset, int count) { return offset[count - 1] - offset[0] == count - 1; }

/// f(i, j) for the elements of the tile, in the order in which they lie in memory.
template <class F>
void for_each_element(const Tile& t, F f) {
  if (adjacent(t.c_col, t.cols)) {
    for (int i = 0; i < t.rows; ++i)
      for (int j = 0; j < t.cols; ++j) f(i, j);
  } else {
    for (int j = 0; j < t.cols; ++j)
      for (int i = 0; i < t.rows; ++i) f(i, j);
  }
}

/// Always computes kTileRows x Cols sums; at C's right and bottom edge the surplus is thrown away.
template <int Cols>
void multiply(const Tile& t) {
  const Real* row[kTileRows];
  for (int i = 0; i < kTileRows; ++i) row[i] = t.a + t.a_row[std::min(i, t.rows - 1)];

  Real sum[kTileRows][Cols] = {};
  if (!t.from_zero)
    for_each_element(t, [&](int i, int j) { sum[i][j] = t.c[t.c_row[i] + t.c_col[j]]; });

  for (int k = 0; k < t.terms; ++k) {
    const Real* b = t.panel + std::ptrdiff_t(k) * kTileCols;
    // Both pragmas are needed for the compiler to keep `sum` in registers.
#pragma GCC unroll 16
    for (int i = 0; i < kTileRows; ++i) {
      const Real a = row[i][t.a_col[k]];
#pragma omp simd
      for (int j = 0; j < Cols; ++j) sum[i][j] = multiply_add(a, b[j], sum[i][j]);
    }
  }
  for_each_element(t, [&](int i, int j) { t.c[t.c_row[i] + t.c_col[j]] = sum[i][j]; });
}

/// Copies `terms` rows of up to kTileCols columns of B side by side. What is missing to a whole tile
/// becomes zero: whatever lay in that memory would be multiplied too, and numbers too small to be
/// normal slow a processor down a hundredfold.
void copy_panel(Real* panel, const Real* b, const int* b_row, const int* b_col, int terms,
                int cols) {
  const bool together = adjacent(b_col, cols);
  for (int k = 0; k < terms; ++k, panel += kTileCols) {
    const Real* from = b + b_row[k];
    if (together)
      std::copy_n(from + b_col[0], cols, panel);
    else
      for (int j = 0; j < cols; ++j) panel[j] = from[b_col[j]];
    std::fill(panel + cols, panel + kTileCols, Real(0));
  }
}

}  // namespace

void blocked::gemm(Start start, TableMatrix<Real> c, TableMatrix<const Real> a,
                   TableMatrix<const Real> b) {
  const int rows = int(c.row.size()), cols = int(c.col.size()), terms = int(a.col.size());
  if (rows == 0 || cols == 0 || terms == 0) return naive::gemm(start, c, a, b);  // at most zeros
  Scratch panels(std::size_t(std::min(terms, kBlockTerms)) *
                 std::min((cols + kTileCols - 1) / kTileCols * kTileCols, kBlockCols));
  // Rows that one thread takes at a time: enough to be worth it, few enough to share fairly.
  const int group = std::clamp(rows / kTileRows / 8, 1, 8) * kTileRows;

  for (int j0 = 0; j0 < cols; j0 += kBlockCols)
    for (int t0 = 0; t0 < terms; t0 += kBlockTerms) {
      const int block_cols = std::min(kBlockCols, cols - j0);
      const int block_terms = std::min(kBlockTerms, terms - t0);
      const int panel_count = (block_cols + kTileCols - 1) / kTileCols;
      const auto panel = [&](int p) {
        return panels.data() + std::size_t(p) * block_terms * kTileCols;
      };
      parallel_for(panel_count, [&](std::int64_t p) {
        const int j = int(p) * kTileCols;
        copy_panel(panel(int(p)), b.data, &b.row[t0], &b.col[j0 + j], block_terms,
                   std::min(kTileCols, block_cols - j));
      });
      parallel_for((rows + group - 1) / group, [&](std::int64_t g) {
        const int first = int(g) * group, last = std::min(rows, first + group);
        for (int p = 0; p < panel_count; ++p)
          for (int i = first; i < last; i += kTileRows) {
            const int j = j0 + p * kTileCols;
            const Tile tile{std::min(kTileRows, last - i),
                            std::min(kTileCols, cols - j),
                            block_terms,
                            start == Start::zero && t0 == 0,
                            c.data,
                            &c.row[i],
                            &c.col[j],
                            a.data,
                            &a.row[i],
                            &a.col[t0],
                            panel(p)};
            tile.cols <= kVector ? multiply<kVector>(tile) : multiply<kTileCols>(tile);
          }
      });
    }
}

}  // namespace alexnet::cpu
