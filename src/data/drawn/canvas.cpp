#include "data/drawn/canvas.h"

namespace alexnet::drawn {

Image Canvas::develop(float noise, const RandomStream& stream) const {
  Image image(side_, side_);
  const std::size_t pixels = std::size_t(side_) * side_;
  // One block of random bits serves four pixels: a word each, ten bits of it per channel.
  for (std::size_t first = 0; first < pixels; first += 4) {
    const RandomBlock words = stream.block(first / 4);
    for (std::size_t i = first; i < std::min(pixels, first + 4); ++i)
      for (int c = 0; c < 3; ++c) {
        const float random = float((words[i - first] >> (10 * c)) & 1023) / 511.5f - 1;
        const float value = clamp01(planes_[c * pixels + i] + noise * random);
        image.rgb[i * 3 + c] = std::uint8_t(value * 255 + 0.5f);
      }
  }
  return image;
}

}  // namespace alexnet::drawn
