#pragma once
#include <algorithm>
#include <array>
#include <cmath>
#include <vector>

#include "core/parallel.h"
#include "core/rng.h"
#include "core/tensor.h"

// A hand that writes digits: what this chapter learns from if there is no MNIST.
namespace alexnet::course {

struct Point {
  double x, y;
};
/// A pen goes through these points, smoothly; x to the right, y down, in a box of 1 x 1.
using Stroke = std::vector<Point>;

inline const std::array<std::vector<Stroke>, 10> kDigits = {{
    {{{.50, .05}, {.18, .30}, {.18, .70}, {.50, .95}, {.82, .70}, {.82, .30}, {.50, .05}}},
    {{{.30, .25}, {.55, .05}}, {{.55, .05}, {.55, .95}}},
    {{{.15, .25}, {.50, .05}, {.80, .30}, {.50, .62}, {.15, .95}}, {{.15, .95}, {.85, .95}}},
    {{{.20, .12}, {.60, .05}, {.75, .28}, {.40, .47}},
     {{.40, .47}, {.80, .70}, {.55, .95}, {.15, .85}}},
    {{{.55, .05}, {.15, .60}}, {{.15, .60}, {.90, .60}}, {{.65, .35}, {.65, .95}}},
    {{{.80, .05}, {.30, .05}},
     {{.30, .05}, {.22, .45}},
     {{.22, .45}, {.60, .40}, {.80, .68}, {.50, .95}, {.15, .85}}},
    {{{.70, .05}, {.30, .35}, {.18, .72}, {.50, .95}, {.80, .72}, {.50, .50}, {.20, .70}}},
    {{{.15, .05}, {.85, .05}}, {{.85, .05}, {.40, .95}}},
    {{{.50, .47},
      {.20, .26},
      {.50, .05},
      {.80, .26},
      {.50, .47},
      {.15, .72},
      {.50, .95},
      {.85, .72},
      {.50, .47}}},
    {{{.80, .30}, {.50, .50}, {.20, .28}, {.50, .05}, {.80, .30}}, {{.80, .30}, {.70, .95}}},
}};

/// Closely spaced points along the smooth line through a stroke's points (a Catmull-Rom curve).
inline Stroke smooth(const Stroke& stroke) {
  constexpr int kSteps = 6;
  Stroke line;
  const auto at = [&](int i) {
    return stroke[std::size_t(std::clamp(i, 0, int(stroke.size()) - 1))];
  };
  for (int i = 0; i + 1 < int(stroke.size()); ++i)
    for (int step = 0; step <= kSteps; ++step) {
      const double t = double(step) / kSteps;
      const auto between = [t](double before, double from, double to, double after) {
        return from + t / 2 *
                          (to - before +
                           t * (2 * before - 5 * from + 4 * to - after +
                                t * (3 * (from - to) + after - before)));
      };
      line.push_back({between(at(i - 1).x, at(i).x, at(i + 1).x, at(i + 2).x),
                      between(at(i - 1).y, at(i).y, at(i + 1).y, at(i + 2).y)});
    }
  return line;
}

inline double distance(Point p, Point from, Point to) {
  const double dx = to.x - from.x, dy = to.y - from.y, length2 = dx * dx + dy * dy;
  const double along = ((p.x - from.x) * dx + (p.y - from.y) * dy) / std::max(length2, 1e-9);
  const double t = std::clamp(along, 0.0, 1.0);
  return std::hypot(p.x - from.x - t * dx, p.y - from.y - t * dy);
}

/// Writes strokes with a pen of that radius; all in pixels. 0 is paper, 1 is ink.
/// ink: (1, 1, H, W)
inline void write(const std::vector<Stroke>& strokes, double radius, TensorView ink) {
  for (int row = 0; row < ink.shape.h; ++row)
    for (int col = 0; col < ink.shape.w; ++col) {
      double nearest = 1e9;
      for (const Stroke& line : strokes)
        for (std::size_t i = 0; i + 1 < line.size(); ++i)
          nearest = std::min(nearest, distance({col + 0.5, row + 0.5}, line[i], line[i + 1]));
      ink(0, 0, row, col) = Real(std::clamp(radius + 0.5 - nearest, 0.0, 1.0));
    }
}

/// Digit `label` as hand number `index` writes it, 28 x 28 pixels. No two are alike: they differ in
/// the place of every point, slant, turn, size, and pen width. A pure function of its arguments.
inline void write_by_hand(int label, std::uint64_t index, TensorView ink) {
  RandomSequence random(RandomStream(/*seed=*/2, "digit", index * 10 + std::uint64_t(label)));
  const double turn = 0.15 * random.normal(), slant = 0.2 * random.normal();
  const double height = random.uniform(15, 21), width = height * random.uniform(0.55f, 0.85f);
  const Point middle{14 + 1.2 * random.normal(), 14 + 1.2 * random.normal()};
  const double radius = random.uniform(0.5f, 1.6f);
  std::vector<Stroke> strokes;
  for (Stroke stroke : kDigits[std::size_t(label)]) {
    for (Point& p : stroke) {
      const double y = (p.y - 0.5 + 0.035 * random.normal()) * height;
      const double x = (p.x - 0.5 + 0.045 * random.normal()) * width - slant * y;
      p = {middle.x + std::cos(turn) * x - std::sin(turn) * y,
           middle.y + std::sin(turn) * x + std::cos(turn) * y};
    }
    strokes.push_back(smooth(stroke));
  }
  write(strokes, radius, ink);
}

/// Digit `label` as it is printed, 7 x 12 pixels, each 1 (ink) or -1 (paper).
inline void print_digit(int label, TensorView pattern) {
  std::vector<Stroke> strokes;
  for (Stroke stroke : kDigits[std::size_t(label)]) {
    for (Point& p : stroke) p = {p.x * 7, p.y * 12};
    strokes.push_back(smooth(stroke));
  }
  write(strokes, 0.6, pattern);
  for (Real& value : pattern.values()) value = value > Real(0.5) ? 1 : -1;
}

/// Digits by many hands, paper -0.1 and ink 1.175 as in 1998, with their labels.
struct Digits {
  Tensor pictures, labels;

  Digits(int first_hand, int hands)
      : pictures("pictures", {10 * hands, 1, 28, 28}), labels("labels", Shape::vector(10 * hands)) {
    parallel_for(10 * hands, [&](std::int64_t i) {
      write_by_hand(int(i % 10), std::uint64_t(first_hand + i / 10), picture(int(i)));
      for (Real& value : picture(int(i)).values()) value = Real(-0.1) + Real(1.275) * value;
      labels.data()[i] = Real(i % 10);
    });
  }
  TensorView picture(int i) { return pictures.view().images(i, 1); }
  int size() const { return pictures.shape().n; }
};

}  // namespace alexnet::course
