#include <algorithm>

#include "core/parallel.h"
#include "core/scratch.h"
#include "layers/gemm/gemm.h"
#include "layers/gemm/tile.h"

namespace alexnet::cpu {

namespace {

int ceil_div(int a, int b) { return (a + b - 1) / b; }

struct Product {
  TableMatrix<Real> c;
  Start start;
  TableMatrix<const Real> a, b;

  int rows() const { return int(c.row.size()); }
  int cols() const { return int(c.col.size()); }
  int terms() const { return int(a.col.size()); }
  int panels() const { return ceil_div(cols(), kTileCols); }

  void copy(Real* panel, int p, int t, int count) const {
    const int j = p * kTileCols;
    copy_panel(panel, {b.data, &b.row[t], &b.col[j]}, count, std::min(kTileCols, cols() - j));
  }
  /// Adds terms t ... t + count - 1 to the tile at row i of panel p.
  void multiply_tile(int i, int last_row, int p, int t, int count, const Real* panel) const {
    const int j = p * kTileCols;
    Tile tile{std::min(kTileRows, last_row - i),
              std::min(kTileCols, cols() - j),
              count,
              {c.data, &c.row[i], &c.col[j]},
              {nullptr, nullptr, nullptr},
              {a.data, &a.row[i], &a.col[t]},
              panel};
    if (t > 0)
      tile.start = {c.data, &c.row[i], &c.col[j]};
    else if (start)
      tile.start = {start->data, &start->row[i], &start->col[j]};
    tile.cols <= kVector ? multiply<kVector>(tile) : multiply<kTileCols>(tile);
  }
};

constexpr int kCached = 1 << 18;  // so many numbers stay in a core's second-level cache

/// B in blocks of terms that stay in the cache. Each thread takes stripes of C's rows through a
/// block.
void multiply_by_rows(const Product& product) {
  constexpr int kCopiedAtOnce = 256;
  const int rows = product.rows(), panels = product.panels(), terms = product.terms();
  const int block = std::clamp(kCached / (panels * kTileCols), std::min(64, terms), terms);
  Scratch copied(std::size_t(panels) * kTileCols * block);

  for (int t = 0; t < terms; t += block) {
    const int count = std::min(block, terms - t);
    const auto panel = [&](int p) { return copied.data() + std::int64_t{p} * count * kTileCols; };
    const int pieces = ceil_div(count, kCopiedAtOnce);
    parallel_for(std::int64_t{panels} * pieces, [&](std::int64_t i) {
      const int p = int(i) / pieces, first = int(i) % pieces * kCopiedAtOnce;
      product.copy(panel(p) + first * kTileCols, p, t + first,
                   std::min(kCopiedAtOnce, count - first));
    });
    // With few terms the time goes into writing C, which is fastest from left to right in whole
    // rows. With many it goes into fetching panels, so each serves several tiles when it comes.
    const int together = count <= 256 ? 1 : 8;
    // Stripes as equal as tiles allow, a few per thread.
    const int tiles = ceil_div(rows, kTileRows);
    const int stripes = std::min(tiles, std::max(2 * thread_count(), tiles / 8));
    parallel_for(stripes, [&](std::int64_t stripe) {
      const int first = int(tiles * stripe / stripes) * kTileRows;
      const int last = std::min(rows, int(tiles * (stripe + 1) / stripes) * kTileRows);
      for (int top = first; top < last; top += together * kTileRows)
        for (int p = 0; p < panels; ++p)
          for (int i = top; i < std::min(last, top + together * kTileRows); i += kTileRows)
            product.multiply_tile(i, last, p, t, count, panel(p));
    });
  }
}

/// For wide C and a B too large for the cache: each thread takes groups of panels of B, which it
/// copies for itself, through all rows. B and C are read and written in runs of whole pages.
void multiply_by_columns(const Product& product) {
  constexpr int kBlockTerms = 128, kMostPanels = kCached / (kBlockTerms * kTileCols * 2);
  const int rows = product.rows(), terms = product.terms(), panels = product.panels();
  // As many groups for one thread as for the other.
  const int groups =
      std::min(panels, ceil_div(ceil_div(panels, kMostPanels), thread_count()) * thread_count());
  parallel_for(groups, [&](std::int64_t group) {
    const int first = int(panels * group / groups), last = int(panels * (group + 1) / groups);
    Scratch copied(std::size_t(last - first) * kBlockTerms * kTileCols);
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

void blocked::gemm(TableMatrix<Real> c, Start start, TableMatrix<const Real> a,
                   TableMatrix<const Real> b) {
  const Product product{c, start, a, b};
  if (product.rows() == 0 || product.cols() == 0) return;
  if (product.terms() == 0) return naive::gemm(c, start, a, b);  // nothing to add
  const bool b_is_large = std::int64_t{product.terms()} * product.cols() > kCached;
  product.rows() < product.cols() && b_is_large ? multiply_by_columns(product)
                                                : multiply_by_rows(product);
}

}  // namespace alexnet::cpu
