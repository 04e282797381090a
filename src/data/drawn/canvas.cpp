#include "data/drawn/canvas.h"

namespace alexnet::drawn {

Image Canvas::develop(float noise, const RandomStream& stream) const {
  Image image(side_, side_);
  const std::size_t pixels = std::size_t(side_) * side_;
  // A random word per pixel is enough: ten bits of it for each channel.
  std::vector<std::uint32_t> words(pixels + 3);
  for (std::size_t i = 0; i < pixels; i += 4) {
    const RandomBlock four = stream.block(i / 4);
    std::copy(four.begin(), four.end(), &words[i]);
  }
  for (int c = 0; c < 3; ++c) {
    const float* plane = &planes_[c * pixels];
    std::uint8_t* out = &image.rgb[c];
#pragma omp simd
    for (std::size_t i = 0; i < pixels; ++i) {
      const float random = float(int(words[i] >> (10 * c)) & 1023) / 511.5f - 1;
      const float value = clamp01(plane[i] + noise * random);
      out[i * 3] = std::uint8_t(int(value * 255 + 0.5f));
    }
  }
  return image;
}

}  // namespace alexnet::drawn
