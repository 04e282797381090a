// Chapter 10: gradient descent with momentum. Prints the chapter's numbers and writes its figure.
//
//   chapter_10_demo [FIGURE.png]
#include <fmt/format.h>

#include <algorithm>
#include <cmath>

#include "core/rng.h"
#include "data/drawn/drawn.h"
#include "model/variants.h"
#include "support/plot.h"
#include "train/sgd.h"

using namespace alexnet;
using namespace alexnet::course;

namespace {

/// A parameter of a few numbers, and the library's step on it.
struct Weights {
  explicit Weights(std::initializer_list<Real> start) : w("w", Shape::vector(int(start.size()))) {
    std::copy(start.begin(), start.end(), w.data());
  }
  void step(std::initializer_list<Real> gradient, float rate, float momentum, float decay = 0) {
    std::copy(gradient.begin(), gradient.end(), grad.data());
    cpu::sgd_update(w, v, grad, rate, momentum, decay);
  }
  Real operator[](int i) const { return w.data()[i]; }
  Tensor w, v{"v", w.shape()}, grad{"grad", w.shape()};
};

/// Loss w^2 / 2, whose gradient is w.
void by_hand() {
  for (const float momentum : {0.0f, 0.9f}) {
    Weights a{2};
    fmt::print("momentum {:.1f}:", momentum);
    for (int i = 0; i < 8; ++i) {
      a.step({a[0]}, 0.1f, momentum);
      fmt::print(" {:6.3f}", a[0]);
    }
    fmt::print("\n");
  }
}

/// The velocity after many gradients of size 1 with the same sign, and with alternating sign.
void terminal_velocity() {
  Weights same{0}, changing{0}, decaying{1};
  for (int i = 0; i < 200; ++i)
    same.step({1}, 0.01f, 0.9f), changing.step({i % 2 ? 1.0f : -1.0f}, 0.01f, 0.9f);
  for (int i = 0; i < 13863; ++i) decaying.step({0}, 0.01f, 0.9f, 0.0005f);
  fmt::print("rate 0.01, gradient 1 for long: velocity {:.4f}\n", same.v.data()[0]);
  fmt::print("rate 0.01, gradient 1, -1, 1, -1 ...: velocity {:.4f}\n", changing.v.data()[0]);
  fmt::print("weight 1 after 13863 steps of decay alone: {:.3f}\n", decaying[0]);
}

using Path = std::vector<std::pair<double, double>>;
/// Down the valley (x^2 + steep * y^2) / 2, from (1, 1).
Path descend(Real steep, float momentum, int steps) {
  Weights at{1, 1};
  Path path;
  for (int i = 0; i < steps; ++i) {
    path.push_back({at[0], at[1]});
    at.step({at[0], steep * at[1]}, 1.9f / steep, momentum);
  }
  return path;
}

void valleys() {
  const auto steps_needed = [](Real steep, float momentum) {
    const Path path = descend(steep, momentum, 20000);
    return path.rend() - std::find_if(path.rbegin(), path.rend(), [](auto& at) {
             return std::hypot(at.first, at.second) >= 0.01;
           });
  };
  for (const Real steep : {10, 100, 1000})
    fmt::print("{:4} times steeper across than along: {:4} steps, with momentum {}\n", steep,
               steps_needed(steep, 0), steps_needed(steep, 0.9f));
}

void draw(const char* figure) {
  Plot map(360, 260, {"x, along the valley", -0.5, 1.1, 0.5}, {"y, across it", -1.1, 1.1, 0.5});
  Plot curve(360, 260, {"steps", 0, 120, 20}, {"distance from the bottom", -3, 0.3, 1, "1e{}"});
  for (const auto& [momentum, ink] : {std::pair{0.0f, kOrange}, std::pair{0.9f, kBlue}}) {
    Path distances;
    const Path path = descend(/*steep=*/100, momentum, 121);
    map.line(path, ink, 1.5);
    for (const auto& [x, y] : path) {
      map.dot(x, y, ink);
      distances.push_back({double(distances.size()), std::log10(std::hypot(x, y))});
    }
    curve.line(distances, ink, 3);
    curve.say(75, momentum == 0 ? -0.5 : -1.2, fmt::format("momentum {}", momentum), ink);
  }
  write_png(figure, beside({map.image(), curve.image()}));
}

/// Gradients with noise: where each learning rate stops making progress.
void noise() {
  for (const float rate : {0.1f, 0.01f, 0.001f}) {
    Weights at{0};
    double sum = 0;
    for (int i = 0; i < 20000; ++i) {
      at.step({at[0] + RandomStream(10, "noise").normal(std::uint64_t(i))}, rate, 0.9f);
      sum += double(at[0]) * at[0] / 2;
    }
    fmt::print("rate {:5.3f}: mean loss {:.4f}\n", rate, sum / 20000);
  }
}

/// In the paper's network before training: what depends on the picture, and what comes back.
void at_the_start() {
  constexpr int kPictures = 2, kSide = 224;
  Network network(make_variant("paper"), {}, kPictures);
  network.initialize(1);
  Tensor images("images", {kPictures, 3, kSide, kSide}), labels("labels", Shape::vector(kPictures));
  for (int n = 0; n < kPictures; ++n) {
    const Image picture = draw_image(/*label=*/n, kSide, /*seed=*/10, /*index=*/0);
    for (std::int64_t i = 0; i < images.shape().image_size(); ++i)
      (&images.view()(n, i % 3, 0, 0))[i / 3] = Real(picture.rgb[std::size_t(i)]) - 128;
    labels.data()[n] = Real(n);
  }
  network.forward(images, {});
  network.backward(labels);
  for (const char* name : {"conv1a", "conv2a", "conv3a", "conv5a", "fc6a", "fc7a", "fc8"}) {
    const int node = network.find(name);
    const ConstTensorView y = network.output(node), grad_y = network.gradient(node);
    const auto units = y.shape.image_size();
    double size = 0, differs = 0, gradient = 0;
    for (const Real g : grad_y.values()) gradient += double(g) * g / 2 / double(units);
    for (std::int64_t i = 0; i < units; ++i) {
      const double one = y.data[i], other = y.data[units + i];
      size += (one * one + other * other) / 2 / double(units);
      differs += (one - other) * (one - other) / 4 / double(units);
    }
    fmt::print("{:6}: size {:7.4f}, differs {:.4f}, gradient {:.1e}\n", name, std::sqrt(size),
               std::sqrt(differs), std::sqrt(gradient));
  }
}

}  // namespace

int main(int argc, char** argv) {
  by_hand();
  terminal_velocity();
  valleys();
  noise();
  at_the_start();
  if (argc > 1) draw(argv[1]);
}
