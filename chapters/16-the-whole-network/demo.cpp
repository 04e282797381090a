// Chapter 16: the whole network. Prints the chapter's numbers and writes its figure.
//
//   chapter_16_demo [FIGURE.png]
#include <fmt/format.h>

#include <cmath>

#include "layers.h"
#include "layers/conv/conv.h"
#include "limits.h"
#include "support/plot.h"

using namespace alexnet;
using namespace alexnet::course;

namespace {

/// "60965224" with commas.
std::string grouped(std::int64_t number) {
  std::string digits = std::to_string(number);
  for (int at = int(digits.size()) - 3; at > 0; at -= 3) digits.insert(std::size_t(at), ",");
  return digits;
}

LayerRow sum_of(const std::vector<LayerRow>& layers) {
  LayerRow sum{"sum", "", 0, 0, 0};
  for (const LayerRow& layer : layers) {
    if (layer.parameters > 0) sum.numbers += layer.numbers;  // neurons
    sum.parameters += layer.parameters;
    sum.multiply_adds += layer.multiply_adds;
  }
  return sum;
}

void print_layers(const Variant& variant) {
  const std::vector<LayerRow> layers = layers_of(variant);
  fmt::print("{:6} {:>13} {:>8} {:>11} {:>14}\n", "layer", "maps", "neurons", "parameters",
             "multiply-adds");
  for (const LayerRow& layer : layers) {
    fmt::print("{:6} {:>13}", layer.name, layer.output);
    if (layer.parameters > 0)
      fmt::print(" {:>8} {:>11} {:>14}", grouped(layer.numbers), grouped(layer.parameters),
                 grouped(layer.multiply_adds));
    fmt::print("\n");
  }
  const LayerRow sum = sum_of(layers);
  fmt::print("{:6} {:>13} {:>8} {:>11} {:>14}\n\n", "sum", "", grouped(sum.numbers),
             grouped(sum.parameters), grouped(sum.multiply_adds));
  for (const LayerRow& layer : layers)
    if (layer.parameters > 0)
      fmt::print("{} has {:4.1f}% of the parameters, {:4.1f}% of the multiply-adds\n", layer.name,
                 100.0 * double(layer.parameters) / double(sum.parameters),
                 100.0 * double(layer.multiply_adds) / double(sum.multiply_adds));
}

void print_slips() {
  fmt::print(
      "\nwindows of 11 pixels, 4 apart: {} in 224 pixels, the last from {} to {}; {} in 227\n",
      conv_output_extent(224, 11, {4, 0}), 54 * 4, 54 * 4 + 10,
      conv_output_extent(227, 11, {4, 0}));
  fmt::print("55*55*96 = {}, 55*48*96 = {}\n", grouped(55 * 55 * 96), grouped(55 * 48 * 96));
  fmt::print(
      "neurons in all: {}; with the slip {}\n",
      grouped(sum_of(layers_of(make_variant("paper"))).numbers),
      grouped(sum_of(layers_of(make_variant("paper"))).numbers - 55 * 55 * 96 + 55 * 48 * 96));
  const double squares = 5 * 100.0 * 100;
  for (const double alpha : {1e-4, 2e-5})
    fmt::print("alpha {:.0e}: d = 2 + {:.0e} * {:.0f} = {:.0f}, and 100 becomes {:.1f}\n", alpha,
               alpha, squares, 2 + alpha * squares, 100 / std::pow(2 + alpha * squares, 0.75));
}

void print_variants() {
  for (const char* name : {"paper", "release2012", "no-lrn", "pool-2-2", "one-tower", "demo"}) {
    const LayerRow sum = sum_of(layers_of(make_variant(name)));
    fmt::print("{:12} {:>10} parameters {:>11} multiply-adds {:>7} neurons\n", name,
               grouped(sum.parameters), grouped(sum.multiply_adds), grouped(sum.numbers));
  }
  fmt::print("\n");
  for (const char* name : {"paper", "release2012"}) {
    fmt::print("{:12}", name);
    for (const LayerRow& layer : layers_of(make_variant(name))) {
      if (layer.name == "conv3") break;
      fmt::print(" {}", layer.name);
    }
    fmt::print("\n");
  }
}

/// Two bars for each layer with parameters: its share of them, and of the work.
void write_figure(const char* path) {
  const std::vector<LayerRow> layers = layers_of(make_variant("paper"));
  const LayerRow sum = sum_of(layers);
  Plot plot(700, 320, {"% of the whole network's", 0, 70, 10}, {"layer", 8, 0, 0});
  double top = 0;
  for (const LayerRow& layer : layers) {
    if (layer.parameters == 0) continue;
    const auto bar = [&](double from, std::int64_t part, std::int64_t whole, Ink ink) {
      const double percent = 100 * double(part) / double(whole);
      plot.box({0, std::max(percent, 0.1)}, {top + from, top + from + 0.36}, ink);
      plot.say(percent, top + from + 0.18, fmt::format("{:.1f}", percent), ink);
    };
    bar(0.12, layer.parameters, sum.parameters, kBlue);
    bar(0.5, layer.multiply_adds, sum.multiply_adds, kOrange);
    plot.name_row(top + 0.5, layer.name);
    ++top;
  }
  plot.say(45, 0.3, "parameters", kBlue);
  plot.say(45, 0.7, "multiply-adds", kOrange);
  write_png(path, plot.image());
}

}  // namespace

int main(int argc, char** argv) {
  print_layers(make_variant("paper"));
  print_limits(make_variant("paper"));
  print_slips();
  print_variants();
  if (argc > 1) write_figure(argv[1]);
}
