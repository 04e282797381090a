#include <algorithm>

#include "core/parallel.h"
#include "core/scratch.h"
#include "layers/gemm/cpu_tile.h"
#include "layers/gemm/gemm.h"

namespace alexnet::cpu {

namespace {

struct Product {
  TableMatrix<Real> c;
  Start start;
  TableMatrix<const Real> a, b;
  int tile_width = best_tile_width(rows(), cols());
  int panel_cols = tile_width * kVector;
  /// A strip is as many tiles of C, one below the other, as fit into 24 rows.
  int strip_rows = 24 / tile_rows(tile_width) * tile_rows(tile_width);

  int rows() const { return int(c.row.size()); }
  int cols() const { return int(c.col.size()); }
  int terms() const { return int(a.col.size()); }
  int panels() const { return ceil_div(cols(), panel_cols); }

  /// Columns of panel p, and vectors that hold them: the last panel may be narrower.
  int cols_of(int p) const { return std::min(panel_cols, cols() - p * panel_cols); }
  int vectors_of(int p) const { return ceil_div(cols_of(p), kVector); }

  /// Copies terms [t + first, t + last) into panel p, in which term t comes first.
  void copy(Real* panel, int p, int t, int first, int last) const {
    const int width = vectors_of(p) * kVector;
    copy_panel(panel + first * width, {b.data, &b.row[t + first], &b.col[p * panel_cols]},
               last - first, cols_of(p), width);
  }
  /// Adds `count` terms, from t on, to rows [first, last) of C, in the columns of panel p.
  void multiply(int first, int last, int p, int t, int count, const Real* panel) const {
    const int j = p * panel_cols, height = tile_rows(vectors_of(p));
    for (int i = first; i < last; i += height) {
      Tile tile{std::min(height, last - i),
                cols_of(p),
                count,
                {c.data, &c.row[i], &c.col[j]},
                {nullptr, nullptr, nullptr},
                {a.data, &a.row[i], &a.col[t]},
                panel};
      if (t > 0)
        tile.start = {c.data, &c.row[i], &c.col[j]};
      else if (start)
        tile.start = {start->data, &start->row[i], &start->col[j]};
      multiply_tile(tile, vectors_of(p));
    }
  }
};

constexpr int kCached = 1 << 18;  // this many numbers stay in a core's L2 cache

/// Takes B in blocks of terms: one panel of a block stays in the L2 cache, the whole block in the
/// next level. Each thread takes stripes of C's rows through a block.
void multiply_by_rows(const Product& product) {
  constexpr int kCopiedAtOnce = 256;
  const int rows = product.rows(), terms = product.terms(), panels = product.panels();
  const int width = panels * product.panel_cols, strip_rows = product.strip_rows;
  const int block = std::clamp(2 * kCached / width, std::min(64, terms), terms);
  Scratch copied(std::size_t(width) * block);
  const auto panel = [&](int p) {
    return copied.data() + std::int64_t{p} * block * product.panel_cols;
  };

  for (int t = 0; t < terms; t += block) {
    const int count = std::min(block, terms - t);
    const int pieces = ceil_div(count, kCopiedAtOnce);
    parallel_for(std::int64_t{panels} * pieces, [&](std::int64_t i) {
      const int p = int(i) / pieces, first = int(i) % pieces * kCopiedAtOnce;
      product.copy(panel(p), p, t, first, std::min(count, first + kCopiedAtOnce));
    });
    // With few terms the time goes into writing C, which is fastest from left to right in whole
    // rows. With many it goes into fetching panels, so each serves several strips once it is there.
    const int together = (count <= 256 ? 1 : 4) * strip_rows;
    // A few stripes per thread, as equal as whole strips allow.
    const int strips = ceil_div(rows, strip_rows);
    const int stripes = std::min(strips, std::max(2 * thread_count(), strips / 4));
    parallel_for(stripes, [&](std::int64_t stripe) {
      const int first = int(strips * stripe / stripes) * strip_rows;
      const int last = std::min(rows, int(strips * (stripe + 1) / stripes) * strip_rows);
      for (int i = first; i < last; i += together)
        for (int p = 0; p < panels; ++p)
          product.multiply(i, std::min(last, i + together), p, t, count, panel(p));
    });
  }
}

/// For a wide C and a B too large for the cache: each thread takes groups of panels of B, which it
/// copies for itself, through all rows. B and C are read and written in runs of whole pages.
void multiply_by_columns(const Product& product) {
  constexpr int kBlockTerms = 128, kCopiedAtOnce = 16;  // with more, a panel has too many pages
  const int rows = product.rows(), terms = product.terms(), panels = product.panels();
  const int size = kBlockTerms * product.panel_cols;  // of a panel
  const int strip_rows = product.strip_rows;
  // The same number of groups for every thread.
  const int threads = thread_count();
  const int groups =
      std::min(panels, ceil_div(ceil_div(panels, kCached / (2 * size)), threads) * threads);
  parallel_for(groups, [&](std::int64_t group) {
    const int first = int(panels * group / groups), last = int(panels * (group + 1) / groups);
    Scratch copied(std::size_t(last - first) * size);
    const auto panel = [&](int p) { return copied.data() + (p - first) * size; };
    for (int t = 0; t < terms; t += kBlockTerms) {
      const int count = std::min(kBlockTerms, terms - t);
      for (int k = 0; k < count; k += kCopiedAtOnce)
        for (int p = first; p < last; ++p)
          product.copy(panel(p), p, t, k, std::min(count, k + kCopiedAtOnce));
      for (int i = 0; i < rows; i += strip_rows)
        for (int p = first; p < last; ++p)
          product.multiply(i, std::min(rows, i + strip_rows), p, t, count, panel(p));
    }
  });
}

}  // namespace

void blocked::gemm(TableMatrix<Real> c, Start start, TableMatrix<const Real> a,
                   TableMatrix<const Real> b) {
  const Product product{c, start, a, b};
  if (product.rows() == 0 || product.cols() == 0) return;
  if (product.terms() == 0) return naive::gemm(c, start, a, b);  // nothing to add
  const bool b_is_large = std::int64_t{product.terms()} * product.cols() > kCached;
  if (product.rows() < product.cols() && b_is_large)
    multiply_by_columns(product);
  else
    multiply_by_rows(product);
}

}  // namespace alexnet::cpu
