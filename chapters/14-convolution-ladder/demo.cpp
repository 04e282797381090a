// Chapter 14: the ladder of convolutions. Counts what its rungs read, and writes its figure.
//
//   chapter_14_demo [FIGURE.png]
#include <fmt/format.h>

#include "figure.h"
#include "layers/conv/packed/layout.h"
#include "layers/gemm/gemm_extents.h"
#include "problem.h"
#include "support/device.h"

using namespace alexnet;
using namespace alexnet::course;

namespace {

/// The matrix of windows of a 3 x 3 image under a 2 x 2 filter, and its product with the filter.
void by_hand() {
  constexpr int kImage[3][3] = {{1, 2, 3}, {4, 5, 6}, {7, 8, 9}}, kFilter[2][2] = {{1, 0}, {0, 2}};
  int sums[4] = {};
  fmt::print("window      0    1    2    3\n");
  for (int tap = 0; tap < 4; ++tap) {
    fmt::print("tap {}  ", tap);
    for (int window = 0; window < 4; ++window) {
      const int pixel = kImage[window / 2 + tap / 2][window % 2 + tap % 2];
      fmt::print("{:5}", pixel);
      sums[window] += kFilter[tap / 2][tap % 2] * pixel;
    }
    fmt::print("\n");
  }
  fmt::print("sum    {:5}{:5}{:5}{:5}\n", sums[0], sums[1], sums[2], sums[3]);
}

/// The three products of each layer, for a batch of 128; conv3 has both towers as its inputs.
void products() {
  const std::vector<ConvGeometry> layers = paper_layers(128);
  for (int i = 0; i < 3; ++i) {
    const ConvGeometry& g = layers[std::size_t(i)];
    const int inputs = i == 2 ? 2 : 1, channels = g.channels / inputs;
    const auto say = [&](const char* what, int rows, int cols, int terms) {
      const int piece = cuda::gemm::terms_per_block({rows, cols, terms}, 64, 128);
      fmt::print("  {:12} {:3} x {:6}, {:6} terms: {:4} tiles, {:2} pieces{}\n", what, rows, cols,
                 terms, ceil_div(rows, 64) * ceil_div(cols, 128), ceil_div(terms, piece),
                 inputs == 2 ? ", twice" : "");
    };
    const int map = g.filter_height * g.filter_width;
    const int windows = 128 * g.out_height * g.out_width, pixels = 128 * g.height * g.width;
    fmt::print("conv{}: x has {:.0f} MB, its matrix of windows would have {:.0f} MB\n", i + 1,
               4e-6 * g.channels * pixels, 4e-6 * g.channels * map * windows);
    say("y", g.filters, windows, channels * map);
    if (i > 0) say("grad_x", channels, pixels, g.filters * map);
    say("grad_weight", g.filters, channels * map, windows);
  }
}

void traffic(const Problem& p) {
  const cuda::Stream stream(0);
  const Tensor x = p.x.to(Device::cuda(0)), weight = p.weight.to(Device::cuda(0));
  Tensor y("y", p.grad_y.shape(), Device::cuda(0));
  const double outputs = double(y.shape().size());
  fmt::print("reads per output    of x   of weights   together\n");
  for (const Rung& rung : rungs()) {
    const Reads reads = rung.forward(stream, x, weight, y, p.geometry);
    fmt::print("{:16} {:7.2f}   {:10.2f}   {:8.2f}\n", rung.name, reads.of_x / outputs,
               reads.of_weight / outputs, (reads.of_x + reads.of_weight) / outputs);
  }
}

/// What a warp reads at a time, and how long its numbers take to get into a tile's banks.
void warps(int number) {
  const ConvGeometry g = paper_layers(1)[std::size_t(number - 1)];
  fmt::print("conv{}  numbers, sectors of a warp | turns: n   n + 1   n + 2   n + 4\n", number);
  const auto say = [&](const char* name, Operand operand, int lines) {
    const std::vector<Request> all = requests(operand, g, 1600);
    double numbers = 0, sectors = 0, turns[] = {0, 0, 0, 0};
    for (const Request& r : all) {
      numbers += r.numbers() / double(all.size()), sectors += r.sectors() / double(all.size());
      for (int i = 0; i < 4; ++i)
        turns[i] += r.turns(lines + (i == 3 ? 4 : i)) / double(all.size());
    }
    fmt::print("{:20} {:6.1f}  {:6.1f} | {:8.1f} {:7.1f} {:7.1f} {:7.1f}\n", name, numbers, sectors,
               turns[0], turns[1], turns[2], turns[3]);
  };
  say("y: filters", Operand::filters, 64);
  say("   windows", Operand::windows, 128);
  say("grad_x: filters", Operand::filters_by_channel, 64);
  say("   covering windows", Operand::covering_windows, 128);
  say("grad_weight: grad_y", Operand::maps, 64);
  say("   windows, by tap", Operand::windows_by_tap, 128);
}

/// The nearest number with `bits` significant bits.
float keep(float x, int bits) {
  int exponent = 0;
  const float fraction = std::frexp(x, &exponent);
  return std::ldexp(std::nearbyint(std::ldexp(fraction, bits)), exponent - bits);
}

void rounding(const Problem& p) {
  const float x = 1 / 3.0f;
  fmt::print("1/3: fp32 {:.8f}, tf32 {:.8f}, bf16 {:.8f}\n", x, keep(x, 11), keep(x, 8));
  float in_fp32 = 0, in_bf16 = 0;
  for (int i = 0; i < 1000; ++i) in_fp32 += 1, in_bf16 = keep(in_bf16 + 1, 8);
  fmt::print("1 + 1 + ... + 1, a thousand: {}; with sums in bf16: {}\n", in_fp32, in_bf16);
  const Result expected(p);
  fmt::print("off by, of its size          y    grad_x  grad_weight\n");
  for (const cuda::ConvRung& rung : cuda::conv_rungs().last(5)) {
    const Result result(p, &rung);
    fmt::print("{:18}  {:10.1e}{:10.1e}   {:10.1e}\n", rung.name, off(result.y, expected.y),
               off(result.grad_x, expected.grad_x), off(result.grad_weight, expected.grad_weight));
  }
}

/// How the last rung lays out the input of each layer, in bf16, for a batch of 128.
void packing() {
  const std::vector<ConvGeometry> layers = paper_layers(128);
  for (int i = 0; i < 3; ++i) {
    const ConvGeometry& g = layers[std::size_t(i)];
    const cuda::packed::WindowGrid windows = {g.out_height, g.out_width, g.filter_height,
                                              g.filter_width, g.stride};
    const auto layout = cuda::packed::layout_for(g.images, g.channels, windows, Math::bf16);
    const auto terms = layout.line_chunks(windows) * layout.chunk;
    fmt::print(
        "conv{}: {:3} numbers a pixel, {:3} a run; {:4} terms, {:3} of them zeros; x {:2.0f} MB\n",
        i + 1, layout.pixel, layout.run_chunks(windows) * layout.chunk, terms,
        terms - g.channels * g.filter_height * g.filter_width, 1e-6 * 16 * double(layout.chunks()));
  }
}

}  // namespace

int main(int argc, char** argv) {
  if (!have_device(80)) return 0;  // for tensor cores
  const Problem problem;
  by_hand();
  products();
  traffic(problem);
  for (const int number : {1, 2}) warps(number);
  rounding(problem);
  packing();
  if (argc > 1) write_figure(argv[1]);
}
