#pragma once
#include <cstdint>
#include <string>
#include <vector>

// Writes what src/import/protobuf.h reads: messages are strings, to which fields are added.
namespace alexnet::test {

inline std::string varint(std::uint64_t value) {
  std::string bytes;
  for (; value >= 0x80; value >>= 7) bytes += char(value | 0x80);
  return bytes + char(value);
}
inline std::string number_field(int number, std::uint64_t value) {
  return varint(std::uint64_t(number) << 3) + varint(value);
}
/// A string, a message, or a packed list.
inline std::string bytes_field(int number, const std::string& content) {
  return varint(std::uint64_t(number) << 3 | 2) + varint(content.size()) + content;
}
inline std::string bytes_of(const std::vector<float>& floats) {
  return {reinterpret_cast<const char*>(floats.data()), floats.size() * sizeof(float)};
}

/// A blob as Caffe has written it since 2015.
inline std::string caffe_blob(const std::vector<int>& shape, const std::vector<float>& data) {
  std::string extents;
  for (const int extent : shape) extents += varint(std::uint64_t(extent));
  return bytes_field(7, bytes_field(1, extents)) + bytes_field(5, bytes_of(data));
}
/// A field of a NetParameter.
inline std::string caffe_layer(const std::string& name, const std::vector<std::string>& blobs) {
  std::string layer = bytes_field(1, name);
  for (const std::string& blob : blobs) layer += bytes_field(7, blob);
  return bytes_field(100, layer);
}

}  // namespace alexnet::test
