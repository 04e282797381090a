#pragma once
#include <optional>
#include <vector>

#include "core/real.h"

// Matrix products over matrices that need not exist in memory.
//
// Element (i, j) of a TableMatrix is data[row[i] + col[j]]. With the right two tables, that is a
// row-major matrix, its transpose, or an image as a convolution sees it. Output pixel (n, y, x)
// meets filter tap (c, ky, kx) at
//
//     in[n][c][y*stride + ky][x*stride + kx]  =  in + (n*C*H*W + y*stride*W + x*stride) row[pixel]
//                                                   + (c*H*W   + ky*W       + kx      ) col[tap]
//
// so the address is a part that depends on the pixel plus a part that depends on the tap. The
// "im2col" matrix, Kh*Kw times as large as the image, is never written: two small lists describe
// it. All products of rung offset_table, forward and backward, are calls to gemm().
namespace alexnet::cpu {

/// Those of B, and of the columns of C and of what sums start from, rise or are all the same; so
/// the first and the last of a few tell whether they are adjacent. A's may be in any order.
using Offsets = std::vector<int>;

template <class Element>
struct TableMatrix {
  Element* data;
  const Offsets& row;
  const Offsets& col;

  Element& operator()(std::size_t i, std::size_t j) const { return data[row[i] + col[j]]; }
  operator TableMatrix<const Element>() const { return {data, row, col}; }
};

/// One loop of a nest, for offsets(): `count` steps of `stride` elements.
struct Steps {
  int count;
  int stride;
};

/// The offsets that nested loops visit, the last one innermost:
/// offsets({{2, 100}, {3, 1}}) is 0 1 2 100 101 102.
Offsets offsets(std::initializer_list<Steps> loops, int start = 0);

/// What the sums start from: a bias, C itself (to add to it), or kZero. A matrix that is the same
/// in every row has a row table of zeros.
using Start = std::optional<TableMatrix<const Real>>;
constexpr std::nullopt_t kZero = std::nullopt;

namespace naive {
/// C = start + A B: the textbook's three loops, the oracle of the tests.
void gemm(TableMatrix<Real> c, Start start, TableMatrix<const Real> a, TableMatrix<const Real> b);
}  // namespace naive

namespace blocked {
/// The same sums, each added in the same order, so bit for bit the same result; over a hundred
/// times faster. A is read in place (its terms should lie close together), B is copied into panels.
/// Cost: rows * terms * cols multiply-adds.
void gemm(TableMatrix<Real> c, Start start, TableMatrix<const Real> a, TableMatrix<const Real> b);
}  // namespace blocked

}  // namespace alexnet::cpu
