// Prints your results beside the expected ones. Do not change this file.
#include <fmt/format.h>

#include "core/rng.h"
#include "exercises.h"
#include "layers/avgpool/avgpool.h"
#include "layers/dropout/dropout.h"
#include "layers/lrn/lrn.h"
#include "layers/maxpool/maxpool.h"
#include "layers/relu/relu.h"
#include "model/summary.h"
#include "support/exercise.h"

using namespace alexnet;
using namespace alexnet::course;

namespace {

void check_cost_of(Report& report) {
  struct Case {
    const char* node;
    int channels, filters, size, out, groups;
  };
  constexpr Case kCases[] = {{"conv1", 3, 96, 11, 55, 1},   {"conv2", 96, 256, 5, 27, 2},
                             {"conv3", 256, 384, 3, 13, 1}, {"conv4", 384, 384, 3, 13, 2},
                             {"conv5", 384, 256, 3, 13, 2}, {"fc6", 256, 4096, 6, 1, 1},
                             {"fc7", 4096, 4096, 1, 1, 1},  {"fc8", 4096, 1000, 1, 1, 1}};
  const std::vector<NodeSummary> nodes = summarize(make_variant("paper"));
  for (const auto& [name, channels, filters, size, out, groups] : kCases) {
    Cost expected = {0, 0};
    for (const NodeSummary& node : nodes) {
      const std::string layer = name;
      if (node.name != layer && node.name != layer + "a" && node.name != layer + "b") continue;
      expected.parameters += node.parameters;
      expected.multiply_adds += node.multiply_adds;
    }
    const Cost yours = cost_of(channels, filters, size, out, groups);
    report.compare(fmt::format("{}, parameters", name), double(yours.parameters),
                   double(expected.parameters));
    report.compare(fmt::format("{}, multiply-adds", name), double(yours.multiply_adds),
                   double(expected.multiply_adds));
  }
  const Cost large = cost_of(512, 1024, 7, 112, 4);
  report.compare("four groups, parameters", double(large.parameters), 6423552);
  report.compare("four groups, multiply-adds, more than 2^31", double(large.multiply_adds),
                 80564191232.0);
}

void check_side_of_pool5(Report& report) {
  const auto side_in_library = [](int side) {
    Variant variant = make_variant("paper");
    variant.input.h = variant.input.w = side;
    for (const NodeSummary& node : summarize(variant))
      if (node.name == "pool5a") return node.output.h;
    return -1;
  };
  for (const int side : {224, 227, 195, 228, 229, 256, 448})
    report.compare(fmt::format("{} pixels", side), side_of_pool5(side), side_in_library(side));
  const auto [smallest, largest] = sides_that_give_6();
  const auto check_end = [&](const char* which, int side, int beyond) {
    report.check(fmt::format("the {} side that gives 6", which),
                 side_in_library(side) == 6 && side_in_library(beyond) != 6,
                 fmt::format("{} gives {}, and {} gives {}", side, side_in_library(side), beyond,
                             side_in_library(beyond)));
  };
  check_end("smallest", smallest, smallest - 1);
  check_end("largest", largest, largest + 1);
}

/// The largest difference between one order and the other.
template <class First, class Second>
double difference(const Tensor& x, First first, Second second) {
  const Tensor one = second(first(x)), other = first(second(x));
  double largest = 0;
  for (std::int64_t i = 0; i < one.shape().size(); ++i)
    largest = std::max(largest, double(std::abs(one.data()[i] - other.data()[i])));
  return largest;
}

void check_swaps(Report& report) {
  const auto relu = [](const Tensor& x) {
    Tensor y("y", x.shape());
    cpu::relu_forward(x, y);
    return y;
  };
  const auto max_pool = [](const Tensor& x) {
    Tensor y("y", pool_output_shape(x.shape(), {3, 2}));
    cpu::maxpool_forward(x, y, {3, 2});
    return y;
  };
  const auto avg_pool = [](const Tensor& x) {
    Tensor y("y", pool_output_shape(x.shape(), {3, 2}));
    cpu::avgpool_forward(x, y, {3, 2});
    return y;
  };
  const auto lrn = [](const Tensor& x) {
    Tensor y("y", x.shape());
    cpu::lrn_forward(x, y, {});
    return y;
  };
  const auto dropout = [](const Tensor& x) {
    Tensor y("y", x.shape());
    cpu::dropout_forward(x, y, Real(0.5), RandomStream(5, "mask"));
    return y;
  };
  Tensor noise("noise", {2, 7, 9, 9});
  fill_normal(noise, RandomStream(5, "x"), 0, 30);
  const auto check = [&](const char* what, const std::optional<TwoMaps>& yours, auto first,
                         auto second) {
    if (yours) {
      Tensor maps("maps", {1, 2, 3, 3});
      std::copy(yours->begin(), yours->end(), maps.data());
      report.check(what, difference(maps, first, second) > 0,
                   "both orders give the same for your maps");
    } else {
      report.check(what, difference(noise, first, second) == 0,
                   "there are maps for which the orders differ");
    }
  };
  check("ReLU and max pooling", relu_and_max_pool(), relu, max_pool);
  check("ReLU and average pooling", relu_and_avg_pool(), relu, avg_pool);
  check("ReLU and LRN", relu_and_lrn(), relu, lrn);
  check("ReLU and dropout", relu_and_dropout(), relu, dropout);
  check("max pooling and LRN", max_pool_and_lrn(), max_pool, lrn);
}

void check_widest(Report& report) {
  report.compare("60,965,224: the paper's own", widest(60'965'224), 4096);
  report.compare("one parameter less", widest(60'965'223), 4095);
  report.compare("ten million", widest(10'000'000), 701);
  report.compare("a quarter of the paper's", widest(60'965'224 / 4), 1136);
}

void check_pictures(Report& report) {
  report.compare("fc6", pictures_until_arithmetic(9216, 4096), 41);
  report.compare("fc7", pictures_until_arithmetic(4096, 4096), 41);
  report.compare("fc8", pictures_until_arithmetic(4096, 1000), 43);
  report.compare("LeNet-5's F6", pictures_until_arithmetic(120, 84), 212);
  report.compare("LeNet-5's output: never", pictures_until_arithmetic(84, 10), -1);
  report.compare("100,000 inputs and outputs, more than 2^31 weights",
                 pictures_until_arithmetic(100'000, 100'000), 41);
}

}  // namespace

int main(int argc, char** argv) {
  return check_exercises(argc, argv,
                         {{"what a layer costs", check_cost_of},
                          {"how large the maps are", check_side_of_pool5},
                          {"which may be swapped", check_swaps},
                          {"a narrower network", check_widest},
                          {"how many pictures", check_pictures}});
}
