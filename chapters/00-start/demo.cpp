// Chapter 0: start. Prints the chapter's numbers and writes its figure.
//
//   chapter_00_demo [FIGURE.png]
#include <fmt/format.h>

#include <algorithm>
#include <numeric>

#include "core/image.h"
#include "data/drawn/drawn.h"
#include "model/network.h"

using namespace alexnet;

namespace {

/// A picture as the network expects it: red, green and blue separate, numbers around 0.
Tensor input_of(const Image& picture) {
  Tensor x("picture", {1, 3, picture.height, picture.width});
  for (int c = 0; c < 3; ++c)
    for (int row = 0; row < picture.height; ++row)
      for (int col = 0; col < picture.width; ++col)
        x.view()(0, c, row, col) = (Real(picture.pixel(col, row)[c]) - 128) / 32;
  return x;
}

/// What the network consists of, in the order in which it runs.
void print_nodes(const Network& net) {
  for (const Network::Node& node : net.nodes()) {
    const Shape& y = node.output.shape();
    fmt::print("{:13} {:33} {:>8}\n", node.name, to_text(node.spec),
               fmt::format("{}x{}x{}", y.c, y.h, y.w));
  }
}

void print_guesses(ConstTensorView probs) {
  const auto names = drawn_class_names();
  std::vector<int> order(names.size());
  std::iota(order.begin(), order.end(), 0);
  std::sort(order.begin(), order.end(),
            [&](int i, int j) { return probs(0, i, 0, 0) > probs(0, j, 0, 0); });
  const auto print = [&](const char* what, int label) {
    fmt::print("{} {:14} {:.3f}\n", what, names[std::size_t(label)], probs(0, label, 0, 0));
  };
  print("most probable: ", order.front());
  print("least probable:", order.back());
  const auto values = probs.values();
  fmt::print("sum of all {}: {:.3f}; 1/{} is {:.3f}\n", names.size(),
             std::accumulate(values.begin(), values.end(), 0.0), names.size(),
             1 / double(names.size()));
}

/// One picture of every class, ten in a row.
void write_figure(const char* path) {
  constexpr int kSide = 80, kGap = 6, kColumns = 10;
  const int classes = int(drawn_class_names().size()), rows = classes / kColumns;
  Image sheet = white_image(kColumns * (kSide + kGap) - kGap, rows * (kSide + kGap) - kGap);
  for (int label = 0; label < classes; ++label) {
    const Image picture = draw_image(label, kSide, /*seed=*/3, /*index=*/1);
    const int left = label % kColumns * (kSide + kGap), top = label / kColumns * (kSide + kGap);
    paste(sheet, picture, left, top);
  }
  write_png(path, sheet);
}

}  // namespace

int main(int argc, char** argv) {
  const Image picture = draw_image(/*label=*/0, /*side=*/48, /*seed=*/3, /*index=*/1);
  fmt::print("a picture of a {}: {} x {} pixels, {} bytes\n\n", drawn_class_names()[0],
             picture.width, picture.height, picture.rgb.size());

  Network net(make_variant("demo"), Placement{}, /*batch_size=*/1);
  net.initialize(/*seed=*/1);
  const ConstTensorView probs = net.forward(input_of(picture), Pass{});
  print_nodes(net);
  fmt::print("\n");
  print_guesses(probs);
  if (argc > 1) write_figure(argv[1]);
}
