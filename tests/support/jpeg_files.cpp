#include "support/jpeg_files.h"

#define STB_IMAGE_WRITE_IMPLEMENTATION
#define STB_IMAGE_WRITE_STATIC
#define STBI_WRITE_NO_STDIO
#pragma GCC diagnostic push
#pragma GCC diagnostic ignored "-Wunused-function"
#include <stb/stb_image_write.h>
#pragma GCC diagnostic pop

namespace alexnet::test {

using Bytes = std::vector<std::uint8_t>;

Bytes jpeg_of(const Image& image) {
  Bytes bytes;
  const auto collect = [](void* context, void* data, int size) {
    const auto* from = static_cast<const std::uint8_t*>(data);
    auto& all = *static_cast<Bytes*>(context);
    all.insert(all.end(), from, from + size);
  };
  stbi_write_jpg_to_func(collect, &bytes, image.width, image.height, 3, image.rgb.data(), 100);
  return bytes;
}

Bytes app1_segment(const std::string& contents) {
  const std::size_t length = contents.size() + 2;  // itself included
  Bytes segment = {0xFF, 0xE1, std::uint8_t(length >> 8), std::uint8_t(length)};
  segment.insert(segment.end(), contents.begin(), contents.end());
  return segment;
}

Bytes exif_segment(int orientation, bool most_significant_first) {
  std::string block = most_significant_first ? "MM" : "II";
  const auto append = [&](int number, int size) {
    for (int i = 0; i < size; ++i)
      block += char(number >> 8 * (most_significant_first ? size - 1 - i : i));
  };
  append(42, 2);
  append(8, 4);  // where the directory begins
  append(2, 2);  // entries: tag, type, count, value
  append(0x0100, 2), append(4, 2), append(1, 4), append(32, 4);
  append(0x0112, 2), append(3, 2), append(1, 4), append(orientation, 2), append(0, 2);
  append(0, 4);  // no other directory
  return app1_segment(std::string("Exif\0\0", 6) + block);
}

Bytes with_segment(Bytes jpeg, const Bytes& segment) {
  jpeg.insert(jpeg.begin() + 2, segment.begin(), segment.end());
  return jpeg;
}

}  // namespace alexnet::test
