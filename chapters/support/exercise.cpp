#include "support/exercise.h"

#include <fmt/format.h>

#include <charconv>
#include <cmath>
#include <cstdio>
#include <cstring>
#include <limits>

namespace alexnet::course {
namespace {

constexpr int kCorner = 5;  // rows and columns of a tensor that are printed

/// A map of a tensor.
struct MapPlace {
  int n = 0, c = 0;
};

/// The map that holds the largest difference.
MapPlace worst_map(ConstTensorView yours, ConstTensorView expected) {
  MapPlace worst;
  double largest = -1;
  if (yours.shape != expected.shape) return worst;
  for (std::int64_t i = 0; i < expected.shape.size(); ++i) {
    double off = std::abs(double(yours.data[i]) - double(expected.data[i]));
    if (std::isnan(off)) off = std::numeric_limits<double>::infinity();
    if (off <= largest) continue;
    largest = off;
    const std::int64_t map = i / expected.shape.map_size();
    worst = {int(map / expected.shape.c), int(map % expected.shape.c)};
  }
  return worst;
}

/// The upper left corner of a map, each row as text.
std::vector<std::string> corner(ConstTensorView values, const MapPlace& map) {
  const Shape& s = values.shape;
  std::vector<std::string> rows;
  for (int y = 0; y < std::min(kCorner, s.h); ++y) {
    std::string row;
    for (int x = 0; x < std::min(kCorner, s.w); ++x)
      row += fmt::format("{:10.4g}", values(map.n, map.c, y, x));
    rows.push_back(row + (s.w > kCorner ? " ..." : ""));
  }
  if (s.h > kCorner) rows.push_back("      ...");
  return rows;
}

}  // namespace

void Report::say(bool right, const std::string& line) {
  fmt::print("  {} {}\n", right ? "right" : "WRONG", line);
  if (!right) ++wrong_;
}

void Report::compare(const std::string& what, double yours, double expected) {
  say(yours == expected, fmt::format("{}: yours {}, expected {}", what, yours, expected));
}

void Report::check(const std::string& what, bool right, const std::string& yours) {
  say(right, right ? what : fmt::format("{}: {}", what, yours));
}

void Report::compare(const std::string& what, ConstTensorView yours, ConstTensorView expected,
                     Tolerance tolerance) {
  const Comparison comparison = alexnet::compare(yours, expected, tolerance);
  say(comparison.ok, what);
  if (comparison.ok) return;
  const MapPlace map = worst_map(yours, expected);
  const std::vector<std::string> left = corner(yours, map), right = corner(expected, map);
  fmt::print("        {:<57}  expected\n", fmt::format("yours (n={}, c={})", map.n, map.c));
  for (std::size_t i = 0; i < right.size(); ++i)
    fmt::print("        {:<57}  {}\n", i < left.size() ? left[i] : "", right[i]);
  fmt::print("        {}\n", comparison.report);
}

int check_exercises(int argc, char** argv, const std::vector<Exercise>& exercises) {
  int only = 0;
  if (argc > 1) {
    const char* end = argv[1] + std::strlen(argv[1]);
    const auto read = std::from_chars(argv[1], end, only);
    if (read.ec != std::errc() || read.ptr != end || only < 1 || only > int(exercises.size())) {
      fmt::print(stderr, "exercise {}: expected a number from 1 to {}\n", argv[1],
                 exercises.size());
      return 2;
    }
  }
  bool all_done = true;
  for (int i = 0; i < int(exercises.size()); ++i) {
    if (only > 0 && only != i + 1) continue;
    fmt::print("exercise {}, {}\n", i + 1, exercises[i].title);
    Report report;
    try {
      exercises[i].check(report);
    } catch (const std::exception& error) {
      report.check("runs to its end", false, error.what());
    }
    fmt::print("exercise {}: {}\n", i + 1, report.all_right() ? "done" : "not yet");
    all_done = all_done && report.all_right();
  }
  return all_done ? 0 : 1;
}

}  // namespace alexnet::course
