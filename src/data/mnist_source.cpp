#include <memory>

#include "core/check.h"
#include "data/gzip.h"
#include "data/sources.h"

namespace alexnet {
namespace {

/// An idx file: two zero bytes, a type (8: bytes), the number of extents, the extents (32 bits,
/// most significant byte first), the data.
struct Idx {
  std::vector<int> extents;
  std::vector<std::uint8_t> bytes;  // the whole file
  std::size_t data = 0;             // where the data begin
};

Idx read_idx(const Path& path, std::size_t rank) {
  Idx idx;
  idx.bytes = read_plain_or_gzip(path);
  idx.data = 4 + 4 * rank;
  const std::vector<std::uint8_t>& b = idx.bytes;
  ALEXNET_CHECK(b.size() >= idx.data && b[0] == 0 && b[1] == 0 && b[2] == 8 && b[3] == rank,
                "{}: not an idx file of bytes with {} extents", path.string(), rank);
  std::uint64_t expected = 1;
  for (std::size_t i = 0; i < rank; ++i) {
    const std::uint8_t* at = &b[4 + 4 * i];
    const std::uint32_t extent = std::uint32_t(at[0]) << 24 | std::uint32_t(at[1]) << 16 |
                                 std::uint32_t(at[2]) << 8 | std::uint32_t(at[3]);
    ALEXNET_CHECK(extent >= 1 && extent <= 1u << 24,
                  "{}: found an extent of {}, expected 1 to 16777216", path.string(), extent);
    expected *= extent;
    ALEXNET_CHECK(expected <= b.size(), "{}: expected {} bytes of data or more, found {}",
                  path.string(), expected, b.size() - idx.data);
    idx.extents.push_back(int(extent));
  }
  ALEXNET_CHECK(expected == b.size() - idx.data, "{}: expected {} bytes of data, found {}",
                path.string(), expected, b.size() - idx.data);
  return idx;
}

ImageSource read_pair(const Path& folder, const std::string& images_file,
                      const std::string& labels_file) {
  auto images = std::make_shared<Idx>(read_idx(folder / images_file, 3));
  const Idx labels = read_idx(folder / labels_file, 1);
  const int count = images->extents[0];
  ALEXNET_CHECK(labels.extents[0] == count, "{}: {} pictures but {} labels", folder.string(), count,
                labels.extents[0]);
  ImageSource source;
  source.name = folder.string();
  source.channels = 1;
  source.class_names = {"0", "1", "2", "3", "4", "5", "6", "7", "8", "9"};
  for (int i = 0; i < count; ++i) {
    const int label = labels.bytes[labels.data + std::size_t(i)];
    ALEXNET_CHECK(label <= 9, "{}: label {} of picture {} is not in 0 ... 9",
                  (folder / labels_file).string(), label, i);
    source.labels.push_back(label);
  }
  source.read = [images](int index) {
    const int height = images->extents[1], width = images->extents[2];
    const std::uint8_t* grey =
        images->bytes.data() + images->data + std::size_t(index) * width * height;
    Image image(width, height);
    for (std::size_t i = 0; i < image.rgb.size(); ++i) image.rgb[i] = grey[i / 3];
    return image;
  };
  return source;
}

}  // namespace

Splits mnist_source(const Path& folder) {
  return {read_pair(folder, "train-images-idx3-ubyte", "train-labels-idx1-ubyte"),
          read_pair(folder, "t10k-images-idx3-ubyte", "t10k-labels-idx1-ubyte")};
}

}  // namespace alexnet
