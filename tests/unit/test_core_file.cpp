#include "core/file.h"

#include <signal.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <unistd.h>

#include "support/temp_folder.h"

using namespace alexnet;
using namespace alexnet::test;

namespace {

/// Until the end of the block no file grows beyond that: writing stops halfway, as on a full disk.
class FileSizeLimit {
 public:
  explicit FileSizeLimit(rlim_t size_bytes) {
    getrlimit(RLIMIT_FSIZE, &limit_before_);
    handler_before_ = signal(SIGXFSZ, SIG_IGN);
    const rlimit limit{size_bytes, limit_before_.rlim_max};
    setrlimit(RLIMIT_FSIZE, &limit);
  }
  ~FileSizeLimit() {
    setrlimit(RLIMIT_FSIZE, &limit_before_);
    signal(SIGXFSZ, handler_before_);
  }

 private:
  rlimit limit_before_{};
  void (*handler_before_)(int);
};

}  // namespace

TEST_CASE("file: what is written is read, and nothing else is left in the folder") {
  const TempFolder folder;
  write_file(folder / "a.txt", "one");
  CHECK(read_text(folder / "a.txt") == "one");
  write_file(folder / "a.txt", "and two");  // in place of the first
  CHECK(read_text(folder / "a.txt") == "and two");
  write_file(folder / "empty.txt", "");
  CHECK(read_text(folder / "empty.txt").empty());
  CHECK(folder.entries() == 2);
}

TEST_CASE("file: large contents survive") {
  const TempFolder folder;
  std::string text(3'000'001, ' ');
  for (std::size_t i = 0; i < text.size(); ++i) text[i] = char(i * 31 % 251);
  write_file(folder / "large", text);
  CHECK(read_text(folder / "large") == text);
}

TEST_CASE("file: parts may be written at their places in any order") {
  const TempFolder folder;
  AtomicFile file(folder / "a.txt");
  file.write("0123456789", 10);
  file.write_at(6, "ab", 2);
  file.write_at(2, "cd", 2);
  file.write("ef", 2);  // continues from there
  file.finish();
  CHECK(read_text(folder / "a.txt") == "01cdefab89");
}

TEST_CASE("file: a file that is not finished leaves what was there before") {
  const TempFolder folder;
  write_file(folder / "a.txt", "old");
  {
    AtomicFile file(folder / "a.txt");
    file.write("new", 3);
    CHECK(read_text(folder / "a.txt") == "old");  // not before finish()
  }
  CHECK(read_text(folder / "a.txt") == "old");
  CHECK(folder.entries() == 1);
  { AtomicFile never(folder / "b.txt"); }
  CHECK(folder.entries() == 1);
}

TEST_CASE("file: two writers of one file do not mix their bytes") {
  const TempFolder folder;
  {
    AtomicFile first(folder / "a.txt");
    first.write("first", 5);
    CHECK_ERROR(AtomicFile(folder / "a.txt"), (folder / "a.txt").c_str(), "another program");
    first.finish();
  }
  CHECK(read_text(folder / "a.txt") == "first");
  write_file(folder / "a.txt.partial", "left by a program that was killed");
  write_file(folder / "a.txt", "second");
  CHECK(read_text(folder / "a.txt") == "second");
}

TEST_CASE("file: when the disk is full the old file stays whole and one line says so") {
  const TempFolder folder;
  write_file(folder / "a.txt", "old");
  const std::string large(1 << 20, 'x');
  std::string message = "no error";
  {
    const FileSizeLimit limit(4096);
    try {
      write_file(folder / "a.txt", large);
    } catch (const Error& error) {
      message = error.what();
    }
  }
  CHECK_THAT(message, contains((folder / "a.txt").string() + ": cannot write: "));
  CHECK(message.find('\n') == std::string::npos);
  CHECK(read_text(folder / "a.txt") == "old");
  CHECK(folder.entries() == 1);
}

TEST_CASE("file: a folder that does not exist is named") {
  const TempFolder folder;
  CHECK_ERROR(write_file(folder / "nowhere/a.txt", "text"), folder / "nowhere/a.txt",
              "cannot create", "No such file");
  write_file(folder / "file", "text");
  CHECK_ERROR(write_file(folder / "file/a.txt", "text"), folder / "file/a.txt", "Not a directory");
}

TEST_CASE("file: a folder in the place of the file stays, and no part of the file does") {
  const TempFolder folder;
  create_folder(folder / "a.txt");
  CHECK_ERROR(write_file(folder / "a.txt", "text"), folder / "a.txt", "not a regular file");
  CHECK(std::filesystem::is_directory(folder / "a.txt"));
  CHECK(folder.entries() == 1);
}

TEST_CASE("file: what cannot be read is named") {
  const TempFolder folder;
  CHECK_ERROR(read_file(folder / "missing"), folder / "missing", "cannot open", "No such file");
  CHECK_ERROR(read_file(folder.path()), folder.path(), "expected a file", "folder");
  REQUIRE(mkfifo((folder / "pipe").c_str(), 0600) == 0);
  CHECK_ERROR(read_file(folder / "pipe"), folder / "pipe", "expected a file");
}

TEST_CASE("file: a folder that may not be written to is named") {
  if (geteuid() == 0) SKIP_TEST("root may write to any folder");
  const TempFolder folder;
  std::filesystem::permissions(folder.path(), std::filesystem::perms(0500));
  CHECK_ERROR(write_file(folder / "a.txt", "text"), folder / "a.txt", "Permission denied");
  std::filesystem::permissions(folder.path(), std::filesystem::perms(0700));
}

TEST_CASE("file: a file that may not be read is named") {
  if (geteuid() == 0) SKIP_TEST("root may read any file");
  const TempFolder folder;
  write_file(folder / "secret", "text");
  std::filesystem::permissions(folder / "secret", std::filesystem::perms(0));
  CHECK_ERROR(read_file(folder / "secret"), folder / "secret", "Permission denied");
}

TEST_CASE("file: a mapped file can be moved, and is unmapped once") {
  const TempFolder folder;
  write_file(folder / "a.txt", "text");
  MappedFile one(folder / "a.txt");
  const std::uint8_t* bytes = one.bytes().data();
  MappedFile other(std::move(one));
  CHECK(other.bytes().data() == bytes);
  CHECK(other.bytes().size() == 4);
  MappedFile third;
  CHECK(third.bytes().empty());
  third = std::move(other);
  CHECK(third.bytes().data() == bytes);
}

TEST_CASE("file: a mapped file goes on to show what it was when a new one takes its place") {
  const TempFolder folder;
  write_file(folder / "a.txt", "old");
  const MappedFile old(folder / "a.txt");
  write_file(folder / "a.txt", "new");
  CHECK(std::string(old.bytes().begin(), old.bytes().end()) == "old");
  CHECK(read_text(folder / "a.txt") == "new");
}

TEST_CASE("file: folders are created with those above them") {
  const TempFolder folder;
  create_folder(folder / "a/b/c");
  CHECK(std::filesystem::is_directory(folder / "a/b/c"));
  create_folder(folder / "a/b/c");  // again: nothing to do
  write_file(folder / "file", "text");
  CHECK_ERROR(create_folder(folder / "file"), folder / "file", "cannot create the folder");
  CHECK_ERROR(create_folder(folder / "file/below"), folder / "file/below",
              "cannot create the folder");
}
