#include "inspect/colour_split.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <numbers>

#include "core/median.h"
#include "core/rng.h"
#include "inspect/first_layer.h"

namespace alexnet {
namespace {

/// What samples are compared by: a share, in the first component, or an axis.
using Point = std::array<double, 2>;

Point mean_of(std::span<const Point> points) {
  Point sum = {};
  for (const Point& p : points) {
    sum[0] += p[0];
    sum[1] += p[1];
  }
  return {sum[0] / double(points.size()), sum[1] / double(points.size())};
}

double distance_of_means(std::span<const Point> first, std::span<const Point> second) {
  const Point a = mean_of(first), b = mean_of(second);
  return std::hypot(a[0] - b[0], a[1] - b[1]);
}

// The same points, added in another order, have the same mean up to this.
constexpr double kRounding = 1e-12;

SplitTest test_points(std::vector<Point> first, std::vector<Point> second, int permutations,
                      std::uint64_t seed) {
  ALEXNET_CHECK(!first.empty() && !second.empty(),
                "permutation test: expected two samples of kernels, found {} and {} kernels",
                first.size(), second.size());
  std::vector<Point> all = first;
  all.insert(all.end(), second.begin(), second.end());
  for (const Point& p : all)
    ALEXNET_CHECK(std::isfinite(p[0]) && std::isfinite(p[1]),
                  "permutation test: a kernel's {}, {} are not finite numbers", p[0], p[1]);
  std::sort(all.begin(), all.end());  // now nothing tells which sample a kernel was in
  const std::size_t larger = std::max(first.size(), second.size());

  SplitTest test;
  test.permutations = permutations;
  test.difference = distance_of_means(first, second);
  std::vector<Point> dealt(all.size());
  for (int deal = 0; deal < permutations; ++deal) {
    const std::vector<int> order =
        random_permutation(int(all.size()), RandomStream(seed, "split test", std::uint64_t(deal)));
    for (std::size_t i = 0; i < dealt.size(); ++i) dealt[i] = all[std::size_t(order[i])];
    const std::span<const Point> samples = dealt;
    const double apart = distance_of_means(samples.first(larger), samples.subspan(larger));
    test.as_extreme += apart >= test.difference - kRounding;
  }
  test.p = (1.0 + test.as_extreme) / (1.0 + permutations);
  return test;
}

}  // namespace

float colour_share(ConstTensorView filters, int filter) {
  double energy = 0, grey_energy = 0;
  for (int y = 0; y < filters.shape.h; ++y)
    for (int x = 0; x < filters.shape.w; ++x) {
      double sum = 0;
      for (int c = 0; c < 3; ++c) {
        const double weight = filters(filter, c, y, x);
        sum += weight;
        energy += weight * weight;
      }
      grey_energy += sum * sum / 3;  // three weights of sum / 3 each
    }
  if (!(energy > 0) || !std::isfinite(energy)) return 0;  // a net that diverged
  return float(std::clamp(1 - grey_energy / energy, 0.0, 1.0));
}

float ColourAxis::strength() const { return std::hypot(x, y); }

float ColourAxis::angle() const {
  const float half = std::atan2(y, x) * 90 / std::numbers::pi_v<float>;
  return half < 0 ? half + 180 : half;
}

const char* ColourAxis::name() const {
  constexpr const char* kNames[] = {"red against cyan", "yellow against blue",
                                    "green against magenta"};
  return kNames[std::min(2, int(angle() / 60))];
}

ColourAxis colour_axis(ConstTensorView filters, int filter) {
  double energy = 0, first = 0, second = 0, both = 0;
  for (int y = 0; y < filters.shape.h; ++y)
    for (int x = 0; x < filters.shape.w; ++x) {
      const double red = filters(filter, 0, y, x), green = filters(filter, 1, y, x),
                   blue = filters(filter, 2, y, x);
      const double u = (red - green) / std::sqrt(2.0),
                   v = (red + green - 2 * blue) / std::sqrt(6.0);
      energy += red * red + green * green + blue * blue;
      first += u * u;
      second += v * v;
      both += u * v;
    }
  if (!(energy > 0) || !std::isfinite(energy)) return {};  // as colour_share
  return {float((first - second) / energy), float(2 * both / energy)};
}

ColourAxis mean_axis(std::span<const ColourAxis> axes) {
  ColourAxis mean;
  for (const ColourAxis& axis : axes) {
    mean.x += axis.x / float(axes.size());
    mean.y += axis.y / float(axes.size());
  }
  return mean;
}

TowerColours tower_colours(const std::string& node, ConstTensorView filters) {
  TowerColours tower{node, {}};
  for (int f = 0; f < filters.shape.n; ++f) {
    tower.shares.push_back(colour_share(filters, f));
    tower.axes.push_back(colour_axis(filters, f));
  }
  tower.median = median(tower.shares);
  return tower;
}

std::vector<TowerColours> colour_split(const Network& network) {
  std::vector<TowerColours> towers;
  for (int i : first_convolutions(network)) {
    const Network::Node& node = network.nodes()[i];
    const HostView host(node.layer->parameters()[0].value);
    const ConstTensorView filters = own_kernels(network, node.tower, host.view);
    ALEXNET_CHECK(filters.shape.c == 3,
                  "{}: expected kernels over three colours, found {} channels", node.name,
                  filters.shape.c);
    towers.push_back(tower_colours(node.name, filters));
  }
  return towers;
}

SplitTest split_test(std::span<const float> first, std::span<const float> second, int permutations,
                     std::uint64_t seed) {
  const auto points = [](std::span<const float> shares) {
    std::vector<Point> all;
    for (const float share : shares) all.push_back({share, 0});
    return all;
  };
  return test_points(points(first), points(second), permutations, seed);
}

SplitTest axis_test(std::span<const ColourAxis> first, std::span<const ColourAxis> second,
                    int permutations, std::uint64_t seed) {
  const auto points = [](std::span<const ColourAxis> axes) {
    std::vector<Point> all;
    for (const ColourAxis& axis : axes) all.push_back({axis.x, axis.y});
    return all;
  };
  return test_points(points(first), points(second), permutations, seed);
}

TwoSamples two_samples(const std::vector<TowerColours>& towers) {
  const TowerColours& first = towers.front();
  if (towers.size() == 2) {
    const TowerColours& second = towers.back();
    return {first.node + " and " + second.node, first.shares, second.shares, first.axes,
            second.axes};
  }
  const std::span<const float> shares = first.shares;
  const std::span<const ColourAxis> axes = first.axes;
  const std::size_t half = shares.size() / 2;
  return {"the first and second half of " + first.node, shares.first(half), shares.subspan(half),
          axes.first(half), axes.subspan(half)};
}

}  // namespace alexnet
