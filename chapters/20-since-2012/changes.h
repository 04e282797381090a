#pragma once
#include <cmath>
#include <vector>

#include "core/rng.h"
#include "layers/linear/linear.h"
#include "layers/relu/relu.h"
#include "model/variants.h"

// As much of what came after 2012 as the demo needs.
namespace alexnet::course {

inline constexpr int kUnits = 256;

enum class Wiring {
  layers,      ///< a layer replaces what it reads
  normalized,  ///< the same, with batch normalization before each ReLU
  shortcuts,   ///< a layer adds to what it reads: a residual connection
};

/// Gives every unit mean 0 and variance 1 over the batch. (What is learned besides, a factor and a
/// shift per unit, is 1 and 0 at the start.)
inline void normalize_batch(TensorView y) {
  for (int unit = 0; unit < y.shape.c; ++unit) {
    double mean = 0, variance = 0;
    for (int n = 0; n < y.shape.n; ++n) mean += double(y(n, unit, 0, 0)) / y.shape.n;
    for (int n = 0; n < y.shape.n; ++n)
      variance += std::pow(double(y(n, unit, 0, 0)) - mean, 2) / y.shape.n;
    for (int n = 0; n < y.shape.n; ++n)
      y(n, unit, 0, 0) = Real((double(y(n, unit, 0, 0)) - mean) / std::sqrt(variance));
  }
}

inline double root_mean_square(ConstTensorView x) {
  double sum = 0;
  for (std::int64_t i = 0; i < x.shape.size(); ++i) sum += double(x.data[i]) * double(x.data[i]);
  return std::sqrt(sum / double(x.shape.size()));
}

/// How large numbers are on their way through layers of 256 ReLUs: element 0 is the input.
inline std::vector<double> signal_sizes(Real weight_stddev, Wiring wiring, int layers) {
  Tensor x("x", Shape::matrix(64, kUnits)), y("y", x.shape());
  Tensor weight("weight", Shape::matrix(kUnits, kUnits)), bias("bias", Shape::vector(kUnits));
  fill_normal(x, RandomStream(/*seed=*/20, "x"), 0, 1);
  std::vector<double> sizes = {root_mean_square(x)};
  for (int layer = 1; layer <= layers; ++layer) {
    fill_normal(weight, RandomStream(20, "weight", std::uint64_t(layer)), 0, weight_stddev);
    const ConstTensorView input = x;
    cpu::linear_forward({&input, 1}, weight, bias, y);
    if (wiring == Wiring::normalized) normalize_batch(y);
    cpu::relu_forward(y, y);
    for (std::int64_t i = 0; i < x.shape().size(); ++i)
      x.data()[i] = y.data()[i] + (wiring == Wiring::shortcuts ? x.data()[i] : 0);
    sizes.push_back(root_mean_square(x));
  }
  return sizes;
}

/// The paper's convolutions, then the mean of each map, and one layer from there to the classes.
inline Variant with_global_average() {
  Variant variant = make_variant("paper");
  while (variant.nodes.back().name != "pool5b") variant.nodes.pop_back();
  const AvgPoolSpec whole_map{{.size = 6, .stride = 6}};
  variant.nodes.push_back({"mean_a", whole_map, {"pool5a"}, Tower::a});
  variant.nodes.push_back({"mean_b", whole_map, {"pool5b"}, Tower::b});
  variant.nodes.push_back({"fc", LinearSpec{1000, {}}, {"mean_a", "mean_b"}});
  variant.nodes.push_back({"probs", SoftmaxLossSpec{}, {"fc"}});
  return variant;
}

}  // namespace alexnet::course
