#include "core/image.h"

#include <algorithm>
#include <cmath>
#include <cstring>
#include <limits>
#include <memory>
#include <string_view>

#include "core/check.h"
#include "core/inflate.h"
#include "core/jpeg.h"

#define STB_IMAGE_IMPLEMENTATION
#define STB_IMAGE_STATIC
#define STBI_NO_HDR
#define STBI_NO_LINEAR
#define STBI_NO_STDIO
#define STBI_FAILURE_USERMSG
#define STB_IMAGE_WRITE_IMPLEMENTATION
#define STB_IMAGE_WRITE_STATIC
#define STBI_WRITE_NO_STDIO
#pragma GCC diagnostic push
#pragma GCC diagnostic ignored "-Wunused-function"
#include <stb/stb_image.h>
#include <stb/stb_image_write.h>
#pragma GCC diagnostic pop

namespace alexnet {
namespace {

constexpr int kMostPixels = 1 << 28;  // 16384 x 16384; a header may claim anything

struct StbFree {
  void operator()(stbi_uc* data) const { stbi_image_free(data); }
};

bool is_png(std::span<const std::uint8_t> bytes) {
  return bytes.size() >= 2 && bytes[0] == 0x89 && bytes[1] == 'P';
}

/// A file in memory, as stb reads it through functions. If a BMP, GIF, TGA or PPM is cut off, stb
/// fills in what is missing; but it asks for those bytes first.
struct AskedBytes {
  std::span<const std::uint8_t> left;
  char* buffer = nullptr;  // stb's, which it fills first of all: with more than it needs, perhaps
  bool beyond_the_end = false;

  static int read(void* user, char* to, int count) {
    auto& self = *static_cast<AskedBytes*>(user);
    const std::size_t wanted = std::size_t(count), given = std::min(wanted, self.left.size());
    if (!self.buffer) self.buffer = to;
    self.beyond_the_end |= given == 0 || (given < wanted && to != self.buffer);
    std::memcpy(to, self.left.data(), given);
    self.left = self.left.subspan(given);
    return int(given);
  }
  static void skip(void* user, int count) {
    auto& self = *static_cast<AskedBytes*>(user);
    self.beyond_the_end |= count > 0 && std::size_t(count) > self.left.size();
    if (count > 0) self.left = self.left.subspan(std::min(std::size_t(count), self.left.size()));
  }
  static int is_at_end(void* user) { return static_cast<AskedBytes*>(user)->left.empty(); }
};

bool is_cut(std::span<const std::uint8_t> bytes) {
  if (is_jpeg(bytes)) return is_cut_jpeg(bytes);
  if (is_png(bytes)) return false;  // stb itself reports a cut PNG
  AskedBytes asked{bytes};
  const stbi_io_callbacks io = {AskedBytes::read, AskedBytes::skip, AskedBytes::is_at_end};
  int width = 0, height = 0, channels = 0;
  const std::unique_ptr<stbi_uc, StbFree> read(
      stbi_load_from_callbacks(&io, &asked, &width, &height, &channels, 3));
  return read && asked.beyond_the_end;
}

/// The name of a common format that stb cannot read; empty if the bytes are not of one.
std::string unknown_format(std::span<const std::uint8_t> bytes) {
  const auto text_at = [&](std::size_t place) {
    return bytes.size() < place + 4
               ? std::string_view()
               : std::string_view(reinterpret_cast<const char*>(&bytes[place]), 4);
  };
  using namespace std::string_view_literals;
  if (text_at(0) == "RIFF" && text_at(8) == "WEBP") return "WebP";
  if (text_at(0) == "II*\0"sv || text_at(0) == "MM\0*"sv) return "TIFF";
  if (text_at(4) != "ftyp") return "";
  const std::string_view brand = text_at(8);
  if (brand == "avif" || brand == "avis") return "AVIF";
  if (brand.starts_with("hei") || brand.starts_with("hev") || brand == "mif1" || brand == "msf1")
    return "HEIC";
  return "";
}

/// The picture upright, from one that is stored in this EXIF orientation (core/jpeg.h).
Image upright(const Image& stored, int orientation) {
  // The sides at which its first row and first column are: left or right, and top or bottom.
  const bool rows_are_columns = orientation >= 5;
  const bool from_right =
      orientation == 2 || orientation == 3 || orientation == 6 || orientation == 7;
  const bool from_bottom =
      orientation == 3 || orientation == 4 || orientation == 7 || orientation == 8;
  Image seen =
      rows_are_columns ? Image(stored.height, stored.width) : Image(stored.width, stored.height);
  for (int y = 0; y < seen.height; ++y)
    for (int x = 0; x < seen.width; ++x) {
      const int across = from_right ? seen.width - 1 - x : x;
      const int down = from_bottom ? seen.height - 1 - y : y;
      std::memcpy(seen.pixel(x, y),
                  rows_are_columns ? stored.pixel(down, across) : stored.pixel(across, down), 3);
    }
  return seen;
}

/// How much of each old pixel goes into one new one, along one axis.
struct Taps {
  int first;
  std::vector<float> weights;
};

std::vector<Taps> triangle_taps(int from, int to) {
  const float scale = float(from) / float(to);
  const float radius = std::max(1.0f, scale);
  std::vector<Taps> taps;
  for (int i = 0; i < to; ++i) {
    const float centre = (float(i) + 0.5f) * scale;
    const int first = std::max(0, int(std::floor(centre - radius)));
    const int end = std::min(from, int(std::ceil(centre + radius)));
    Taps t{first, {}};
    float sum = 0;
    for (int j = first; j < end; ++j) {
      t.weights.push_back(std::max(0.0f, 1 - std::abs(float(j) + 0.5f - centre) / radius));
      sum += t.weights.back();
    }
    for (float& weight : t.weights) weight /= sum;
    taps.push_back(std::move(t));
  }
  return taps;
}

}  // namespace

Image read_image(const Path& path) {
  const MappedFile file(path);
  return decode_image(file.bytes(), path.string());
}

Image decode_image(std::span<const std::uint8_t> bytes, const std::string& name) {
  const int size = int(std::min<std::size_t>(bytes.size(), INT32_MAX));
  int width = 0, height = 0, channels = 0;
  ALEXNET_CHECK(size > 0, "{}: expected a picture, found an empty file", name);
  const std::string unknown = unknown_format(bytes);
  ALEXNET_CHECK(unknown.empty(),
                "{}: a picture in {} format cannot be read; convert it to JPEG or PNG", name,
                unknown);
  ALEXNET_CHECK(stbi_info_from_memory(bytes.data(), size, &width, &height, &channels),
                "{}: not a picture that can be read (JPEG, PNG, BMP ...): {}", name,
                stbi_failure_reason());
  ALEXNET_CHECK(std::int64_t{width} * height <= kMostPixels,
                "{}: the picture claims {} x {} pixels, more than can be read", name, width,
                height);
  ALEXNET_CHECK(!is_cut(bytes), "{}: the picture is damaged: it is cut off", name);
  // A PNG may declare one colour transparent, which its number of channels does not show.
  const bool has_alpha = channels == 2 || channels == 4 || is_png(bytes);
  const int read = has_alpha ? 4 : 3;
  const std::unique_ptr<stbi_uc, StbFree> data(
      stbi_load_from_memory(bytes.data(), size, &width, &height, &channels, read));
  ALEXNET_CHECK(data, "{}: the picture is damaged: {}", name, stbi_failure_reason());

  Image image(width, height);
  if (!has_alpha) {
    std::memcpy(image.rgb.data(), data.get(), image.rgb.size());
    const int orientation = jpeg_orientation(bytes);
    return orientation == 1 ? image : upright(image, orientation);
  }
  const stbi_uc* rgba = data.get();
  for (std::size_t pixel = 0; pixel < image.rgb.size() / 3; ++pixel)
    for (int c = 0; c < 3; ++c) {
      const int alpha = rgba[pixel * 4 + 3];
      image.rgb[pixel * 3 + c] =
          std::uint8_t((rgba[pixel * 4 + c] * alpha + 255 * (255 - alpha) + 127) / 255);
    }
  return image;
}

bool has_image_ending(const Path& path) {
  std::string ending = path.extension().string();
  std::transform(ending.begin(), ending.end(), ending.begin(),
                 [](unsigned char letter) { return char(std::tolower(letter)); });
  constexpr const char* kKnown[] = {".jpg", ".jpeg", ".png", ".bmp",
                                    ".gif", ".tga",  ".ppm", ".pgm"};
  return std::any_of(std::begin(kKnown), std::end(kKnown),
                     [&](const char* known) { return ending == known; });
}

void write_png(const Path& path, const Image& image) {
  constexpr std::int64_t kMost = std::numeric_limits<int>::max();  // bytes that stb can count
  ALEXNET_CHECK((std::int64_t{3} * image.width + 1) * image.height <= kMost,
                "{}: {} x {} pixels are too many for one picture: ask for fewer", path.string(),
                image.width, image.height);
  AtomicFile file(path);
  // stb is C code: no exception may pass through it, so the bytes are collected first.
  std::vector<std::uint8_t> bytes;
  const auto collect = [](void* context, void* data, int size) {
    auto& all = *static_cast<std::vector<std::uint8_t>*>(context);
    const auto* from = static_cast<const std::uint8_t*>(data);
    all.insert(all.end(), from, from + size);
  };
  const int written = stbi_write_png_to_func(collect, &bytes, image.width, image.height, 3,
                                             image.rgb.data(), image.width * 3);
  ALEXNET_CHECK(written, "{}: not enough memory to compress {} x {} pixels", path.string(),
                image.width, image.height);
  file.write(bytes.data(), bytes.size());
  file.finish();
}

Image white_image(int width, int height) {
  Image image(width, height);
  std::fill(image.rgb.begin(), image.rgb.end(), std::uint8_t{255});
  return image;
}

void paste(Image& sheet, const Image& picture, int left, int top) {
  const int from_x = std::max(0, -left), to_x = std::min(picture.width, sheet.width - left);
  const int from_y = std::max(0, -top), to_y = std::min(picture.height, sheet.height - top);
  if (from_x >= to_x) return;
  for (int y = from_y; y < to_y; ++y)
    std::copy_n(picture.pixel(from_x, y), (to_x - from_x) * 3, sheet.pixel(left + from_x, top + y));
}

Image resize(const Image& image, int width, int height) {
  ALEXNET_CHECK_GE(std::min(image.width, image.height), 1);
  ALEXNET_CHECK_GE(std::min(width, height), 1);
  if (width == image.width && height == image.height) return image;
  const std::vector<Taps> across = triangle_taps(image.width, width);
  const std::vector<Taps> down = triangle_taps(image.height, height);

  std::vector<float> narrow(std::size_t(width) * image.height * 3);  // first along the rows
  for (int y = 0; y < image.height; ++y)
    for (int x = 0; x < width; ++x)
      for (int c = 0; c < 3; ++c) {
        float sum = 0;
        for (std::size_t t = 0; t < across[x].weights.size(); ++t)
          sum += across[x].weights[t] * float(image.pixel(across[x].first + int(t), y)[c]);
        narrow[(std::size_t(y) * width + x) * 3 + c] = sum;
      }

  Image result(width, height);  // then along the columns
  for (int y = 0; y < height; ++y)
    for (int i = 0; i < width * 3; ++i) {
      float sum = 0;
      for (std::size_t t = 0; t < down[y].weights.size(); ++t)
        sum += down[y].weights[t] * narrow[(down[y].first + t) * width * 3 + i];
      result.rgb[std::size_t(y) * width * 3 + i] =
          std::uint8_t(std::clamp(std::lround(sum), 0L, 255L));
    }
  return result;
}

Image shorter_side_and_centre_crop(const Image& image, int side) {
  // Cropping first wastes no work on the rest of a very long picture. (Scaling first, to whole
  // pixels, would leave the square up to a pixel beside this one.)
  const int square = std::min(image.width, image.height);
  const int left = (image.width - square) / 2, top = (image.height - square) / 2;
  Image centre(square, square);
  for (int y = 0; y < square; ++y)
    std::memcpy(centre.pixel(0, y), image.pixel(left, top + y), std::size_t(square) * 3);
  return resize(centre, side, side);
}

bool inflate(std::span<const std::uint8_t> packed, std::span<std::uint8_t> result) {
  if (packed.size() > INT32_MAX || result.size() > INT32_MAX) return false;
  const int size = stbi_zlib_decode_noheader_buffer(
      reinterpret_cast<char*>(result.data()), int(result.size()),
      reinterpret_cast<const char*>(packed.data()), int(packed.size()));
  return size == int(result.size());
}

}  // namespace alexnet
