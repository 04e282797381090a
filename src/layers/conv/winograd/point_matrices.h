#pragma once
#include "core/parallel.h"
#include "core/scratch.h"
#include "layers/conv/winograd/transforms.h"
#include "layers/gemm/cpu_tile.h"
#include "layers/gemm/gemm.h"

// The values of tiles, filters and outputs at the points, and the products there.
namespace alexnet::cpu::winograd {

constexpr int kAllPoints = kPoints * kPoints;  ///< of a square

/// Columns, rounded up to whole vectors.
constexpr int whole_vectors(int cols) { return ceil_div(cols, kVector) * kVector; }

/// For each point a matrix, row by row. There is a gap of a vector between two matrices: a tile is
/// written to all of them in turn, and if they were a power of two apart, the tile's 36 vectors
/// would evict each other from the few places that the cache has for such addresses.
class PointMatrices {
 public:
  PointMatrices(int row_count, int col_count)
      : rows(row_count),
        cols(whole_vectors(col_count)),
        stride_(std::int64_t{rows} * cols + kVector),
        memory_(std::size_t(kAllPoints * stride_)) {}

  const int rows, cols;
  Real* at(int point, int row = 0, int col = 0) {
    return memory_.data() + point * stride_ + std::int64_t{row} * cols + col;
  }

 private:
  std::int64_t stride_;
  Scratch memory_;
};

/// Likewise, but in panels, the way multiply_tile() reads the right factor of a product.
class PointPanels {
 public:
  /// `product_rows` is the height of the products that these panels are for.
  PointPanels(int row_count, int col_count, int product_rows)
      : rows(row_count),
        cols(whole_vectors(col_count)),
        vectors_(best_tile_width(product_rows, cols)),
        stride_(std::int64_t{rows} * cols + kVector),
        memory_(std::size_t(kAllPoints * stride_)) {}

  const int rows, cols;
  int panels() const { return ceil_div(cols, width()); }
  /// The first column of a panel, and its width in vectors: the last may be narrower.
  int first_col(int panel) const { return panel * width(); }
  int vectors_of(int panel) const {
    return std::min(vectors_, (cols - first_col(panel)) / kVector);
  }
  Real* panel(int point, int panel) {
    return memory_.data() + point * stride_ + std::int64_t{rows} * first_col(panel);
  }
  /// kVector columns of a row, from `col` on.
  Real* at(int point, int row, int col) {
    const int p = col / width();
    return panel(point, p) + std::int64_t{row} * vectors_of(p) * kVector + col % width();
  }

 private:
  int width() const { return vectors_ * kVector; }

  int vectors_;
  std::int64_t stride_;
  Scratch memory_;
};

/// How the left factor is read.
enum class Read { as_it_is, transposed };

/// c = a * b for each point, or c += a * b. Only for the rows that both a and c have.
inline void multiply(PointMatrices& a, Read read, PointPanels& b, bool add, PointMatrices& c) {
  const Offsets down = offsets({{a.rows, a.cols}}), across = offsets({{a.cols, 1}});
  const Offsets& a_rows = read == Read::as_it_is ? down : across;
  const Offsets& a_cols = read == Read::as_it_is ? across : down;
  const Offsets c_rows = offsets({{c.rows, c.cols}}), c_cols = offsets({{c.cols, 1}});
  const int rows = std::min(int(a_rows.size()), c.rows);

  parallel_for(kAllPoints, [&](std::int64_t i) {
    const int point = int(i);
    constexpr int kStrip = 96;  // rows that a panel serves while it is in the cache
    for (int first = 0; first < rows; first += kStrip)
      for (int p = 0; p < b.panels(); ++p) {
        const int col = b.first_col(p), vectors = b.vectors_of(p), height = tile_rows(vectors);
        const int last = std::min(rows, first + kStrip);
        for (int row = first; row < last; row += height) {
          Tile tile{std::min(height, last - row),
                    vectors * kVector,
                    b.rows,
                    {c.at(point), &c_rows[row], &c_cols[col]},
                    {nullptr, nullptr, nullptr},
                    {a.at(point), &a_rows[row], a_cols.data()},
                    b.panel(point, p)};
          if (add) tile.start = {c.at(point), &c_rows[row], &c_cols[col]};
          multiply_tile(tile, vectors);
        }
      }
  });
}

}  // namespace alexnet::cpu::winograd
