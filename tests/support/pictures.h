#pragma once
#include "core/rng.h"
#include "data/dataset.h"
#include "data/image_source.h"
#include "data/preprocessing.h"
#include "support/temp_folder.h"

namespace alexnet::test {

/// A picture of a single colour.
inline Image flat_image(int width, int height, std::uint8_t r, std::uint8_t g, std::uint8_t b) {
  Image image(width, height);
  for (int i = 0; i < width * height; ++i) {
    image.rgb[i * 3] = r;
    image.rgb[i * 3 + 1] = g;
    image.rgb[i * 3 + 2] = b;
  }
  return image;
}

/// Pictures whose pixels are random but depend on their label: something can be learned from them.
inline ImageSource random_source(int count, int classes, int side, int channels = 3) {
  ImageSource source;
  source.name = "random pictures";
  source.channels = channels;
  for (int k = 0; k < classes; ++k) source.class_names.push_back("class " + std::to_string(k));
  for (int i = 0; i < count; ++i) source.labels.push_back(i % classes);
  source.read = [=](int index) {
    const RandomStream stream(1, "pixels", std::uint64_t(index));
    Image image(side, side);
    for (std::size_t i = 0; i < image.rgb.size(); ++i)
      image.rgb[i] = std::uint8_t((stream.bits(i) & 127) + 20 * (index % classes));
    return image;
  };
  return source;
}

/// What a network trained on this data set would be given with it.
inline Preprocessing preprocessing_of(const Dataset& data) {
  Preprocessing p;
  p.class_names = data.class_names();
  p.picture_side = data.side();
  p.statistics = compute_statistics(data);
  return p;
}

/// Writes bytes to a file, for tests of readers.
inline void write_bytes(const Path& path, const std::vector<std::uint8_t>& bytes) {
  write_file(path, {reinterpret_cast<const char*>(bytes.data()), bytes.size()});
}

}  // namespace alexnet::test
