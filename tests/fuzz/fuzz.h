#pragma once
#include <stdlib.h>

#include <cstdint>
#include <fstream>
#include <vector>

#include "core/check.h"
#include "core/file.h"

// What the fuzz targets share. Each is one file with two functions:
//
//     LLVMFuzzerTestOneInput   gives the readers of one format a file with these bytes
//     fuzz_seeds               valid files to begin with
//
// and is linked either with standalone_main.cpp, by any compiler, or with libFuzzer, by clang.
extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size);

namespace alexnet::fuzz {

using Bytes = std::vector<std::uint8_t>;

std::vector<Bytes> fuzz_seeds();

/// How often a reader accepted a file, and how often it threw an Error.
struct Tally {
  std::int64_t accepted = 0, refused = 0;
};
inline Tally tally;

/// Runs a reader on a file that may be damaged. Refusing it with an Error is right; anything else -
/// another exception, a crash - ends the program.
template <class Read>
void attempt(const Read& read) {
  try {
    read();
    ++tally.accepted;
  } catch (const Error&) {
    ++tally.refused;
  }
}

/// This process's own folder, removed when the program ends normally. After a crash it stays, with
/// the file that the reader did not survive in it.
inline const Path& work_folder() {
  struct Folder {
    Folder() {
      const Path memory = "/dev/shm";  // where it exists, many times faster than a disk
      const Path parent =
          std::filesystem::is_directory(memory) ? memory : std::filesystem::temp_directory_path();
      std::string name = (parent / "alexnet-fuzz-XXXXXX").string();
      ALEXNET_CHECK(mkdtemp(name.data()) != nullptr, "{}: cannot create the folder", name);
      path = name;
    }
    ~Folder() {
      std::error_code ignored;
      std::filesystem::remove_all(path, ignored);
    }
    Path path;
  };
  static const Folder folder;
  return folder.path;
}

/// Writes a file into that folder, or a folder below it. Not write_file(): that waits for the disk.
inline Path put(const std::string& name, const std::uint8_t* data, std::size_t size) {
  const Path path = work_folder() / name;
  std::ofstream file(path, std::ios::binary);
  if (!file) {
    create_folder(path.parent_path());
    file.open(path, std::ios::binary);
  }
  file.write(reinterpret_cast<const char*>(data), std::streamsize(size));
  file.close();
  ALEXNET_CHECK(bool(file), "{}: cannot write", path.string());
  return path;
}
inline Path put(const std::string& name, const Bytes& bytes) {
  return put(name, bytes.data(), bytes.size());
}

}  // namespace alexnet::fuzz
