#pragma once
#include <array>
#include <cstdint>
#include <string>
#include <vector>

#include "core/check.h"

namespace alexnet {

/// The four extents of a tensor, always four: batch, channels (feature maps), height, width.
///
/// Element (n, c, y, x) lies at ((n * C + c) * H + y) * W + x: x runs fastest, so a row of pixels
/// is contiguous, a map is a run of rows and an image is a run of maps.
struct Shape {
  int n = 1, c = 1, h = 1, w = 1;

  /// Convolution weights: F filters, each over C channels and Kh x Kw pixels.
  static constexpr Shape filters(int f, int c, int kh, int kw) { return {f, c, kh, kw}; }
  /// Fully connected weights: one row of `cols` inputs for each of `rows` outputs.
  static constexpr Shape matrix(int rows, int cols) { return {rows, cols, 1, 1}; }
  /// A list of n numbers: biases, labels, losses.
  static constexpr Shape vector(int n) { return {n, 1, 1, 1}; }

  /// Elements in all.
  constexpr std::int64_t size() const { return n * image_size(); }
  /// Elements of one image (one n): C * H * W.
  constexpr std::int64_t image_size() const { return c * map_size(); }
  /// Elements of one map (one n and c): H * W.
  constexpr std::int64_t map_size() const { return std::int64_t{h} * w; }

  /// Position of element (n, c, y, x) in memory.
  constexpr std::int64_t offset(int in, int ic, int y, int x) const {
    return ((std::int64_t{in} * c + ic) * h + y) * w + x;
  }

  /// The same images in a batch of another size.
  constexpr Shape with_batch(int batch) const { return {batch, c, h, w}; }
  /// The same with another number of maps.
  constexpr Shape with_channels(int channels) const { return {n, channels, h, w}; }

  bool operator==(const Shape&) const = default;
};

/// "(N=128, C=96, H=55, W=55)"
std::string to_text(const Shape& shape);

/// Throws unless every extent is at least 1 and the element count fits in 2^40.
void check_extents(const Shape& shape);

}  // namespace alexnet
