// Chapter 20: since 2012. Prints the chapter's numbers and writes its figure.
//
//   chapter_20_demo [FIGURE.png]
#include <fmt/format.h>

#include <algorithm>
#include <array>

#include "changes.h"
#include "communication.h"
#include "replicas.h"
#include "support/plot.h"

using namespace alexnet;
using namespace alexnet::course;

namespace {

void print_small_kernels() {
  struct Stack {
    int layers, size;
  };
  for (const auto& [layers, size] : {Stack{1, 5}, Stack{2, 3}, Stack{1, 7}, Stack{3, 3}})
    fmt::print("{} of {} x {}: see {} x {} pixels with {:2} C^2 weights\n", layers, size, size,
               1 + layers * (size - 1), 1 + layers * (size - 1), layers * size * size);
}

void print_signals() {
  const Real he = std::sqrt(Real(2) / kUnits);
  struct Row {
    const char* name;
    Real stddev;
    Wiring wiring;
  };
  fmt::print("\nafter layer                    1        5       10       20\n");
  for (const Row& row : {Row{"0.01, as in the paper", Real(0.01), Wiring::layers},
                         Row{"sqrt(2 / 256)", he, Wiring::layers},
                         Row{"0.01, normalized", Real(0.01), Wiring::normalized},
                         Row{"0.01, shortcuts", Real(0.01), Wiring::shortcuts}}) {
    const std::vector<double> sizes = signal_sizes(row.stddev, row.wiring, 20);
    fmt::print("{:23} {:8.2g} {:8.2g} {:8.2g} {:8.2g}\n", row.name, sizes[1], sizes[5], sizes[10],
               sizes[20]);
  }
}

void print_communication() {
  fmt::print("\nlayer   parameters  reads, of 128 pictures  as many at\n");
  for (const LearnedLayer& layer : layers_of(make_variant("paper")))
    fmt::print("{:5} {:9.2f} MB {:20.2f} MB {:6.0f} pictures\n", layer.name,
               double(layer.parameters) * sizeof(Real) / kMegabyte,
               double(layer.reads) * 128 * sizeof(Real) / kMegabyte,
               double(layer.parameters) / double(layer.reads));
  fmt::print("\nGPUs  pictures  all replicated  fc shared out\n");
  for (const auto& [gpus, pictures] : {std::pair{2, 128}, {2, 256}, {8, 1024}, {8, 4096}})
    fmt::print("{:4} {:9} {:12.1f} MB {:11.1f} MB\n", gpus, pictures, sent(gpus, pictures, false),
               sent(gpus, pictures, true));
}

/// Two replicas against one network with the whole batch.
void print_replicas() {
  const DrawnBatch batch;
  const auto compare = [&](const char* what, int first, Real weight_of_first, bool dropout) {
    const std::vector<Real> whole = gradient_of(batch, {0, 16}, dropout);
    const std::vector<Real> a = gradient_of(batch, {0, first}, dropout);
    const std::vector<Real> b = gradient_of(batch, {first, 16 - first}, dropout);
    Real largest = 0, off = 0;
    for (std::size_t i = 0; i < whole.size(); ++i) {
      const Real averaged = weight_of_first * a[i] + (1 - weight_of_first) * b[i];
      largest = std::max(largest, std::abs(whole[i]));
      off = std::max(off, std::abs(averaged - whole[i]));
    }
    fmt::print("{:34} {:.1g} of the largest\n", what, off / largest);
  };
  fmt::print("\nworst difference of {} gradients\n", gradient_of(batch, {0, 16}, false).size());
  compare("8 and 8 pictures, averaged", 8, Real(0.5), false);
  compare("12 and 4 pictures, averaged", 12, Real(0.5), false);
  compare("12 and 4 pictures, weighted 3 to 1", 12, Real(0.75), false);
  compare("8 and 8 pictures, with dropout", 8, Real(0.5), true);

  Tensor numbers("numbers", Shape::matrix(4, 1));
  const auto normalize = [&](const char* what, int parts) {
    for (int n = 0; n < 4; ++n) numbers.data()[n] = Real(1 + 2 * n);
    for (int p = 0; p < parts; ++p)
      normalize_batch(numbers.view().images(p * 4 / parts, 4 / parts));
    fmt::print("{} {:5.2f} {:5.2f} {:5.2f} {:5.2f}\n", what, numbers.data()[0], numbers.data()[1],
               numbers.data()[2], numbers.data()[3]);
  };
  normalize("\n1 3 5 7, normalized as one batch: ", 1);
  normalize("1 3 5 7, normalized as two halves:", 2);
}

/// What each of 8 GPUs sends, plotted over the number of pictures in a step.
void write_figure(const char* path) {
  Plot plot(580, 290, {"pictures in a step, all GPUs together", 0, 5000, 1000},
            {"MB that each of 8 GPUs sends in a step", 0, 720, 100});
  plot.line({{0, sent(8, 0, false)}, {5000, sent(8, 5000, false)}}, kOrange);
  plot.line({{0, sent(8, 0, true)}, {5000, sent(8, 5000, true)}}, kBlue);
  plot.say(200, 400, "all layers replicated", kOrange);
  plot.say(2500, 540, "fc6, fc7, fc8 shared out", kBlue);
  write_png(path, plot.image());
}

}  // namespace

int main(int argc, char** argv) {
  print_small_kernels();
  print_signals();
  fmt::print("\nparameters: paper {}, with the mean of each map {}\n",
             parameters_of(make_variant("paper")), parameters_of(with_global_average()));
  print_communication();
  print_replicas();
  if (argc > 1) write_figure(argv[1]);
}
