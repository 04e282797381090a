#pragma once
#include <cstddef>
#include <cstdint>
#include <filesystem>
#include <span>
#include <string>
#include <vector>

namespace alexnet {

using Path = std::filesystem::path;

/// A whole file as bytes, mapped into memory: each part is read when it is first accessed, and the
/// system can drop parts that are not accessed again. Read-only.
class MappedFile {
 public:
  MappedFile() = default;
  /// Errors: the file is missing, is not a regular file, cannot be read.
  explicit MappedFile(const Path& path);
  ~MappedFile();
  MappedFile(MappedFile&& other) noexcept;
  MappedFile& operator=(MappedFile&& other) noexcept;

  std::span<const std::uint8_t> bytes() const { return {data_, size_}; }

 private:
  const std::uint8_t* data_ = nullptr;
  std::size_t size_ = 0;
};

/// Writes a file so that a reader sees the old one or the whole new one, never a part.
///
/// Bytes go to `path`.partial, which finish() flushes to the disk and then renames. If finish() is
/// not reached - an exception, a full disk - the partial file is removed and what was there before
/// stays. Errors of all its functions name the file: no permission, no space.
///
/// The partial file is locked, so that two programs cannot mix their bytes.
class AtomicFile {
 public:
  /// Errors: something other than a file is there; the folder does not exist or is not writable;
  /// another program is writing this file.
  explicit AtomicFile(const Path& path);
  ~AtomicFile();
  AtomicFile(const AtomicFile&) = delete;
  AtomicFile& operator=(const AtomicFile&) = delete;

  void write(const void* data, std::size_t size_bytes);
  void write_at(std::uint64_t offset, const void* data, std::size_t size_bytes);
  void finish();

 private:
  void open_partial();
  [[noreturn]] void fail(const char* what);
  Path path_, partial_;
  int descriptor_ = -1;
};

/// The whole file. Errors: as MappedFile's.
std::vector<std::uint8_t> read_file(const Path& path);
std::string read_text(const Path& path);                   ///< The same as text.
void write_file(const Path& path, std::string_view text);  ///< As AtomicFile, with its errors.

/// Creates the folder and those above it; throws one clear line where that is not possible.
void create_folder(const Path& path);

}  // namespace alexnet
