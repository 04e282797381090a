#include "data/packed.h"

#include <fmt/ranges.h>

#include <algorithm>
#include <cstring>

#include "core/json_text.h"
#include "core/parallel.h"

namespace alexnet {
namespace {

constexpr const char* kDatasetFormat = "alexnet-dataset";

/// A packed file as a data set; the pictures stay on the disk until they are looked at.
Dataset as_dataset(const std::shared_ptr<const SafetensorsFile>& file) {
  const std::string name = file->path().string();
  const auto format = file->metadata().find("format");
  ALEXNET_CHECK(format != file->metadata().end() && format->second == kDatasetFormat,
                "{}: not a packed data set (write one with `alexnet prepare`)", name);
  const SafetensorsInfo& images = file->info("images");
  ALEXNET_CHECK(images.shape.size() == 4 && images.shape[2] == images.shape[3] &&
                    images.shape[2] >= 1 && (images.shape[1] == 1 || images.shape[1] == 3),
                "{}: images have shape ({}), expected (N, 1 or 3, side, side)", name,
                fmt::join(images.shape, ", "));
  const std::span<const std::uint8_t> bytes = file->bytes("labels", DType::i32);
  std::vector<std::int32_t> labels(bytes.size() / sizeof(std::int32_t));
  std::memcpy(labels.data(), bytes.data(), bytes.size());
  ALEXNET_CHECK(std::int64_t(labels.size()) == images.shape[0], "{}: {} pictures but {} labels",
                name, images.shape[0], labels.size());
  return Dataset(name, int(images.shape[1]), int(images.shape[2]),
                 list_from_json(file->metadata("class_names"), name),
                 {labels.begin(), labels.end()}, file->bytes("images", DType::u8), file);
}

}  // namespace

Path packed_train(const Path& folder) { return folder / "train.safetensors"; }
Path packed_val(const Path& folder) { return folder / "val.safetensors"; }

Dataset pack(const ImageSource& source, int side, const Path& path,
             const std::function<void(int done)>& progress, const std::string& pair) {
  const std::int64_t channels = source.channels, count = source.size();
  const std::int64_t bytes = channels * side * side;
  SafetensorsWriter writer(path,
                           {{"images", DType::u8, {count, channels, side, side}},
                            {"labels", DType::i32, {count}},
                            {"mean_image", DType::f32, {1, channels, side, side}},
                            {"colour_components", DType::f32, {3, 4}}},
                           {{"format", kDatasetFormat},
                            {"class_names", list_to_json(source.class_names)},
                            {"source", source.name},
                            {"pair", pair}});
  const std::vector<std::int32_t> labels(source.labels.begin(), source.labels.end());
  writer.write("labels", 0, labels.data(), std::int64_t(labels.size() * sizeof(std::int32_t)));

  StatisticsAccumulator statistics(source.channels, side);
  constexpr std::int64_t kMost = 256, kMostBytes = 64 << 20;
  const std::int64_t at_a_time = std::clamp<std::int64_t>(kMostBytes / bytes, 1, kMost);
  std::vector<std::uint8_t> pixels(std::size_t(at_a_time * bytes));
  for (std::int64_t first = 0; first < count; first += at_a_time) {
    const std::int64_t now = std::min(at_a_time, count - first);
    parallel_for(now, [&](std::int64_t i) {
      to_planes(source.read(int(first + i)), source.channels, side, pixels.data() + i * bytes);
    });
    writer.write("images", first * bytes, pixels.data(), now * bytes);
    statistics.add({pixels.data(), std::size_t(now * bytes)});
    if (progress) progress(int(first + now));
  }
  Tensor colours;
  const Statistics result = statistics.finish();
  for (const NamedTensor& tensor : statistics_tensors(result, colours))
    writer.write(tensor.name, 0, tensor.view.data,
                 tensor.view.shape.size() * std::int64_t{sizeof(float)});
  writer.finish();
  return open_packed(path);
}

Dataset open_packed(const Path& path) {
  return as_dataset(std::make_shared<const SafetensorsFile>(path));
}

void check_packed_together(const Path& folder) {
  const auto pair = [](const Path& path) {
    const SafetensorsFile file(path);
    const auto entry = file.metadata().find("pair");
    return entry == file.metadata().end() ? std::string() : entry->second;
  };
  ALEXNET_CHECK(pair(packed_train(folder)) == pair(packed_val(folder)),
                "{}: train and val were not packed together: a picture may be in both; pack them "
                "again with `alexnet prepare`",
                folder.string());
}

Statistics open_packed_statistics(const Path& path) {
  const SafetensorsFile file(path);
  const Dataset data = open_packed(path);
  return read_statistics(file, data.channels(), data.side());
}

}  // namespace alexnet
