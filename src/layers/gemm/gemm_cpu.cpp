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

/// Copies `terms` rows of up to kTileCols columns of B side by side. What is missing to a whole
/// tile becomes zero: whatever lay in that memory would be multiplied too, and numbers too small to
/// be normal slow a processor down a hundredfold.
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

int ceil_div(int a, int b) { return (a + b - 1) / b; }

/// The three matrices, and the sums' first term.
struct Product {
  Start start;
  TableMatrix<Real> c;
  TableMatrix<const Real> a, b;

  int rows() const { return int(c.row.size()); }
  int cols() const { return int(c.col.size()); }
  int terms() const { return int(a.col.size()); }
  int panels() const { return ceil_div(cols(), kTileCols); }

  void copy(Real* panel, int p, int t, int count) const {
    const int j = p * kTileCols;
    copy_panel(panel, b.data, &b.row[t], &b.col[j], count, std::min(kTileCols, cols() - j));
  }
  /// Adds terms t ... t + count - 1 to the tile at row i of panel p.
  void multiply_tile(int i, int last_row, int p, int t, int count, const Real* panel) const {
    const int j = p * kTileCols;
    const Tile tile{std::min(kTileRows, last_row - i),
                    std::min(kTileCols, cols() - j),
                    count,
                    start == Start::zero && t == 0,
                    c.data,
                    &c.row[i],
                    &c.col[j],
                    a.data,
                    &a.row[i],
                    &a.col[t],
                    panel};
    tile.cols <= kVector ? multiply<kVector>(tile) : multiply<kTileCols>(tile);
  }
};

/// For tall C: all of B is copied, then each thread takes a stripe of rows through it.
void multiply_by_rows(const Product& product) {
  constexpr int kBlockTerms = 2048;  // a panel of so many terms fits in a core's second-level cache
  constexpr std::int64_t kMostCopied = (std::int64_t{64} << 20) / sizeof(Real);
  const int rows = product.rows(), panels = product.panels(), terms = product.terms();
  // Where B is larger than kMostCopied, the terms are added up in several passes.
  const std::int64_t row_of_panels = std::int64_t{panels} * kTileCols;
  const int pass =
      int(std::max<std::int64_t>(1, kMostCopied / (row_of_panels * kBlockTerms))) * kBlockTerms;
  Scratch copied(std::size_t(row_of_panels * std::min(terms, pass)));

  for (int t0 = 0; t0 < terms; t0 += pass) {
    const int t1 = std::min(terms, t0 + pass), blocks = ceil_div(t1 - t0, kBlockTerms);
    const auto count = [&](int block) {
      return std::min(kBlockTerms, t1 - t0 - block * kBlockTerms);
    };
    const auto panel = [&](int block, int p) {
      return copied.data() + block * kBlockTerms * row_of_panels +
             std::int64_t{p} * count(block) * kTileCols;
    };
    parallel_for(std::int64_t{blocks} * panels, [&](std::int64_t i) {
      const int block = int(i) / panels, p = int(i) % panels;
      product.copy(panel(block, p), p, t0 + block * kBlockTerms, count(block));
    });
    // Stripes as equal as tiles allow: a few per thread, but thick enough to use a panel well
    // while it is in the cache.
    const int tiles = ceil_div(rows, kTileRows);
    const int stripes = std::min(tiles, std::max(2 * thread_count(), tiles / 8));
    parallel_for(stripes, [&](std::int64_t stripe) {
      const int first = int(tiles * stripe / stripes) * kTileRows;
      const int last = std::min(rows, int(tiles * (stripe + 1) / stripes) * kTileRows);
      for (int block = 0; block < blocks; ++block)
        for (int p = 0; p < panels; ++p)
          for (int i = first; i < last; i += kTileRows)
            product.multiply_tile(i, last, p, t0 + block * kBlockTerms, count(block),
                                  panel(block, p));
    });
  }
}

/// For wide C: each thread takes a few panels of B, which it copies for itself, through all rows.
/// No part of B is copied twice, and B and C are read and written in runs of a kilobyte.
void multiply_by_columns(const Product& product) {
  constexpr int kBlockTerms = 128, kPanels = 8;
  const int rows = product.rows(), terms = product.terms();
  parallel_for(ceil_div(product.panels(), kPanels), [&](std::int64_t group) {
    const int first = int(group) * kPanels;
    const int last = std::min(product.panels(), first + kPanels);
    Scratch copied(std::size_t(kPanels) * kBlockTerms * kTileCols);
    const auto panel = [&](int p) { return copied.data() + (p - first) * kBlockTerms * kTileCols; };
    for (int t = 0; t < terms; t += kBlockTerms) {
      const int count = std::min(kBlockTerms, terms - t);
      for (int p = first; p < last; ++p) product.copy(panel(p), p, t, count);
      for (int i = 0; i < rows; i += kTileRows)
        for (int p = first; p < last; ++p) product.multiply_tile(i, rows, p, t, count, panel(p));
    }
  });
}

}  // namespace

void blocked::gemm(Start start, TableMatrix<Real> c, TableMatrix<const Real> a,
                   TableMatrix<const Real> b) {
  const Product product{start, c, a, b};
  if (product.rows() == 0 || product.cols() == 0) return;
  if (product.terms() == 0)
    return naive::gemm(start, c, a, b);  // nothing to add: zeros, or as it was
  product.rows() < product.cols() ? multiply_by_columns(product) : multiply_by_rows(product);
}

}  // namespace alexnet::cpu
