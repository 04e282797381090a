#pragma once
#include <cstdint>
#include <span>
#include <vector>

#include "core/file.h"

// Pictures on disk and in memory. stb_image is used in image.cpp and nowhere else.
namespace alexnet {

/// An RGB picture of 8-bit values: pixel (x, y), channel c at rgb[(y * width + x) * 3 + c].
struct Image {
  int width = 0, height = 0;
  std::vector<std::uint8_t> rgb;

  Image() = default;
  Image(int w, int h) : width(w), height(h), rgb(std::size_t(w) * h * 3) {}
  std::uint8_t* pixel(int x, int y) { return &rgb[(std::size_t(y) * width + x) * 3]; }
  const std::uint8_t* pixel(int x, int y) const { return &rgb[(std::size_t(y) * width + x) * 3]; }
};

/// Reads JPEG (turned as its EXIF data say), PNG, BMP and whatever else stb_image reads, of any
/// size up to 2^28 pixels. Grey becomes three equal channels; transparent pixels are blended with
/// white. Errors name the file.
Image read_image(const Path& path);
/// The same from bytes in memory; `name` is for the error message.
Image decode_image(std::span<const std::uint8_t> bytes, const std::string& name);
/// True for the file extensions that read_image understands (.jpg .jpeg .png .bmp .gif .tga .ppm
/// .pgm).
bool has_image_ending(const Path& path);

Image white_image(int width, int height);

/// Copies a picture, its upper left corner at (left, top), as far as there is room.
void paste(Image& sheet, const Image& picture, int left, int top);

/// Writes a PNG, atomically.
void write_png(const Path& path, const Image& image);

/// Resizes by averaging: each new pixel is the mean of the old ones under it, weighted by a
/// triangle as wide as two new pixels (or two old ones when enlarging). No aliasing.
Image resize(const Image& image, int width, int height);

/// The paper's preparation: the shorter side becomes `side`, and only the central square is kept
/// (cut out before it is scaled, which is the same to within a pixel).
/// Paper: section 2.
Image shorter_side_and_centre_crop(const Image& image, int side);

}  // namespace alexnet
