#include <algorithm>
#include <memory>

#include "core/check.h"
#include "data/gzip.h"
#include "data/sources.h"

namespace alexnet {
namespace {

constexpr int kSide = 32, kPlane = kSide * kSide;
constexpr int kRecord = 1 + 3 * kPlane;  // a label, then the red, green and blue planes

/// Reads files of records into one source.
ImageSource read_records(const Path& folder, const std::vector<std::string>& files) {
  ImageSource source;
  source.name = folder.string();
  source.class_names = {"airplane", "automobile", "bird",  "cat",  "deer",
                        "dog",      "frog",       "horse", "ship", "truck"};
  auto records = std::make_shared<std::vector<std::uint8_t>>();
  for (const std::string& file : files) {
    const Path path = folder / file;
    const std::vector<std::uint8_t> bytes = read_plain_or_gzip(path);
    ALEXNET_CHECK(!bytes.empty() && bytes.size() % kRecord == 0,
                  "{}: expected records of {} bytes, found {} bytes (truncated?)", path.string(),
                  kRecord, bytes.size());
    for (std::size_t at = 0; at < bytes.size(); at += kRecord) {
      ALEXNET_CHECK(bytes[at] < source.class_names.size(),
                    "{}: record {}: label {} is not in 0 ... 9", path.string(), at / kRecord,
                    bytes[at]);
      source.labels.push_back(bytes[at]);
    }
    records->insert(records->end(), bytes.begin(), bytes.end());
  }
  source.read = [records](int index) {
    const std::uint8_t* planes = records->data() + std::size_t(index) * kRecord + 1;
    Image image(kSide, kSide);
    for (int pixel = 0; pixel < kPlane; ++pixel)
      for (int c = 0; c < 3; ++c) image.rgb[pixel * 3 + c] = planes[c * kPlane + pixel];
    return image;
  };
  return source;
}

}  // namespace

Splits cifar10_source(const Path& folder) {
  return {read_records(folder, {"data_batch_1.bin", "data_batch_2.bin", "data_batch_3.bin",
                                "data_batch_4.bin", "data_batch_5.bin"}),
          read_records(folder, {"test_batch.bin"})};
}

}  // namespace alexnet
