#include "data/class_names.h"

#include "support/pictures.h"

using namespace alexnet;
using namespace alexnet::test;

namespace {

using Names = std::vector<std::string>;

Preprocessing with_classes(Names names) {
  Preprocessing p;
  p.class_names = std::move(names);
  return p;
}

}  // namespace

TEST_CASE("class names: a line per class, alone or behind the data set's own name") {
  const TempFolder folder;
  const auto read = [&](const char* text) {
    write_file(folder / "names", text);
    return read_class_names(folder / "names");
  };
  CHECK(read("cat\ndog\n").names == Names{"cat", "dog"});
  CHECK(read("cat\r\ndog").names == Names{"cat", "dog"});
  CHECK(read("\xef\xbb\xbf"
             "c1\tcat\r\nd2\tdog\r\n")
            .in_data == Names{"c1", "d2"});
  CHECK(read("cat\ndog\n").in_data.empty());
  const ClassNames tabs = read("c1\tcat, house cat\nd 2\tdog\n");
  CHECK(tabs.names == Names{"cat", "dog"});
  CHECK(tabs.in_data == Names{"c1", "d 2"});
  const ClassNames numbers = read("n01440764 tench, Tinca tinca\nn01443537 goldfish\n");
  CHECK(numbers.names == Names{"tench", "goldfish"});
  CHECK(numbers.in_data == Names{"n01440764", "n01443537"});
  CHECK(read("n0144076 tench\n").names == Names{"n0144076 tench"});  // seven digits are a name
}

TEST_CASE("class names: where the first of several names is another class's too, all are kept") {
  const TempFolder folder;
  write_file(folder / "names", "maillot\nmaillot, tank suit\ncrane, bird\n");
  CHECK(read_class_names(folder / "names").names ==
        Names{"maillot", "maillot, tank suit", "crane"});
}

TEST_CASE("class names: lines that make no sense are refused with their number") {
  const TempFolder folder;
  const Path path = folder / "names";
  const auto with = [&](const char* text) {
    write_file(path, text);
    return read_class_names(path);
  };
  CHECK_ERROR(with(""), path.c_str(), "found none");
  CHECK_ERROR(with("cat\n\ndog\n"), ":2", "missing");
  CHECK_ERROR(with("c\tcat\ndog\n"), ":2", "'dog'", "TAB");
  CHECK_ERROR(with("cat\nd\tdog\n"), ":2", "a name alone");
  CHECK_ERROR(with("c\t \n"), ":1", "missing");
  CHECK_ERROR(with("cat\nb\xe4r\n"), ":2", "not UTF-8");
  write_file(path, std::string("cat\0\n", 5));  // as in a picture, or in UTF-16
  CHECK_ERROR(read_class_names(path), path.c_str(), "UTF-8", "zero bytes");
  CHECK_ERROR(read_class_names(folder / "gone"), "gone");
}

TEST_CASE("class names: a network's classes are named by the data set's names, or in order") {
  const TempFolder folder;
  const Path path = folder / "names";
  write_file(path, "x\textra\nd\tdog\nc\tcat\n");
  Preprocessing p = with_classes({"c", "d"});
  rename_classes(p, path);
  CHECK(p.class_names == Names{"cat", "dog"});
  CHECK(p.names_in_data == Names{"c", "d"});
  write_file(path, "c\tKatze\nd\tHund\n");
  rename_classes(p, path);  // a second time
  CHECK(p.class_names == Names{"Katze", "Hund"});
  CHECK(p.names_in_data == Names{"c", "d"});
  write_file(path, "chat\nchien\n");
  rename_classes(p, path);
  CHECK(p.class_names == Names{"chat", "chien"});
  CHECK(p.names_in_data == Names{"c", "d"});

  p = with_classes({"class 0", "class 1"});
  write_file(path, "n01440764 tench\nn01443537 goldfish\n");
  rename_classes(p, path);
  CHECK(p.class_names == Names{"tench", "goldfish"});
  CHECK(p.names_in_data == Names{"n01440764", "n01443537"});

  p = with_classes(unnamed_classes(2));
  write_file(path, "cat\ndog\n");
  rename_classes(p, path);
  CHECK(p.names_in_data.empty());  // a data set will have these names

  p = with_classes({"dog, Canis", "cat"});  // a data set that was packed with whole names
  write_file(path, "c\tcat\nd\tdog, Canis\n");
  rename_classes(p, path);
  CHECK(p.class_names == Names{"dog", "cat"});
  CHECK(p.names_in_data == Names{"dog, Canis", "cat"});

  p = with_classes({"x", "y"});  // named, but unknown to the file
  rename_classes(p, path);
  CHECK(p.class_names == Names{"cat", "dog"});
  CHECK(p.names_in_data == Names{"x", "y"});

  p = with_classes({"ant", "dog"});  // each named like the other
  write_file(path, "ant\tdog\ndog\tant\n");
  rename_classes(p, path);
  CHECK(p.class_names == Names{"dog", "ant"});
  write_file(path, "c\tcat\nd\tdog\nc\tcow\n");
  CHECK_ERROR(rename_classes(p, path), path.string() + ":3", "class 'c' has a line already");

  p = with_classes({"c", "d"});
  write_file(path, "c\tcat\n");
  CHECK_ERROR(rename_classes(p, path), path.c_str(), "'d'");
  write_file(path, "cat\n");
  CHECK_ERROR(rename_classes(p, path), "expected 2 lines", "found 1");
}
