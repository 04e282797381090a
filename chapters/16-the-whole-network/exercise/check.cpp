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
    int channels, filters, size, out;
  };
  constexpr Case kCases[] = {{"conv1a", 3, 48, 11, 55},   {"conv2a", 48, 128, 5, 27},
                             {"conv3a", 256, 192, 3, 13}, {"conv4a", 192, 192, 3, 13},
                             {"conv5a", 192, 128, 3, 13}, {"fc6a", 256, 2048, 6, 1},
                             {"fc7a", 4096, 2048, 1, 1},  {"fc8", 4096, 1000, 1, 1}};
  const std::vector<NodeSummary> nodes = summarize(make_variant("paper"));
  for (const auto& [name, channels, filters, size, out] : kCases)
    for (const NodeSummary& node : nodes) {
      if (node.name != name) continue;
      const Cost yours = cost_of(channels, filters, size, out);
      report.compare(node.name + ", parameters", double(yours.parameters), double(node.parameters));
      report.compare(node.name + ", multiply-adds", double(yours.multiply_adds),
                     double(node.multiply_adds));
    }
  report.compare("a layer beyond 2^31", double(cost_of(512, 1024, 7, 112).multiply_adds),
                 322256764928.0);
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
}

/// The largest difference between one order and the other, over maps of noise.
template <class First, class Second>
double difference(First first, Second second) {
  Tensor x("x", {2, 7, 9, 9});
  fill_normal(x, RandomStream(5, "x"), 0, 30);
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
  const auto compare = [&](const char* what, bool yours, double off) {
    report.check(what, yours == (off == 0),
                 fmt::format("you say {}; the orders differ by up to {:.3g}",
                             yours ? "no difference" : "a difference", off));
  };
  const Swaps yours = which_may_be_swapped();
  compare("ReLU and max pooling", yours.relu_and_max_pool, difference(relu, max_pool));
  compare("ReLU and average pooling", yours.relu_and_avg_pool, difference(relu, avg_pool));
  compare("ReLU and LRN", yours.relu_and_lrn, difference(relu, lrn));
  compare("ReLU and dropout", yours.relu_and_dropout, difference(relu, dropout));
  compare("max pooling and LRN", yours.max_pool_and_lrn, difference(max_pool, lrn));
}

void check_widest(Report& report) {
  report.compare("60,965,224: the paper's own", widest(60'965'224), 4096);
  report.compare("one parameter less", widest(60'965'223), 4095);
  report.compare("ten million", widest(10'000'000), 701);
  report.compare("a quarter of the paper's", widest(60'965'224 / 4), 1136);
}

}  // namespace

int main(int argc, char** argv) {
  return check_exercises(argc, argv,
                         {{"what a layer costs", check_cost_of},
                          {"how large the maps are", check_side_of_pool5},
                          {"which may be swapped", check_swaps},
                          {"a narrower network", check_widest}});
}
