#include "core/safetensors.h"

#include <fmt/ranges.h>

#include <algorithm>
#include <cmath>
#include <cstring>
#include <limits>
#include <nlohmann/json.hpp>

#include "core/device_memory.h"
#include "core/half.h"

namespace alexnet {
namespace {

using Json = nlohmann::json;

constexpr std::uint64_t kLongestHeader = 100'000'000;  // the format's own limit
constexpr std::size_t kAlignment = 64;                 // data begins at a multiple of this

struct DTypeRow {
  DType dtype;
  const char* name;
  int size_bytes;
};
constexpr DTypeRow kDTypes[] = {
    {DType::u8, "U8", 1}, {DType::i32, "I32", 4}, {DType::f16, "F16", 2}, {DType::f32, "F32", 4}};

const DTypeRow& row(DType dtype) {
  return *std::find_if(std::begin(kDTypes), std::end(kDTypes),
                       [&](const DTypeRow& r) { return r.dtype == dtype; });
}

std::string shape_text(std::span<const std::int64_t> shape) {
  return fmt::format("({})", fmt::join(shape, ", "));
}

/// Four extents, or as few as `rank` if the others are 1: (100, 512) of a matrix.
std::vector<std::int64_t> extents_of(const Shape& shape, std::size_t rank) {
  std::vector<std::int64_t> extents = {shape.n, shape.c, shape.h, shape.w};
  while (extents.size() > rank && extents.back() == 1) extents.pop_back();
  return extents;
}

/// One tensor as its header entry describes it, with every field checked.
struct Entry {
  SafetensorsInfo info;
  std::uint64_t begin, end;
};

Entry parse_entry(const std::string& file, const std::string& name, const Json& json,
                  std::uint64_t data_size) {
  const auto require = [&](bool ok, const char* what) {
    ALEXNET_CHECK(ok, "{}: damaged header: tensor '{}': {}", file, name, what);
  };
  require(json.is_object() && json.contains("dtype") && json["dtype"].is_string() &&
              json.contains("shape") && json["shape"].is_array() && json.contains("data_offsets") &&
              json["data_offsets"].is_array() && json["data_offsets"].size() == 2,
          "expected dtype, shape and two data_offsets");
  Entry entry{{name, DType::f32, {}}, 0, 0};

  const std::string dtype = json["dtype"];
  const auto known = std::find_if(std::begin(kDTypes), std::end(kDTypes),
                                  [&](const DTypeRow& r) { return r.name == dtype; });
  ALEXNET_CHECK(known != std::end(kDTypes),
                "{}: tensor '{}' has type {}; expected U8, I32, F16 or F32", file, name, dtype);
  entry.info.dtype = known->dtype;

  std::uint64_t size = std::uint64_t(known->size_bytes);
  for (const Json& extent : json["shape"]) {
    require(extent.is_number_unsigned(), "an extent is not a whole number");
    const auto value = extent.get<std::uint64_t>();
    require(value <= std::numeric_limits<std::int32_t>::max(), "an extent is too large");
    require(value == 0 || size <= data_size / value,
            "its shape needs more bytes than the file holds");
    size *= value;
    entry.info.shape.push_back(std::int64_t(value));
  }
  const Json& offsets = json["data_offsets"];
  require(offsets[0].is_number_unsigned() && offsets[1].is_number_unsigned(),
          "an offset is not a whole number");
  entry.begin = offsets[0];
  entry.end = offsets[1];
  require(entry.begin <= entry.end && entry.end <= data_size,
          "its offsets lie outside the file (truncated?)");
  require(entry.end - entry.begin == size, "its offsets do not fit its shape and type");
  return entry;
}

/// The four extents that a list of up to four stands for: missing ones, at the end, are 1.
Shape to_shape(std::span<const std::int64_t> extents) {
  std::int64_t four[4] = {1, 1, 1, 1};
  std::copy(extents.begin(), extents.end(), four);
  return {int(four[0]), int(four[1]), int(four[2]), int(four[3])};
}

std::vector<std::int64_t> to_extents(const NamedTensor& tensor) {
  const Shape& s = tensor.view.shape;
  std::vector<std::int64_t> extents = {s.n, s.c, s.h, s.w};
  for (int i = tensor.rank; i < 4; ++i) ALEXNET_CHECK_EQ(extents[std::size_t(i)], 1);
  extents.resize(std::size_t(tensor.rank));
  return extents;
}

std::vector<std::uint16_t> to_halfs(const std::string& name, std::span<const float> values) {
  std::vector<std::uint16_t> halfs(values.size());
  for (std::size_t i = 0; i < values.size(); ++i) {
    halfs[i] = to_half(values[i]);
    ALEXNET_CHECK(std::isinf(values[i]) || !std::isinf(from_half(halfs[i])),
                  "tensor '{}' holds {:g}: too large for half precision, which ends at {}", name,
                  values[i], kLargestHalf);
  }
  return halfs;
}

std::vector<float> from_halfs(std::span<const std::uint8_t> bytes) {
  std::vector<float> values(bytes.size() / sizeof(std::uint16_t));
  for (std::size_t i = 0; i < values.size(); ++i) {
    std::uint16_t half;  // its place is up to the file, and may be an odd address
    std::memcpy(&half, bytes.data() + i * sizeof half, sizeof half);
    values[i] = from_half(half);
  }
  return values;
}

}  // namespace

std::int64_t SafetensorsInfo::count() const {
  std::int64_t count = 1;
  for (std::int64_t extent : shape) count *= extent;
  return count;
}

std::int64_t SafetensorsInfo::size_bytes() const { return count() * row(dtype).size_bytes; }

SafetensorsFile::SafetensorsFile(const Path& path) : path_(path), file_(path) {
  const std::string file = path.string();
  const std::span<const std::uint8_t> bytes = file_.bytes();
  ALEXNET_CHECK(bytes.size() >= 8, "{}: expected a safetensors file, found {} bytes", file,
                bytes.size());
  std::uint64_t header_size = 0;
  std::memcpy(&header_size, bytes.data(), 8);
  ALEXNET_CHECK(header_size <= kLongestHeader && header_size <= bytes.size() - 8,
                "{}: not a safetensors file, or truncated: it claims a header of {} bytes, the "
                "file has {}",
                file, header_size, bytes.size());
  const auto* text = reinterpret_cast<const char*>(bytes.data() + 8);
  const Json header = Json::parse(text, text + header_size, nullptr, /*allow_exceptions=*/false);
  ALEXNET_CHECK(header.is_object(), "{}: not a safetensors file: its header is not a JSON object",
                file);

  const std::span<const std::uint8_t> data = bytes.subspan(8 + header_size);
  std::vector<Entry> entries;
  for (const auto& [name, value] : header.items()) {
    if (name == "__metadata__") {
      ALEXNET_CHECK(value.is_object(), "{}: damaged header: __metadata__ is not an object", file);
      for (const auto& [key, text_value] : value.items()) {
        ALEXNET_CHECK(text_value.is_string(), "{}: damaged header: metadata '{}' is not a string",
                      file, key);
        metadata_[key] = text_value;
      }
    } else {
      entries.push_back(parse_entry(file, name, value, data.size()));
    }
  }

  std::sort(entries.begin(), entries.end(), [](const Entry& a, const Entry& b) {
    return std::pair(a.begin, a.end) < std::pair(b.begin, b.end);
  });
  std::uint64_t expected = 0;  // the format allows neither overlaps nor gaps
  for (Entry& entry : entries) {
    ALEXNET_CHECK(entry.begin == expected,
                  "{}: damaged header: tensor '{}' begins at byte {}, expected {} (overlap or gap)",
                  file, entry.info.name, entry.begin, expected);
    expected = entry.end;
    position_[entry.info.name] = tensors_.size();
    data_.push_back(data.subspan(entry.begin, entry.end - entry.begin));
    tensors_.push_back(std::move(entry.info));
  }
  ALEXNET_CHECK(expected == data.size(), "{}: expected {} bytes of tensors, found {}", file,
                expected, data.size());
}

const std::string& SafetensorsFile::metadata(const std::string& key) const {
  const auto found = metadata_.find(key);
  ALEXNET_CHECK(found != metadata_.end(),
                "{}: has no metadata '{}'; was it written by another program?", path_.string(),
                key);
  return found->second;
}

const SafetensorsInfo& SafetensorsFile::info(const std::string& name) const {
  const auto found = position_.find(name);
  ALEXNET_CHECK(found != position_.end(), "{}: has no tensor '{}'", path_.string(), name);
  return tensors_[found->second];
}

std::span<const std::uint8_t> SafetensorsFile::bytes(const std::string& name, DType dtype) const {
  const SafetensorsInfo& tensor = info(name);
  ALEXNET_CHECK(tensor.dtype == dtype, "{}: tensor '{}' has type {}, expected {}", path_.string(),
                name, row(tensor.dtype).name, row(dtype).name);
  return data_[position_.at(name)];
}

void SafetensorsFile::read(const std::string& name, TensorView dst) const {
  static_assert(std::is_same_v<Real, float>, "checkpoints hold floats");
  const SafetensorsInfo& tensor = info(name);
  ALEXNET_CHECK(tensor.shape.size() <= 4 && to_shape(tensor.shape) == dst.shape,
                "{}: tensor '{}' has shape {}, expected {}", path_.string(), name,
                shape_text(tensor.shape), shape_text(extents_of(dst.shape, tensor.shape.size())));
  if (tensor.dtype == DType::f16) {
    const std::vector<float> values = from_halfs(bytes(name, DType::f16));
    copy_between(dst.data, dst.device, values.data(), Device::cpu(), values.size() * sizeof(float));
    return;
  }
  const std::span<const std::uint8_t> from = bytes(name, DType::f32);
  copy_between(dst.data, dst.device, from.data(), Device::cpu(), from.size());
}

const Real* first_not_finite(ConstTensorView on_host) {
  for (const Real& value : on_host.values())
    if (!std::isfinite(value)) return &value;
  return nullptr;
}

void check_finite(const SafetensorsFile& file, const std::string& name, ConstTensorView values) {
  const HostView read(values);
  const Real* const wrong = first_not_finite(read.view);
  ALEXNET_CHECK(!wrong, "{}: is damaged: {} holds {}, expected finite numbers",
                file.path().string(), name, *wrong);
}

SafetensorsWriter::SafetensorsWriter(const Path& path, std::vector<SafetensorsInfo> tensors,
                                     const Metadata& metadata)
    : file_(path) {
  Json header = Json::object();
  if (!metadata.empty()) header["__metadata__"] = metadata;
  std::int64_t end = 0;
  for (const SafetensorsInfo& tensor : tensors) {
    const std::int64_t begin = end;
    end += tensor.size_bytes();
    const bool is_new = places_.insert({tensor.name, {begin, end - begin}}).second;
    ALEXNET_CHECK(is_new, "{}: two tensors are named '{}'", path.string(), tensor.name);
    header[tensor.name] = {
        {"dtype", row(tensor.dtype).name}, {"shape", tensor.shape}, {"data_offsets", {begin, end}}};
  }
  // The path of a data set may hold any bytes; JSON may not.
  std::string text = header.dump(-1, ' ', false, Json::error_handler_t::replace);
  while ((8 + text.size()) % kAlignment != 0) text += ' ';
  const std::uint64_t length = text.size();
  file_.write(&length, sizeof length);
  file_.write(text.data(), text.size());
  for (auto& [name, place] : places_) place.begin += std::int64_t(8 + text.size());
}

void SafetensorsWriter::write(const std::string& name, std::int64_t offset, const void* data,
                              std::int64_t size_bytes) {
  const auto found = places_.find(name);
  ALEXNET_CHECK(found != places_.end(), "tensor '{}' was not declared", name);
  const Place& place = found->second;
  ALEXNET_CHECK_GE(place.size_bytes, offset + size_bytes);
  file_.write_at(std::uint64_t(place.begin + offset), data, std::size_t(size_bytes));
}

void save_safetensors(const Path& path, std::span<const NamedTensor> tensors,
                      const Metadata& metadata) {
  std::vector<SafetensorsInfo> infos;
  for (const NamedTensor& tensor : tensors)
    infos.push_back({tensor.name, tensor.dtype, to_extents(tensor)});
  SafetensorsWriter writer(path, std::move(infos), metadata);
  for (const NamedTensor& tensor : tensors) {
    const HostView host(tensor.view);
    const std::span<const float> values = host.view.values();
    if (tensor.dtype == DType::f16) {
      const std::vector<std::uint16_t> halfs = to_halfs(tensor.name, values);
      writer.write(tensor.name, 0, halfs.data(), std::int64_t(halfs.size() * sizeof halfs[0]));
    } else {
      ALEXNET_CHECK(tensor.dtype == DType::f32, "tensor '{}': floats are saved as F32 or F16",
                    tensor.name);
      writer.write(tensor.name, 0, values.data(), std::int64_t(values.size_bytes()));
    }
  }
  writer.finish();
}

}  // namespace alexnet
