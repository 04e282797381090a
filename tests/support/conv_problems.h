#pragma once
#include "layers/conv/conv.h"
#include "layers/gemm/cpu_tile.h"
#include "support/tensors.h"

// What convolutions are tried on, on the CPU and on devices.
namespace alexnet::test {

/// An input batch, how its channels are split over inputs, filters.
struct ConvCase {
  const char* why;
  int batch;
  std::vector<int> channels;  ///< per input
  int height, width, filters, size;
  ConvParams params;
};

/// For every rung, every order of threads, every number of them. A small tile is 16 x 16.
inline const std::vector<ConvCase> kSmallConvs = {
    {"a single pixel", 1, {1}, 1, 1, 1, 1, {1, 0}},
    {"a window as large as the image", 2, {3}, 5, 5, 4, 5, {1, 0}},
    {"padding wider than the image", 1, {2}, 2, 3, 3, 5, {1, 4}},
    {"so much padding that windows see nothing else", 2, {3}, 4, 5, 3, 2, {1, 3}},
    {"primes everywhere", 3, {5}, 17, 13, 7, 3, {2, 1}},
    {"stride beyond the filter: pixels that no window sees", 2, {3}, 12, 11, 5, 2, {3, 0}},
    {"a window that hangs over by one", 2, {4}, 19, 20, 6, 5, {3, 2}},
    {"a window that hangs over by stride - 1", 1, {2}, 10, 10, 3, 3, {4, 0}},
    {"no window hangs over: the last pixels are not seen", 2, {3}, 10, 13, 5, 3, {4, 0, false}},
    {"no window hangs over the padding", 1, {2, 1}, 12, 11, 4, 5, {4, 2, false}},
    {"a rectangular image at a stride", 2, {3}, 7, 23, 5, 4, {2, 1}},
    {"two inputs of unequal depth", 2, {3, 5}, 9, 8, 13, 3, {1, 1}},
    {"three inputs", 1, {1, 4, 2}, 6, 5, 3, 3, {1, 1}},
    {"four inputs", 2, {1, 1, 2, 1}, 5, 5, 4, 3, {1, 1}},
    {"more images than a device has partial sums of the biases", 67, {1}, 2, 2, 3, 1, {1, 0}},
    {"filters and pixels: a small tile less one", 1, {4}, 5, 3, 15, 3, {1, 1}},
    {"filters and pixels: a small tile", 1, {4}, 4, 4, 16, 3, {1, 1}},
    {"filters and pixels: a small tile and one", 1, {4}, 1, 17, 17, 1, {1, 0}},
    // Rung 7 of devices has tiles of 48, 64, 96 and 128 filters, rung 6 of 64 and 128.
    {"filters: a tile of 64, not full", 1, {2}, 2, 2, 49, 1, {1, 0}},
    {"filters: a tile of 96, not full", 1, {2}, 2, 2, 65, 1, {1, 0}},
    {"filters: a tile of 128, not full", 1, {2}, 2, 2, 97, 1, {1, 0}},
};

/// Of the CPU: filters in a row of the widest tile, and pixels down the tallest.
inline constexpr int kWidest = cpu::kWidestTile * cpu::kVector, kTallest = cpu::kTallestTile;

/// For every rung. A large tile of a device is 64 filters x 128 pixels.
inline const std::vector<ConvCase> kLargeConvs = {
    {"filters: the CPU's widest tile less one", 1, {4}, 6, 6, kWidest - 1, 3, {1, 1}},
    {"filters: the CPU's widest tile", 1, {4}, 6, 6, kWidest, 3, {1, 1}},
    {"filters: the CPU's widest tile and one", 1, {4}, 6, 6, kWidest + 1, 3, {1, 1}},
    {"filters: half of the widest tile and one", 1, {4}, 6, 6, kWidest / 2 + 1, 3, {1, 1}},
    {"pixels: the CPU's tallest tile less one", 1, {2}, 1, kTallest - 1, 2, 1, {1, 0}},
    {"pixels: the CPU's tallest tile", 1, {2}, 1, kTallest, 2, 1, {1, 0}},
    {"pixels: the CPU's tallest tile and one", 1, {2}, 1, kTallest + 1, 2, 1, {1, 0}},
    {"filters and pixels: a large tile less one", 1, {3}, 1, 127, 63, 1, {1, 0}},
    {"filters and pixels: a large tile", 1, {2}, 8, 16, 64, 3, {1, 1}},
    {"filters and pixels: a large tile and one", 1, {2}, 3, 43, 65, 3, {1, 1}},
    {"rung 7's tiles: 48 x 256 less one", 1, {2}, 1, 255, 47, 1, {1, 0}},
    {"rung 7's tiles: 48 x 256", 1, {2}, 1, 256, 48, 1, {1, 0}},
    {"rung 7's tiles: 64 x 256 less one", 1, {2}, 1, 255, 63, 1, {1, 0}},
    {"rung 7's tiles: 64 x 256", 1, {2}, 1, 256, 64, 1, {1, 0}},
    {"rung 7's tiles: 64 x 256, and one to the right", 1, {2}, 1, 257, 49, 1, {1, 0}},
    {"rung 7's tiles: 96 x 128 less one", 1, {2}, 1, 127, 95, 1, {1, 0}},
    {"rung 7's tiles: 96 x 128", 1, {2}, 1, 128, 96, 1, {1, 0}},
    {"rung 7's tiles: 128 x 128 less one", 1, {2}, 1, 127, 127, 1, {1, 0}},
    {"rung 7's tiles: 128 x 128", 1, {2}, 1, 128, 128, 1, {1, 0}},
    {"rung 7's tiles: 128 x 128, and one to the right", 1, {2}, 1, 129, 128, 1, {1, 0}},
    {"rung 7's tiles: three of 48, the last not full", 1, {2}, 1, 129, 129, 1, {1, 0}},
    {"filters and taps: the tallest tile of all, and not full", 1, {9}, 12, 13, 100, 3, {1, 1}},
    {"channels: a large tile and one", 1, {65}, 5, 5, 7, 3, {1, 1}},
    {"so many pixels that blocks share them", 5, {3}, 31, 29, 6, 3, {1, 1}},
    {"so many taps that blocks share them", 1, {130}, 3, 3, 2, 3, {1, 1}},
    {"AlexNet's conv1 in the small: 3 rows hang over", 1, {3}, 28, 28, 8, 11, {4, 0}},
    {"torchvision's conv1 in the small: padding, and nothing hangs",
     1,
     {3},
     28,
     28,
     8,
     11,
     {4, 2, false}},
    {"AlexNet's conv2, one image, half its filters", 1, {48}, 27, 27, 64, 5, {1, 2}},
    {"AlexNet's conv3, both towers, half its filters", 1, {128, 128}, 13, 13, 96, 3, {1, 1}},
    {"AlexNet's conv5, an odd batch, a quarter of its filters", 3, {192}, 13, 13, 32, 3, {1, 1}},
};

/// Too much for a simulated device, such as AlexNet's layers, of one tower, with all their filters.
inline const std::vector<ConvCase> kWholeConvs = {
    {"AlexNet's conv1, one image", 1, {3}, 224, 224, 48, 11, {4, 0}},
    {"AlexNet's conv2, one image", 1, {48}, 27, 27, 128, 5, {1, 2}},
    {"AlexNet's conv3, both towers", 1, {128, 128}, 13, 13, 192, 3, {1, 1}},
    {"AlexNet's conv4, one image", 1, {192}, 13, 13, 192, 3, {1, 1}},
    {"AlexNet's conv5, an odd batch", 3, {192}, 13, 13, 128, 3, {1, 1}},
    {"so large that a few images fill the cache, and more images", 9, {3}, 96, 96, 8, 3, {1, 1}},
};

/// The tensors that are given in a case.
struct ConvProblem {
  explicit ConvProblem(const ConvCase& c) : params(c.params) {
    int channels = 0;
    for (const int each : c.channels) {
      shapes.push_back({c.batch, each, c.height, c.width});
      x.push_back(random_tensor("x" + std::to_string(x.size()), shapes.back()));
      channels += each;
    }
    weight = random_tensor("w", Shape::filters(c.filters, channels, c.size, c.size));
    bias = random_tensor("b", Shape::vector(c.filters));
    y_shape = conv_output_shape(shapes, weight.shape(), params);
    grad_y = random_tensor("grad_y", y_shape);
    for (const Tensor& input : x) views.push_back(input);
  }

  ConvParams params;
  std::vector<Shape> shapes;  ///< of x
  std::vector<Tensor> x;
  std::vector<ConstTensorView> views;  ///< of x
  Tensor weight, bias, grad_y;
  Shape y_shape;
};

/// What one rung computes for a problem.
struct ConvResult {
  ConvResult(const ConvProblem& p, const cpu::ConvRung& rung)
      : y(p.y_shape), grad_weight(p.weight.shape()), grad_bias(p.bias.shape()) {
    rung.forward(p.views, p.weight, p.bias, y, p.params);
    rung.backward_weight(p.views, p.grad_y, grad_weight, grad_bias, p.params);
    std::vector<TensorView> grads;
    grad_x.reserve(p.x.size());
    for (const Tensor& input : p.x) grads.push_back(grad_x.emplace_back(input.shape()).view());
    rung.backward_input(p.grad_y, p.weight, grads, p.params);
  }
  Output y, grad_weight, grad_bias;
  std::vector<Output> grad_x;
};

}  // namespace alexnet::test
