#include "core/file.h"

#include <fcntl.h>
#include <sys/file.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>
#include <cstring>
#include <utility>

#include "core/check.h"

namespace alexnet {

MappedFile::MappedFile(const Path& path) {
  // Without O_NONBLOCK, opening a pipe would wait until a writer opens it.
  const int descriptor = open(path.c_str(), O_RDONLY | O_CLOEXEC | O_NONBLOCK);
  ALEXNET_CHECK(descriptor >= 0, "{}: cannot open: {}", path.string(), std::strerror(errno));
  struct stat status {};
  const bool regular = fstat(descriptor, &status) == 0 && S_ISREG(status.st_mode);
  const char* const other = S_ISDIR(status.st_mode)    ? "a folder"
                            : S_ISFIFO(status.st_mode) ? "a pipe: save what comes out of it first"
                                                       : "something else";
  size_ = regular ? std::size_t(status.st_size) : 0;
  void* data = size_ ? mmap(nullptr, size_, PROT_READ, MAP_PRIVATE, descriptor, 0) : nullptr;
  const int error = errno;
  close(descriptor);
  ALEXNET_CHECK(regular, "{}: expected a file, found {}", path.string(), other);
  ALEXNET_CHECK(data != MAP_FAILED, "{}: cannot map into memory: {}", path.string(),
                std::strerror(error));
  data_ = static_cast<const std::uint8_t*>(data);
}

MappedFile::~MappedFile() {
  if (data_) munmap(const_cast<std::uint8_t*>(data_), size_);
}

MappedFile::MappedFile(MappedFile&& other) noexcept { *this = std::move(other); }

MappedFile& MappedFile::operator=(MappedFile&& other) noexcept {
  std::swap(data_, other.data_);
  std::swap(size_, other.size_);
  return *this;
}

AtomicFile::AtomicFile(const Path& path) : path_(path), partial_(path.string() + ".partial") {
  // The new file would replace a device or a pipe.
  ALEXNET_CHECK(!std::filesystem::exists(path) || std::filesystem::is_regular_file(path),
                "{}: exists already and is not a regular file", path.string());
  open_partial();
}

void AtomicFile::open_partial() {
  while (true) {
    descriptor_ = open(partial_.c_str(), O_WRONLY | O_CREAT | O_CLOEXEC, 0644);
    if (descriptor_ < 0) fail("cannot create");
    const bool busy = flock(descriptor_, LOCK_EX | LOCK_NB) != 0 && errno == EWOULDBLOCK;
    struct stat opened {
    }, there{};
    const bool same = fstat(descriptor_, &opened) == 0 && stat(partial_.c_str(), &there) == 0 &&
                      opened.st_ino == there.st_ino;
    if (same && !busy) break;
    close(std::exchange(descriptor_, -1));
    ALEXNET_CHECK(!busy, "{}: another program is writing this file", path_.string());
    // Just before the lock, another program gave the file its final name or removed it: try again.
  }
  if (ftruncate(descriptor_, 0) == 0) return;  // may be left over from a program that was killed
  close(std::exchange(descriptor_, -1));
  fail("cannot empty the partial file");
}

AtomicFile::~AtomicFile() {
  if (descriptor_ < 0) return;
  unlink(partial_.c_str());  // before the lock ends, or it might be another program's by then
  close(descriptor_);
}

void AtomicFile::fail(const char* what) {
  throw_error("{}: {}: {}{}", path_.string(), what, std::strerror(errno),
              errno == ENOSPC || errno == EDQUOT ? "; make room and try again" : "");
}

void AtomicFile::write(const void* data, std::size_t size_bytes) {
  const char* bytes = static_cast<const char*>(data);
  while (size_bytes > 0) {
    const ssize_t written = ::write(descriptor_, bytes, size_bytes);
    if (written < 0 && errno == EINTR) continue;
    if (written < 0) fail("cannot write");
    bytes += written;
    size_bytes -= std::size_t(written);
  }
}

void AtomicFile::write_at(std::uint64_t offset, const void* data, std::size_t size_bytes) {
  if (lseek(descriptor_, off_t(offset), SEEK_SET) < 0) fail("cannot seek");
  write(data, size_bytes);
}

void AtomicFile::finish() {
  if (fsync(descriptor_) != 0) fail("cannot flush to the disk");
  if (rename(partial_.c_str(), path_.c_str()) != 0) fail("cannot rename into place");
  if (close(std::exchange(descriptor_, -1)) != 0) fail("cannot close");
  // The new name is an entry in the folder, which has to reach the disk too. Where folders cannot
  // be flushed (some network disks), the file is as safe as it can be.
  const Path folder = path_.has_parent_path() ? path_.parent_path() : Path(".");
  const int entries = open(folder.c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC);
  if (entries < 0) return;
  fsync(entries);
  close(entries);
}

std::vector<std::uint8_t> read_file(const Path& path) {
  const MappedFile file(path);
  return {file.bytes().begin(), file.bytes().end()};
}

std::string read_text(const Path& path) {
  const MappedFile file(path);
  return {file.bytes().begin(), file.bytes().end()};
}

void write_file(const Path& path, std::string_view text) {
  AtomicFile file(path);
  file.write(text.data(), text.size());
  file.finish();
}

void create_folder(const Path& path) {
  std::error_code error;
  std::filesystem::create_directories(path, error);
  ALEXNET_CHECK(!error && std::filesystem::is_directory(path), "{}: cannot create the folder: {}",
                path.string(), error ? error.message() : "a file is in its place");
}

}  // namespace alexnet
