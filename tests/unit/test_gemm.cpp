#include "layers/gemm/gemm.h"

#include <tuple>

#include "layers/gemm/cpu_transpose.h"
#include "support/compare.h"
#include "support/tensors.h"
#include "support/threads.h"

using namespace alexnet;
using namespace alexnet::test;
using cpu::kZero;
using cpu::Offsets;
using cpu::offsets;
using cpu::Start;

namespace {

using Gemm = void (*)(cpu::TableMatrix<Real>, Start, cpu::TableMatrix<const Real>,
                      cpu::TableMatrix<const Real>);
constexpr Gemm kNaive = cpu::naive::gemm, kBlocked = cpu::blocked::gemm;

/// Where the elements of a matrix lie.
struct Layout {
  Offsets row, col;
};
Layout row_by_row(int rows, int cols) { return {offsets({{rows, cols}}), offsets({{cols, 1}})}; }
Layout column_by_column(int rows, int cols) {
  return {offsets({{rows, 1}}), offsets({{cols, rows}})};
}

/// What the sums start from: nothing, what C held, or the first row or column of that for all.
enum class From { zero, c, row, column };

/// C (rows x cols) = start + A (rows x terms) * B (terms x cols), all stored in the same way.
struct Product {
  Product(int rows, int terms, int cols, Layout (*layout)(int, int))
      : a(random_tensor("a", Shape::matrix(rows, terms))),
        b(random_tensor("b", Shape::matrix(terms, cols))),
        before(random_tensor("c", Shape::matrix(rows, cols))),
        in_a(layout(rows, terms)),
        in_b(layout(terms, cols)),
        in_c(layout(rows, cols)) {}

  Output compute(Gemm gemm, From from) const {
    Output c(before.shape());
    copy(c, before);
    const cpu::TableMatrix<Real> c_matrix = {c.view().data, in_c.row, in_c.col};
    const Offsets same_row = offsets({{int(in_c.row.size()), 0}});
    const Offsets same_column = offsets({{int(in_c.col.size()), 0}});
    const cpu::TableMatrix<const Real> row = {before.data(), same_row, in_c.col};
    const cpu::TableMatrix<const Real> column = {before.data(), in_c.row, same_column};
    const auto run = [&](Start start) {
      gemm(c_matrix, start, {a.data(), in_a.row, in_a.col}, {b.data(), in_b.row, in_b.col});
    };
    switch (from) {
      case From::zero:
        run(kZero);
        break;
      case From::c:
        run(c_matrix);
        break;
      case From::row:
        run(row);
        break;
      case From::column:
        run(column);
        break;
    }
    return c;
  }

  Tensor a, b, before;
  Layout in_a, in_b, in_c;
};

void check_blocked_equals_naive(int rows, int terms, int cols) {
  INFO(rows << " rows, " << terms << " terms, " << cols << " columns");
  for (auto* layout : {row_by_row, column_by_column})
    for (From from : {From::zero, From::c, From::row, From::column}) {
      INFO((layout == row_by_row ? "row by row" : "column by column") << ", start " << int(from));
      const Product product(rows, terms, cols, layout);
      CHECK_CLOSE(product.compute(kBlocked, from), product.compute(kNaive, from), exact());
    }
}

}  // namespace

TEST_CASE("gemm: offsets are what nested loops visit, the last one innermost") {
  CHECK(offsets({{2, 100}, {3, 1}}) == Offsets{0, 1, 2, 100, 101, 102});
  CHECK(offsets({{2, 100}, {3, 1}}, 7) == Offsets{7, 8, 9, 107, 108, 109});
  CHECK(offsets({{3, -2}}) == Offsets{0, -2, -4});
  CHECK(offsets({{2, 5}, {0, 1}}).empty());
  CHECK(offsets({}, 4) == Offsets{4});
}

TEST_CASE("gemm: a case small enough to draw") {
  //  1 2 3      1 10       14 140
  //  4 5 6  *   2 20   =   32 320
  //             3 30
  const Tensor a = tensor_of(Shape::matrix(2, 3), {1, 2, 3, 4, 5, 6});
  const Tensor b = tensor_of(Shape::matrix(3, 2), {1, 10, 2, 20, 3, 30});
  const Layout in_a = row_by_row(2, 3), in_b = row_by_row(3, 2), in_c = row_by_row(2, 2);
  for (Gemm gemm : {kNaive, kBlocked}) {
    Output c(Shape::matrix(2, 2));
    const auto multiply = [&](Start start) {
      gemm({c.view().data, in_c.row, in_c.col}, start, {a.data(), in_a.row, in_a.col},
           {b.data(), in_b.row, in_b.col});
    };
    multiply(kZero);
    CHECK_CLOSE(c, tensor_of(Shape::matrix(2, 2), {14, 140, 32, 320}), exact());
    multiply(cpu::TableMatrix<const Real>{c.view().data, in_c.row, in_c.col});
    CHECK_CLOSE(c, tensor_of(Shape::matrix(2, 2), {28, 280, 64, 640}), exact());
  }
}

TEST_CASE("gemm: the rows of a matrix may overlap, as the windows of a convolution do") {
  // Three windows of 1 2 3 4 5, each three wide, against the filter 1 0 2.
  const std::vector<Real> x = {1, 2, 3, 4, 5}, filter = {1, 0, 2};
  const Offsets windows = offsets({{3, 1}}), taps = offsets({{3, 1}}), one = {0};
  for (Gemm gemm : {kNaive, kBlocked}) {
    Output y(Shape::vector(3));
    gemm({y.view().data, windows, one}, kZero, {x.data(), windows, taps},
         {filter.data(), taps, one});
    CHECK_CLOSE(y, tensor_of(Shape::vector(3), {7, 10, 13}), exact());
  }
}

TEST_CASE("gemm: what lies between the elements of C is left alone") {
  // C is every third column of every second row of a larger matrix.
  const int rows = 13, terms = 5, cols = 33;
  const Product product(rows, terms, cols, row_by_row);
  const Offsets row = offsets({{rows, 2 * 3 * cols}}), col = offsets({{cols, 3}});
  for (Gemm gemm : {kNaive, kBlocked}) {
    Output large(Shape::matrix(2 * rows, 3 * cols));
    fill(large, -1);
    gemm({large.view().data, row, col}, kZero,
         {product.a.data(), product.in_a.row, product.in_a.col},
         {product.b.data(), product.in_b.row, product.in_b.col});
    Output expected(Shape::matrix(2 * rows, 3 * cols)), c = product.compute(kNaive, From::zero);
    fill(expected, -1);
    for (int i = 0; i < rows; ++i)
      for (int j = 0; j < cols; ++j) expected.view().data[row[i] + col[j]] = c.view()(i, j, 0, 0);
    CHECK_CLOSE(large, expected, exact());
  }
}

TEST_CASE("gemm: a sum of no terms is zero, or what was there") {
  const Offsets rows = offsets({{2, 3}}), cols = offsets({{3, 1}}), none;
  const std::vector<Real> nothing = {0};
  for (Gemm gemm : {kNaive, kBlocked}) {
    Output c(Shape::matrix(2, 3));
    const auto multiply = [&](Start start) {
      gemm({c.view().data, rows, cols}, start, {nothing.data(), rows, none},
           {nothing.data(), none, cols});
    };
    multiply(kZero);
    CHECK_CLOSE(c, Tensor("zeros", Shape::matrix(2, 3)), exact());
    fill(c, 4);
    multiply(cpu::TableMatrix<const Real>{c.view().data, rows, cols});
    CHECK_CLOSE(c, tensor_of(Shape::matrix(2, 3), {4, 4, 4, 4, 4, 4}), exact());
  }
}

TEST_CASE("gemm: a product without rows or columns writes nothing") {
  const Offsets some = offsets({{3, 1}}), none;
  const std::vector<Real> nothing = {0, 0, 0, 0, 0};
  for (Gemm gemm : {kNaive, kBlocked}) {
    Output c(Shape::vector(3));
    fill(c, 4);
    gemm({c.view().data, none, some}, kZero, {nothing.data(), none, some},
         {nothing.data(), some, some});
    gemm({c.view().data, some, none}, kZero, {nothing.data(), some, some},
         {nothing.data(), some, none});
    CHECK_CLOSE(c, tensor_of(Shape::vector(3), {4, 4, 4}), exact());
  }
}

TEST_CASE("gemm: the sums can start from a row or a column, as a bias is") {
  const Layout in_c = row_by_row(2, 3);
  const Offsets no_terms, same_row = offsets({{2, 0}}), same_column = offsets({{3, 0}});
  const std::vector<Real> bias = {1, 2, 3}, nothing = {0};
  const auto start_from = [&](Gemm gemm, const Offsets& row, const Offsets& col) {
    Output c(Shape::matrix(2, 3));
    gemm({c.view().data, in_c.row, in_c.col}, cpu::TableMatrix<const Real>{bias.data(), row, col},
         {nothing.data(), in_c.row, no_terms}, {nothing.data(), no_terms, in_c.col});
    return c;
  };
  for (Gemm gemm : {kNaive, kBlocked}) {
    CHECK_CLOSE(start_from(gemm, same_row, in_c.col),
                tensor_of(Shape::matrix(2, 3), {1, 2, 3, 1, 2, 3}), exact());
    CHECK_CLOSE(start_from(gemm, offsets({{2, 1}}), same_column),
                tensor_of(Shape::matrix(2, 3), {1, 1, 1, 2, 2, 2}), exact());
  }
}

TEST_CASE("gemm: a square of numbers is turned about its diagonal") {
  constexpr int n = cpu::kVector;
  cpu::Square square;
  for (int i = 0; i < n; ++i)
    for (int j = 0; j < n; ++j) *cpu::element(square, i, j) = Real(100 * i + j);
  cpu::transpose(square);
  for (int i = 0; i < n; ++i)
    for (int j = 0; j < n; ++j) CHECK(*cpu::element(square, i, j) == 100 * j + i);
}

TEST_CASE("gemm: the naive product is the sum of products, to within rounding") {
  const int rows = 9, terms = 700, cols = 5;
  const Product product(rows, terms, cols, row_by_row);
  Tensor expected("expected", Shape::matrix(rows, cols));
  for (int i = 0; i < rows; ++i)
    for (int j = 0; j < cols; ++j) {
      double sum = product.before.view()(i, j, 0, 0);
      for (int t = 0; t < terms; ++t)
        sum += double(product.a.view()(i, t, 0, 0)) * product.b.view()(t, j, 0, 0);
      expected.view()(i, j, 0, 0) = Real(sum);
    }
  CHECK_CLOSE(product.compute(kNaive, From::c), expected, sum_of(terms));
}

TEST_CASE("gemm: blocked computes bit for bit what naive does, around the edges of every tile") {
  for (int rows : kAwkwardSizes)
    for (int cols : kAwkwardSizes)
      for (int terms : {1, 2, 13}) check_blocked_equals_naive(rows, terms, cols);
}

TEST_CASE("gemm: blocked computes bit for bit what naive does, in tiles of every width") {
  for (int rows : {5, 6, 7, 8, 9, 10, 11, 20, 21, 24, 25, 49})
    for (int cols : {34, 47, 48, 49, 63, 64, 65, 80, 96, 113, 128, 129})
      check_blocked_equals_naive(rows, 13, cols);
}

TEST_CASE("gemm: blocked computes bit for bit what naive does, around the edges of every block") {
  for (int terms : {255, 256, 257, 513}) check_blocked_equals_naive(101, terms, 70);
  for (int terms : {8191, 8192, 8193}) check_blocked_equals_naive(33, terms, 13);
  for (int terms : {127, 128, 129}) check_blocked_equals_naive(5, terms, 2100);  // wide C, large B
  for (int cols : {1023, 1024, 1025}) check_blocked_equals_naive(5, 257, cols);
  for (int cols : {255, 256, 257, 511, 512, 513}) check_blocked_equals_naive(5, 3, cols);
  for (int rows : {95, 96, 97, 193}) check_blocked_equals_naive(rows, 3, 5);
}

TEST_CASE("gemm: blocked computes bit for bit what naive does, with more terms than are copied") {
  const Product product(2, 1'050'000, 1, row_by_row);
  CHECK_CLOSE(product.compute(kBlocked, From::c), product.compute(kNaive, From::c), exact());
}

TEST_CASE("gemm: the number of threads changes nothing") {
  for (const auto& [rows, terms, cols] :
       {std::tuple{1000, 11, 70}, {300, 1030, 97}, {97, 1030, 300}, {3, 2, 600}}) {
    INFO(rows << " rows, " << terms << " terms, " << cols << " columns");
    const Product product(rows, terms, cols, row_by_row);
    Output expected = product.compute(kNaive, From::c);
    for (int threads : kThreadCounts) {
      INFO(threads << " threads");
      const WithThreads with(threads);
      CHECK_CLOSE(product.compute(kBlocked, From::c), expected, exact());
    }
  }
}
