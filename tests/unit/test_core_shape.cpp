#include "core/shape.h"

#include <limits>

#include "support/catch.h"

using namespace alexnet;

TEST_CASE("shape: elements lie with x fastest, then y, maps and images") {
  const Shape shape{2, 3, 5, 7};
  std::int64_t expected = 0;
  for (int n = 0; n < 2; ++n)
    for (int c = 0; c < 3; ++c)
      for (int y = 0; y < 5; ++y)
        for (int x = 0; x < 7; ++x) CHECK(shape.offset(n, c, y, x) == expected++);
  CHECK(expected == shape.size());
  CHECK(shape.image_size() == 3 * 5 * 7);
  CHECK(shape.map_size() == 5 * 7);
}

TEST_CASE("shape: filters, matrices and vectors leave the extents that they lack at 1") {
  CHECK(Shape::filters(96, 3, 11, 12) == Shape{96, 3, 11, 12});
  CHECK(Shape::matrix(4096, 9216) == Shape{4096, 9216, 1, 1});
  CHECK(Shape::vector(1000) == Shape{1000, 1, 1, 1});
  CHECK(Shape{} == Shape{1, 1, 1, 1});
}

TEST_CASE("shape: batch and channels can be exchanged") {
  CHECK(Shape{2, 3, 5, 7}.with_batch(9) == Shape{9, 3, 5, 7});
  CHECK(Shape{2, 3, 5, 7}.with_channels(9) == Shape{2, 9, 5, 7});
}

TEST_CASE("shape: counts and offsets do not overflow 32 bits") {
  const Shape shape{1 << 10, 1 << 10, 1 << 10, 1 << 10};
  CHECK(shape.size() == std::int64_t{1} << 40);
  CHECK(shape.map_size() == 1 << 20);
  CHECK(shape.offset(1023, 1023, 1023, 1023) == (std::int64_t{1} << 40) - 1);
}

TEST_CASE("shape: it prints with the names of its extents") {
  CHECK(to_text(Shape{128, 96, 55, 54}) == "(N=128, C=96, H=55, W=54)");
}

TEST_CASE("shape: extents below 1 and counts above 2^40 are refused") {
  check_extents({1, 1, 1, 1});
  check_extents({1 << 10, 1 << 10, 1 << 10, 1 << 10});
  CHECK_ERROR(check_extents({0, 3, 5, 7}), "(N=0, C=3, H=5, W=7)", "at least 1");
  CHECK_ERROR(check_extents({2, -3, 5, 7}), "(N=2, C=-3, H=5, W=7)");
  CHECK_ERROR(check_extents({2, 3, 0, 7}), "(N=2, C=3, H=0, W=7)");
  CHECK_ERROR(check_extents({2, 3, 5, -1}), "(N=2, C=3, H=5, W=-1)");
  CHECK_ERROR(check_extents({1 << 10, 1 << 10, 1 << 10, (1 << 10) + 1}), "2^40");
  constexpr int kMost = std::numeric_limits<int>::max();
  CHECK_ERROR(check_extents({kMost, kMost, kMost, kMost}), "2^40");
}
