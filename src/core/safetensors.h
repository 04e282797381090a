#pragma once
#include <cstdint>
#include <map>
#include <span>
#include <string>
#include <vector>

#include "core/file.h"
#include "core/tensor.h"

// The safetensors format, which holds our checkpoints, data sets and activations. Python opens it
// with `safetensors.numpy.load_file`.
//
//     8 bytes   length of the header, little-endian
//     header    JSON: {"name": {"dtype": "F32", "shape": [..], "data_offsets": [begin, end]}, ..
//                      "__metadata__": {"key": "text", ..}}
//     the rest  the bytes of the tensors; offsets count from its beginning
//
// Reading trusts nothing: lengths, types, shapes and offsets are checked before any byte is used.
namespace alexnet {

enum class DType { u8, i32, f16, f32 };

/// What the header says about one tensor.
struct SafetensorsInfo {
  std::string name;
  DType dtype = DType::f32;
  std::vector<std::int64_t> shape;

  std::int64_t count() const;  ///< of its elements
  std::int64_t size_bytes() const;
};

using Metadata = std::map<std::string, std::string>;

/// An open file. Tensors stay on the disk until they are read.
class SafetensorsFile {
 public:
  /// Errors: not a safetensors file, truncated, offsets that overlap, leave gaps or lie outside.
  explicit SafetensorsFile(const Path& path);

  const Path& path() const { return path_; }
  const Metadata& metadata() const { return metadata_; }
  /// The metadata value; throws, naming the file, if there is no such key.
  const std::string& metadata(const std::string& key) const;
  const std::vector<SafetensorsInfo>& tensors() const { return tensors_; }
  bool contains(const std::string& name) const { return position_.count(name) > 0; }

  /// The raw bytes of one tensor; throws unless it exists and has that type.
  std::span<const std::uint8_t> bytes(const std::string& name, DType dtype) const;
  const SafetensorsInfo& info(const std::string& name) const;
  /// Reads a tensor of floats, or of halves, into dst; throws unless the extents agree (except for
  /// trailing ones).
  void read(const std::string& name, TensorView dst) const;

 private:
  Path path_;
  MappedFile file_;
  Metadata metadata_;
  std::vector<SafetensorsInfo> tensors_;
  std::vector<std::span<const std::uint8_t>> data_;
  std::map<std::string, std::size_t> position_;
};

/// Null if all are finite.
const Real* first_not_finite(ConstTensorView on_host);
/// Throws, naming the file, if a tensor that was read from it holds NaN or infinity.
void check_finite(const SafetensorsFile& file, const std::string& name, ConstTensorView values);

/// Writes a file whose contents are declared first and delivered in any order afterwards. Atomic:
/// the file appears, whole, at finish(). Errors: two tensors with the same name.
class SafetensorsWriter {
 public:
  SafetensorsWriter(const Path& path, std::vector<SafetensorsInfo> tensors,
                    const Metadata& metadata);
  /// Writes bytes of one tensor, starting at that offset within it. Errors: a tensor that was not
  /// declared; bytes beyond its end.
  void write(const std::string& name, std::int64_t offset, const void* data,
             std::int64_t size_bytes);
  void finish() { file_.finish(); }

 private:
  struct Place {
    std::int64_t begin, size_bytes;
  };
  AtomicFile file_;
  std::map<std::string, Place> places_;
};

/// A tensor to save, and how many of its extents to write (4 for filters, 2 for a matrix, 1 for a
/// list); the others must be 1.
struct NamedTensor {
  std::string name;
  ConstTensorView view;
  int rank = 4;
  DType dtype = DType::f32;  ///< or f16: each number is rounded to the nearest half
};

/// Saves tensors from any devices. Errors: a number too large for a half.
void save_safetensors(const Path& path, std::span<const NamedTensor> tensors,
                      const Metadata& metadata);

}  // namespace alexnet
