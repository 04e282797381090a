// Chapter 2: LeNet-5. Prints the chapter's numbers and writes its figure.
//
//   chapter_02_demo [FIGURE.png]
#include <fmt/format.h>

#include <array>
#include <string_view>

#include "digits.h"
#include "draw_maps.h"
#include "model/network.h"
#include "model/summary.h"
#include "train/sgd.h"

using namespace alexnet;
using namespace alexnet::course;

namespace {

/// Which maps of S2 each of the sixteen maps of C3 sees, in 1998.
constexpr std::array<std::string_view, 16> kSees = {"012",  "123",  "234",  "345",   "045",  "015",
                                                    "0123", "1234", "2345", "0345",  "0145", "0125",
                                                    "0134", "1245", "0235", "012345"};

void print_table() {
  for (char map = '0'; map < '6'; ++map) {
    fmt::print("map {} of S2:", map);
    for (const std::string_view sees : kSees)
      fmt::print(" {}", sees.find(map) == sees.npos ? '.' : 'X');
    fmt::print("\n");
  }
}

/// A layer of 1998: maps x side x side numbers, each a sum of `inputs` products and a bias, where
/// `inputs` is the mean over the maps; `parameters` are learned.
void print_layer(const char* name, int maps, int side, double inputs, int parameters) {
  fmt::print("{:7} {:3} maps of {:2} x {:2}: parameters {:6}, connections {:7.0f}\n", name, maps,
             side, side, parameters, maps * side * side * (inputs + 1));
}

void count() {
  int seen = 0;  // maps, by all sixteen
  for (const std::string_view sees : kSees) seen += int(sees.size());
  fmt::print("LeNet-5, as it was:\n");
  print_layer("C1", 6, 28, 25, 6 * (25 + 1));
  print_layer("S2", 6, 14, 4, 6 * (1 + 1));
  print_layer("C3", 16, 10, 25.0 * seen / 16, 25 * seen + 16);
  print_layer("S4", 16, 5, 4, 16 * (1 + 1));
  print_layer("C5", 120, 1, 16 * 25, 120 * (16 * 25 + 1));
  print_layer("F6", 84, 1, 120, 84 * (120 + 1));
  print_layer("output", 10, 1, 84 - 1, 0);  // ten distances to fixed points, without a bias
  fmt::print("the variant lenet5:\n");
  std::int64_t parameters = 0, products = 0;
  for (const NodeSummary& node : summarize(make_variant("lenet5"))) {
    fmt::print("{:6} {:27} {:>8}: parameters {:6}, products {:7}\n", node.name, node.what,
               fmt::format("{}x{}x{}", node.output.c, node.output.h, node.output.w),
               node.parameters, node.multiply_adds);
    parameters += node.parameters, products += node.multiply_adds;
  }
  fmt::print("in all: parameters {}, products {}\n", parameters, products);
}

int most_probable(ConstTensorView probs, int n) {
  const Real* p = &probs(n, 0, 0, 0);
  return int(std::max_element(p, p + probs.shape.c) - p);
}

constexpr int kBatch = 50;

double error(Network& net, Digits& digits) {
  int wrong = 0;
  for (int first = 0; first < digits.size(); first += kBatch) {
    const ConstTensorView probs = net.forward(digits.pictures.view().images(first, kBatch), {});
    for (int n = 0; n < kBatch; ++n)
      wrong += most_probable(probs, n) != int(digits.labels.data()[first + n]);
  }
  return double(wrong) / digits.size();
}

/// Shows the network every digit, and lets it learn, `passes` times.
void train(Network& net, Digits& learned, Digits& others, int passes) {
  fmt::print("before training: wrong {:.0f}%\n", 100 * error(net, others));
  for (int pass = 1; pass <= passes; ++pass) {
    for (int first = 0; first < learned.size(); first += kBatch) {
      const TensorView labels = learned.labels.view().images(first, kBatch);
      net.forward(learned.pictures.view().images(first, kBatch), {.training = true});
      net.backward(labels);
      sgd_step(net, {.learning_rate = 0.03f});
    }
    fmt::print(
        "after pass {}: wrong {:.0f}% of the digits that it learns from, {:.0f}% of others\n", pass,
        100 * error(net, learned), 100 * error(net, others));
  }
}

void draw(Network& net, Digits& digits, int shown, const char* path) {
  Image sheet = white_image(620, 460);
  constexpr Range kInk{1.175, -0.1}, kTanh{-1, 1};
  for (int label = 0; label < 10; ++label) {
    Tensor printed("printed", {1, 1, 12, 7});
    print_digit(label, printed);
    draw_maps(sheet, label * 62, 0, 0, 2, kInk, digits.picture(label));
    draw_maps(sheet, label * 62 + 17, 420, 0, 3, {1, -1}, printed);
  }
  const ConstTensorView probs = net.forward(digits.picture(shown), {});
  const auto maps = [&](const char* node) { return net.output(net.find(node)); };
  const auto draw_list = [&](int left, int scale, Range grey, ConstTensorView list, int h, int w) {
    draw_maps(sheet, left, 310, 0, scale, grey, {list.data, {1, 1, h, w}, list.device});
  };
  draw_maps(sheet, 0, 90, 0, 2, kInk, digits.picture(shown));
  draw_maps(sheet, 124, 90, 62, 2, kTanh, maps("tanh1"));
  draw_maps(sheet, 138, 156, 62, 2, kTanh, maps("pool1"));
  draw_maps(sheet, 0, 215, 39, 3, kTanh, maps("tanh2"));
  draw_maps(sheet, 7, 255, 39, 3, kTanh, maps("pool2"));
  draw_list(0, 8, kTanh, maps("tanh3"), 6, 20);
  draw_list(210, 5, kTanh, maps("tanh4"), 12, 7);
  for (int digit = 0; digit < 10; ++digit)  // each above its printed digit
    draw_maps(sheet, 12 + digit * 62, 380, 0, 30, {1, -0.2},
              {&probs(0, digit, 0, 0), {1, 1, 1, 1}, probs.device});
  Image named = white_image(680, 460);
  paste(named, sheet, 60, 0);
  const auto name = [&](int left, int top, const char* text) { write(named, left, top, text); };
  name(156, 111, "C1"), name(156, 163, "S2"), name(6, 222, "C3"), name(6, 255, "S4");
  name(6, 327, "C5"), name(240, 333, "F6"), name(6, 388, "output"), name(6, 431, "prints");
  write_png(path, named);
}

}  // namespace

int main(int argc, char** argv) {
  print_table();
  count();
  Digits learned(0, 200), others(1000, 50);
  Network net(make_variant("lenet5"), {}, kBatch);
  net.initialize(/*seed=*/1);
  train(net, learned, others, 5);
  if (argc > 1) draw(net, others, 3, argv[1]);
}
