#include <algorithm>
#include <limits>

#include "support/catch.h"
#include "viewer/model/maps.h"

using namespace alexnet;
using namespace alexnet::viewer;

TEST_CASE("maps: statistics of known values") {
  Tensor values("v", {1, 3, 1, 2});
  const float numbers[] = {0, 0, 4, 0, -4, 8};
  std::copy_n(numbers, 6, values.data());
  const MapStatistics s = map_statistics(values);
  CHECK(s.smallest == -4);
  CHECK(s.largest == 8);
  CHECK(std::abs(s.mean - 8.0f / 6) < 1e-6f);
  CHECK(s.zero_share == 0.5f);
  CHECK(s.silent_maps == 1);
  CHECK(s.histogram[0] == 1);                         // -4
  CHECK(s.histogram[MapStatistics::kBins / 3] == 3);  // the zeros
  CHECK(s.histogram[MapStatistics::kBins - 1] == 1);  // 8 belongs to the last bin
}

TEST_CASE("maps: NaN and Inf are left out, equal values are one bin") {
  Tensor values("v", {1, 1, 1, 3});
  values.data()[0] = std::numeric_limits<float>::quiet_NaN();
  values.data()[1] = std::numeric_limits<float>::infinity();
  values.data()[2] = 5;
  const MapStatistics s = map_statistics(values);
  CHECK(s.smallest == 5);
  CHECK(s.largest == 5);
  CHECK(s.mean == 5);
  CHECK(s.histogram[0] == 1);
  CHECK(map_sheet(values, sheet_layout(values.shape(), 1), false).pixel(0, 0)[0] == 0);
}

TEST_CASE("maps: values further apart than the largest float") {
  Tensor values("v", {1, 1, 1, 3});
  values.data()[0] = -3e38f;
  values.data()[2] = 3e38f;
  const MapStatistics s = map_statistics(values);
  CHECK(s.histogram[0] == 1);
  CHECK(s.histogram[MapStatistics::kBins - 1] == 1);
  CHECK(map_sheet(values, sheet_layout(values.shape(), 1), false).pixel(2, 0)[0] == 255);
}

TEST_CASE("map sheet: tiles lie row by row, on a shared scale or their own") {
  Tensor values("v", {1, 3, 2, 2});
  values.view()(0, 0, 0, 0) = 10;  // the largest
  values.view()(0, 2, 1, 1) = 5;
  SheetLayout layout = sheet_layout(values.shape(), 1);
  CHECK(layout.columns == 2);
  CHECK(layout.rows == 2);
  const Image shared = map_sheet(values, layout, false);
  CHECK(shared.width == 6);
  CHECK(shared.pixel(0, 0)[0] == 255);
  CHECK(shared.pixel(1, 4)[0] == 128);  // map 2: second row, first column
  CHECK(shared.pixel(2, 0)[0] == 255);  // the gap
  CHECK(shared.pixel(3, 0)[0] == 0);
  // The fourth place holds no map: its colour is neither a grey nor white.
  for (const auto& [x, y] : {std::pair{3, 3}, {4, 4}, {5, 5}})
    CHECK(shared.pixel(x, y)[0] != shared.pixel(x, y)[1]);
  CHECK(shared.pixel(1, 4)[0] == shared.pixel(1, 4)[1]);
  CHECK(map_sheet(values, layout, true).pixel(1, 4)[0] == 255);
}

TEST_CASE("map sheet: any number of maps of 1 x 1 and 55 x 55 fits its sheet") {
  for (int maps : {1, 2, 7, 48, 96, 1000, 4096})
    for (int side : {1, 55})
      for (float aspect : {0.2f, 1.0f, 5.0f}) {
        const SheetLayout layout = sheet_layout({1, maps, side, side}, aspect);
        CHECK(layout.columns * layout.rows >= maps);
        CHECK(layout.columns * (layout.rows - 1) < maps);
        CHECK(layout.gap == (side == 1 ? 0 : 1));
      }
}

TEST_CASE("map sheet: a place in it and the value there are each other's inverse") {
  const Shape shape = {1, 7, 3, 4};
  const SheetLayout layout = sheet_layout(shape, 1);
  for (const Position at : {Position{0, 0, 0}, {3, 2, 1}, {6, 2, 3}}) {
    const auto [x, y] = place_in_sheet(layout, at);
    CHECK(position_in_sheet(layout, shape, x, y) == at);
  }
  CHECK(position_in_sheet(layout, shape, 4, 0) == std::nullopt);  // the gap
  CHECK(position_in_sheet(layout, shape, -1, 0) == std::nullopt);
  CHECK(position_in_sheet(layout, shape, layout.width(), 0) == std::nullopt);
  // Seven maps in rows of three: the last row has two places that hold none.
  REQUIRE(layout.columns == 3);
  CHECK(position_in_sheet(layout, shape, 5, 8) == std::nullopt);
}

TEST_CASE("signed sheet: white is 0, blue below, orange above, black no number") {
  CHECK(diverging(0) == std::array<std::uint8_t, 3>{255, 255, 255});
  CHECK(diverging(1) == std::array<std::uint8_t, 3>{213, 94, 0});
  CHECK(diverging(-1) == std::array<std::uint8_t, 3>{0, 114, 178});
  CHECK(diverging(5) == diverging(1));
  CHECK(diverging(0.5) == std::array<std::uint8_t, 3>{234, 175, 128});
  Tensor values("v", {1, 1, 1, 3});
  values.data()[0] = -2;
  values.data()[2] = std::numeric_limits<float>::quiet_NaN();
  CHECK(largest_size(values) == 2);
  const Image sheet = signed_sheet(values, sheet_layout(values.shape(), 1), 2);
  CHECK(sheet.pixel(0, 0)[2] == 178);
  CHECK(sheet.pixel(1, 0)[0] == 255);
  CHECK(sheet.pixel(2, 0)[0] == 0);
}

TEST_CASE("maps: the value furthest from zero, of those that are numbers") {
  Tensor values("v", {1, 2, 2, 3});
  CHECK(furthest_from_zero(values) == Position{0, 0, 0});  // all alike: the first
  values.view()(0, 0, 1, 2) = 4;
  values.view()(0, 1, 1, 1) = -5;
  CHECK(furthest_from_zero(values) == Position{1, 1, 1});
  values.view()(0, 0, 0, 0) = std::numeric_limits<float>::quiet_NaN();
  values.view()(0, 0, 0, 1) = std::numeric_limits<float>::infinity();
  CHECK(furthest_from_zero(values) == Position{1, 1, 1});
}
