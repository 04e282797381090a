#include "import/caffe_file.h"

#include <fmt/ranges.h>

#include <algorithm>
#include <cstring>
#include <limits>
#include <string_view>

#include "core/check.h"
#include "import/protobuf.h"

namespace alexnet {
namespace {

using Field = ProtobufField;

constexpr std::size_t kMostExtents = 32;  // Caffe's own limit

/// Appends the floats of a packed list, or a single one.
void append_floats(std::vector<float>& floats, std::span<const std::uint8_t> bytes,
                   const std::string& file) {
  ALEXNET_CHECK(bytes.size() % sizeof(float) == 0,
                "{}: not a file of Caffe's, or damaged: {} bytes are not a list of floats", file,
                bytes.size());
  const std::size_t before = floats.size();
  floats.resize(before + bytes.size() / sizeof(float));
  if (!bytes.empty()) std::memcpy(floats.data() + before, bytes.data(), bytes.size());
}

std::vector<std::int64_t> read_shape(ProtobufReader reader) {
  std::vector<std::int64_t> shape;
  while (const std::optional<Field> field = reader.next()) {
    if (field->is(1, Field::varint)) shape.push_back(std::int64_t(field->value));
    if (field->is(1, Field::bytes)) {
      ProtobufReader packed = reader.inside(*field);
      while (const auto extent = packed.next_packed()) shape.push_back(std::int64_t(*extent));
    }
  }
  return shape;
}

/// Whether that many numbers fill the shape.
bool fills(std::size_t count, const std::vector<std::int64_t>& shape) {
  std::uint64_t product = 1;
  for (const std::int64_t extent : shape) {
    if (extent <= 0 || extent > std::numeric_limits<std::int32_t>::max()) return false;
    product *= std::uint64_t(extent);
    if (product > count) return false;  // so it cannot grow beyond 64 bits
  }
  return product == count;
}

CaffeBlob read_blob(ProtobufReader reader, const std::string& file) {
  CaffeBlob blob;
  std::vector<std::int64_t> old_shape;
  while (const std::optional<Field> field = reader.next()) {
    if (field->is(7, Field::bytes)) blob.shape = read_shape(reader.inside(*field));
    if (field->is(5, Field::bytes) || field->is(5, Field::four_bytes))
      append_floats(blob.data, field->content, file);
    if (field->number <= 4 && field->type == Field::varint) {
      old_shape.resize(4);  // one that is not written is 0
      old_shape[field->number - 1] = std::int64_t(field->value);
    }
  }
  if (blob.shape.empty()) blob.shape = old_shape;
  ALEXNET_CHECK(blob.shape.size() <= kMostExtents, "{}: damaged: a blob of {} extents", file,
                blob.shape.size());
  ALEXNET_CHECK(blob.data.empty() || fills(blob.data.size(), blob.shape),
                "{}: damaged: a blob of shape {} holds {} numbers", file, shape_text(blob.shape),
                blob.data.size());
  return blob;
}

/// The two generations of layers differ in the numbers of these fields.
CaffeLayer read_layer(ProtobufReader reader, const std::string& file, std::uint64_t name,
                      std::uint64_t blobs) {
  CaffeLayer layer;
  while (const std::optional<Field> field = reader.next()) {
    if (field->is(name, Field::bytes))
      layer.name.assign(field->content.begin(), field->content.end());
    if (field->is(blobs, Field::bytes))
      layer.blobs.push_back(read_blob(reader.inside(*field), file));
  }
  return layer;
}

}  // namespace

std::string shape_text(const std::vector<std::int64_t>& shape) {
  return fmt::format("({})", fmt::join(shape, ", "));
}

std::vector<CaffeLayer> read_caffemodel(const Path& path) {
  const std::string file = path.string();
  const MappedFile mapped(path);
  const std::string_view begin(reinterpret_cast<const char*>(mapped.bytes().data()),
                               std::min<std::size_t>(mapped.bytes().size(), 9));
  ALEXNET_CHECK(begin.size() < 9 || begin[8] != '{',
                "{}: looks like a safetensors file, expected a .caffemodel; with --from "
                "torchvision, safetensors are read",
                file);
  ProtobufReader reader(file, mapped.bytes());
  std::vector<CaffeLayer> layers;
  while (const std::optional<Field> field = reader.next()) {
    if (field->is(100, Field::bytes))
      layers.push_back(read_layer(reader.inside(*field), file, 1, 7));
    if (field->is(2, Field::bytes)) layers.push_back(read_layer(reader.inside(*field), file, 4, 6));
  }
  ALEXNET_CHECK(!layers.empty(), "{}: not a .caffemodel: it holds no layers", file);
  return layers;
}

CaffeBlob read_binaryproto(const Path& path) {
  const MappedFile mapped(path);
  return read_blob(ProtobufReader(path.string(), mapped.bytes()), path.string());
}

}  // namespace alexnet
