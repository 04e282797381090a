#include <set>

#include "core/rng.h"
#include "data/drawn/drawn.h"
#include "data/gzip.h"
#include "data/open_data.h"
#include "support/log_lines.h"
#include "support/pictures.h"

using namespace alexnet;
using namespace alexnet::test;

namespace {

/// folder/<class>/<name>.png for each name.
void write_class(const Path& folder, const std::string& name, std::uint8_t grey,
                 const std::vector<std::string>& files) {
  create_folder(folder / name);
  for (const std::string& file : files)
    write_png(folder / name / file, flat_image(5, 4, grey, grey, grey));
}

constexpr std::size_t kCifarRecord = 3073;

/// CIFAR files of `records` pictures each; picture i of a file has label i and red value 10 * i.
void write_cifar(const Path& folder, int records) {
  std::vector<std::uint8_t> bytes(kCifarRecord * std::size_t(records), 7);
  for (int i = 0; i < records; ++i) {
    bytes[i * kCifarRecord] = std::uint8_t(i);
    std::fill_n(&bytes[i * kCifarRecord + 1], 1024, std::uint8_t(10 * i));
  }
  for (const char* file : {"data_batch_1.bin", "data_batch_2.bin", "data_batch_3.bin",
                           "data_batch_4.bin", "data_batch_5.bin", "test_batch.bin"})
    write_bytes(folder / file, bytes);
}

std::vector<std::uint8_t> idx(std::vector<std::uint32_t> extents,
                              const std::vector<std::uint8_t>& data) {
  std::vector<std::uint8_t> bytes = {0, 0, 8, std::uint8_t(extents.size())};
  for (std::uint32_t extent : extents)
    for (int shift : {24, 16, 8, 0}) bytes.push_back(std::uint8_t(extent >> shift));
  bytes.insert(bytes.end(), data.begin(), data.end());
  return bytes;
}

void write_mnist(const Path& folder) {
  for (const std::string prefix : {"train", "t10k"}) {
    write_bytes(folder / (prefix + "-images-idx3-ubyte"),
                idx({2, 2, 3}, {1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12}));
    write_bytes(folder / (prefix + "-labels-idx1-ubyte"), idx({2}, {9, 0}));
  }
}

// "hello hello hello", as gzip -9n packs it.
const std::vector<std::uint8_t> kGzip = {0x1f, 0x8b, 0x08, 0x00, 0x00, 0x00, 0x00, 0x00, 0x02, 0x03,
                                         0xcb, 0x48, 0xcd, 0xc9, 0xc9, 0x57, 0xc8, 0x40, 0x90, 0x00,
                                         0x80, 0x88, 0xf9, 0xe5, 0x11, 0x00, 0x00, 0x00};

/// A gzip file that stores these bytes, at most 65535 of them, as they are.
std::vector<std::uint8_t> stored_gzip(const std::vector<std::uint8_t>& bytes) {
  std::uint32_t crc = ~0u;
  for (std::uint8_t byte : bytes) {
    crc ^= byte;
    for (int bit = 0; bit < 8; ++bit) crc = crc & 1 ? 0xEDB88320 ^ (crc >> 1) : crc >> 1;
  }
  const auto size = std::uint16_t(bytes.size());
  std::vector<std::uint8_t> file(kGzip.begin(), kGzip.begin() + 10);  // the header
  const auto put = [&](std::uint32_t number, int count) {  // the least significant byte first
    for (int i = 0; i < count; ++i) file.push_back(std::uint8_t(number >> (8 * i)));
  };
  put(1, 1);  // the last block, stored
  put(size, 2);
  put(std::uint16_t(~size), 2);
  file.insert(file.end(), bytes.begin(), bytes.end());
  put(~crc, 4);
  put(size, 4);
  return file;
}

}  // namespace

TEST_CASE("folder source: a class per folder, in order of names, pictures below it included") {
  const TempFolder folder;
  write_class(folder.path(), "b", 20, {"2.png", "1.png"});
  write_class(folder.path(), "a", 10, {"x.png"});
  write_png(folder / "b" / "0.PNG", flat_image(3, 3, 30, 30, 30));
  write_file(folder / "b" / "notes.txt", "not a picture");
  write_file(folder / "b" / "new.webp", "of a kind that is not read");
  const LogLines log;
  const ImageSource source = folder_source(folder.path());
  CHECK_THAT(log.text(), contains("left out: 2") && contains("b/new.webp"));
  CHECK(source.class_names == std::vector<std::string>{"a", "b"});
  CHECK(source.labels == std::vector<int>{0, 1, 1, 1});
  CHECK(source.read(0).rgb[0] == 10);
  CHECK(source.read(1).rgb[0] == 30);
  CHECK(source.read(2).rgb[0] == 20);
}

TEST_CASE("folder source: what systems leave among files is no class and no picture") {
  const TempFolder folder;
  for (const char* picture :
       {"a/1.png", "a/.2.png", "a/.thumbs/3.png", ".cache/4.png", "__MACOSX/5.png", "b/6.png"}) {
    create_folder((folder / picture).parent_path());
    write_png(folder / picture, Image(4, 4));
  }
  const LogLines log;
  const ImageSource source = folder_source(folder.path());
  CHECK(log.lines.empty());
  CHECK(source.class_names == std::vector<std::string>{"a", "b"});
  CHECK(source.labels == std::vector<int>{0, 1});
}

TEST_CASE("folder source: classes.tsv gives the classes their names") {
  const TempFolder folder;
  write_class(folder / "train", "n01", 10, {"x.png"});
  write_class(folder / "train", "n02", 10, {"x.png"});
  write_file(folder / "classes.tsv", "n02\tgreat auk\nn01\ttench, Tinca tinca\n");
  CHECK(folder_source(folder / "train").class_names ==
        std::vector<std::string>{"tench, Tinca tinca", "great auk"});
  // The same however the folder is written.
  for (const Path& same :
       {folder / "train" / "", folder / "train" / ".", folder / "train" / "n01" / ".."})
    CHECK(folder_source(same).class_names == folder_source(folder / "train").class_names);
}

TEST_CASE("folder source: classes.tsv may come from Windows, and a bad line in it is named") {
  const TempFolder folder;
  write_class(folder.path(), "n01", 10, {"x.png"});
  write_class(folder.path(), "n02", 10, {"x.png"});
  const auto names = [&](const char* tsv) {
    write_file(folder / "classes.tsv", tsv);
    return folder_source(folder.path()).class_names;
  };
  using Names = std::vector<std::string>;
  CHECK(names("n02\tgreat auk\r\nn01\ttench, Tinca tinca\r\n") ==
        Names{"tench, Tinca tinca", "great auk"});
  CHECK(names("n02\tgreat auk\nn03\tof no folder\n") == Names{"n01", "great auk"});
  const std::string path = (folder / "classes.tsv").string();
  CHECK_ERROR(names("n01\ttench\nn02 great auk\n"), path + ":2", "'class<TAB>name'",
              "'n02 great auk'");
  CHECK_ERROR(names("n01\t\r\nn02\tgreat auk\r\n"), path + ":1", "missing");
  CHECK_ERROR(names("tench\ngreat auk\n"), path, "'folder<TAB>class name'", "names alone");
}

TEST_CASE("folder source: a class name that is not UTF-8 is refused, since it could not be saved") {
  const TempFolder folder;
  write_class(folder.path(), "dog", 10, {"x.png"});
  write_class(folder.path(), "caf\xc3\xa9", 10, {"x.png"});  // e with an acute accent
  CHECK(folder_source(folder.path()).class_names[0] == "caf\xc3\xa9");
  write_class(folder.path(), "caf\xe9", 10, {"x.png"});  // the same in Latin-1
  CHECK_ERROR(folder_source(folder.path()), "caf\xe9: the name of the class", "not UTF-8",
              "rename the folder");
  write_file(folder / "classes.tsv", "caf\xe9\tcafe\n");
  CHECK(folder_source(folder.path()).class_names[1] == "cafe");
}

TEST_CASE("folder source: folders without classes or pictures are refused") {
  const TempFolder folder;
  CHECK_ERROR(folder_source(folder.path()), folder.path().c_str(), "one folder per class");
  write_class(folder.path(), "full", 10, {"x.png"});
  create_folder(folder / "empty");
  CHECK_ERROR(folder_source(folder.path()), "empty", "holds no picture");
  CHECK_ERROR(folder_source(folder / "nowhere"), "nowhere", "cannot list");
}

TEST_CASE("cifar source: reads records of label and planes") {
  const TempFolder folder;
  write_cifar(folder.path(), 3);
  const Splits splits = cifar10_source(folder.path());
  CHECK(splits.train.size() == 15);
  CHECK(splits.val.size() == 3);
  CHECK(splits.train.labels[4] == 1);
  const Image image = splits.train.read(4);
  CHECK(image.width == 32);
  CHECK(image.pixel(31, 31)[0] == 10);
  CHECK(image.pixel(31, 31)[1] == 7);
}

TEST_CASE("cifar source: files that are still packed are unpacked") {
  const TempFolder folder;
  write_cifar(folder.path(), 3);
  const Path file = folder / "data_batch_1.bin";
  const Path packed = file.string() + ".gz";
  write_bytes(packed, stored_gzip(read_file(file)));
  std::filesystem::remove(file);
  CHECK(open_source({.data = folder.path().string()}).train.size() == 15);
  write_bytes(packed, kGzip);
  CHECK_ERROR(cifar10_source(folder.path()), "data_batch_1.bin", "found 17 bytes");
}

TEST_CASE("cifar source: truncated files and labels out of range are refused") {
  const TempFolder folder;
  CHECK_ERROR(cifar10_source(folder.path()), "data_batch_1.bin", "neither this file nor");
  write_cifar(folder.path(), 11);
  CHECK_ERROR(cifar10_source(folder.path()), "record 10", "label 10", "0 ... 9");
  write_cifar(folder.path(), 2);
  write_bytes(folder / "data_batch_2.bin", std::vector<std::uint8_t>(kCifarRecord - 1));
  CHECK_ERROR(cifar10_source(folder.path()), "data_batch_2.bin", "3073", "3072");
  write_bytes(folder / "data_batch_2.bin", {});
  CHECK_ERROR(cifar10_source(folder.path()), "data_batch_2.bin", "found 0");
}

TEST_CASE("mnist source: reads idx files, grey") {
  const TempFolder folder;
  write_mnist(folder.path());
  const Splits splits = mnist_source(folder.path());
  CHECK(splits.train.channels == 1);
  CHECK(splits.train.labels == std::vector<int>{9, 0});
  const Image image = splits.val.read(1);
  CHECK(image.width == 3);
  CHECK(image.height == 2);
  CHECK(image.pixel(2, 1)[0] == 12);
  CHECK(image.pixel(2, 1)[2] == 12);
}

TEST_CASE("mnist source: files that do not fit are refused") {
  const TempFolder folder;
  CHECK_ERROR(mnist_source(folder.path()), "train-images-idx3-ubyte", "neither this file nor");
  const Path images = folder / "train-images-idx3-ubyte",
             labels = folder / "train-labels-idx1-ubyte";
  const auto with = [&](const Path& path, const std::vector<std::uint8_t>& bytes) {
    write_mnist(folder.path());
    write_bytes(path, bytes);
    return [&folder] { return mnist_source(folder.path()); };
  };
  CHECK_ERROR(with(images, {})(), "train-images", "not an idx file");
  CHECK_ERROR(with(images, {0, 0, 8})(), "train-images", "not an idx file");
  CHECK_ERROR(with(images, idx({2}, {1, 2}))(), "train-images", "3 extents");
  CHECK_ERROR(with(images, idx({2, 2, 3}, {1, 2}))(), "train-images", "12", "found 2");
  CHECK_ERROR(with(images, idx({2, 0, 3}, {}))(), "train-images", "extent of 0");
  CHECK_ERROR(with(images, idx({0xffffffff, 2, 3}, {}))(), "train-images", "4294967295");
  CHECK_ERROR(with(images, idx({1 << 24, 1 << 24, 1 << 24}, {}))(), "train-images", "found 0");
  CHECK_ERROR(with(labels, idx({3}, {1, 2, 3}))(), "2 pictures", "3 labels");
  CHECK_ERROR(with(labels, idx({2}, {1, 10}))(), "train-labels", "label 10", "picture 1");
}

TEST_CASE("gzip: unpacks, and notices damage") {
  const TempFolder folder;
  const Path path = folder / "text", packed = folder / "text.gz";
  write_bytes(packed, kGzip);
  const std::vector<std::uint8_t> text = read_plain_or_gzip(path);
  CHECK(std::string(text.begin(), text.end()) == "hello hello hello");

  for (std::size_t i = 0; i < kGzip.size(); ++i) {
    if (i >= 4 && i < 10) continue;  // time, flags and system: they are not checked
    std::vector<std::uint8_t> damaged = kGzip;
    damaged[i] ^= 0x41;
    write_bytes(packed, damaged);
    INFO("byte " << i);
    CHECK_ERROR(read_plain_or_gzip(path), "text.gz");
  }
  for (std::size_t size : {std::size_t{0}, std::size_t{5}, kGzip.size() - 1}) {
    write_bytes(packed, {kGzip.begin(), kGzip.begin() + std::ptrdiff_t(size)});
    CHECK_ERROR(read_plain_or_gzip(path), "text.gz");
  }
  write_file(path, "plain wins");
  CHECK(read_plain_or_gzip(path).size() == 10);
}

TEST_CASE("open_source: recognizes what is there") {
  const TempFolder cifar, mnist, folders, plain;
  write_cifar(cifar.path(), 2);
  write_mnist(mnist.path());
  for (const char* split : {"train", "val"}) {
    write_class(folders / split, "a", 1, {"1.png"});
    write_class(folders / split, "b", 2, {"1.png"});
  }
  std::vector<std::string> names;
  for (int i = 0; i < 10; ++i) names.push_back(std::to_string(i) + ".png");
  write_class(plain.path(), "a", 1, names);
  write_class(plain.path(), "b", 2, names);
  const auto open = [](const Path& path) { return open_source({.data = path.string()}); };
  CHECK(open(cifar.path()).train.size() == 10);
  CHECK(open(mnist.path()).train.channels == 1);
  CHECK(open(folders.path()).val.size() == 2);
  CHECK(open(plain.path()).train.size() == 18);
  CHECK(open(plain.path()).val.size() == 2);
  CHECK(open(plain.path()).val.labels == std::vector<int>{0, 1});
  const Splits drawn = open_source({.data = "drawn", .side = 16, .drawn_train = 3, .drawn_val = 2});
  CHECK(drawn.train.size() == 3);
  CHECK(drawn.train.read(0).width == 16);
  CHECK(drawn.train.read(0).rgb != drawn.val.read(0).rgb);
}

TEST_CASE("open_source: of a plain folder every tenth picture is kept for validation") {
  const TempFolder folder;
  std::vector<std::string> names;
  for (int i = 0; i < 10; ++i) names.push_back(std::to_string(i) + ".png");
  for (int label : {0, 1})  // picture i of class 1 is evenly 100 + i
    for (int i = 0; i < 10; ++i)
      write_class(folder.path(), label ? "b" : "a", 100 * label + i, {names[i]});
  const Splits splits = open_source({.data = folder.path().string()});
  std::set<int> levels;
  for (const ImageSource* part : {&splits.train, &splits.val})
    for (int i = 0; i < part->size(); ++i) {
      const int level = part->read(i).rgb[0];
      CHECK(part->labels[i] == level / 100);
      levels.insert(level);
    }
  CHECK(levels.size() == 20);  // none is in both
}

TEST_CASE("open_source: a training set without a validation set, or of one class, is refused") {
  const TempFolder folder;
  for (const char* name : {"train/cat/1.png", "train/dog/1.png", "one/cat/1.png"}) {
    std::filesystem::create_directories((folder / name).parent_path());
    write_png(folder / name, Image(4, 4));
  }
  CHECK_ERROR(open_source({.data = folder.path().string()}), "no val/");
  for (int i = 2; i < 12; ++i)
    write_png(folder / ("one/cat/" + std::to_string(i) + ".png"), Image(4, 4));
  CHECK_ERROR(open_source({.data = (folder / "one").string()}), "two classes", "cat");
}

TEST_CASE("open_source: to test on, val/ is enough, to learn from it is not") {
  const TempFolder folder;
  for (const char* name : {"a", "b"}) write_class(folder / "val", name, 1, {"1.png", "2.png"});
  write_file(folder / "classes.tsv", "a\tant\nb\tbee\n");
  const DataRequest request{.data = folder.path().string()};
  const ImageSource val = open_source(request, Split::val);
  CHECK(val.size() == 4);
  CHECK(val.class_names == std::vector<std::string>{"ant", "bee"});
  CHECK_ERROR(open_source(request, Split::train), folder.path().c_str(), "no train/");
  CHECK_ERROR(open_source(request), folder.path().c_str(), "no train/");
}

TEST_CASE("open_source: what it cannot use it names") {
  const TempFolder folder;
  CHECK_ERROR(open_source({.data = (folder / "gone").string()}), "gone", "no such data set");
  write_file(folder / "file", "x");
  CHECK_ERROR(open_source({.data = (folder / "file").string()}), "file", "found a file");
}

TEST_CASE("open_source: of a class that is in train/ or val/ only, the name is given") {
  const TempFolder folder;
  for (const char* name : {"ant", "cat", "dog"}) write_class(folder / "train", name, 1, {"1.png"});
  for (const char* name : {"ant", "bee", "dog"}) write_class(folder / "test", name, 1, {"1.png"});
  const auto open = [&] { return open_source({.data = folder.path().string()}); };
  CHECK_ERROR(open(), folder.path().c_str(), "train/ and test/", "different classes (3 and 3)",
              "'cat' is in train/ only", "a folder in both");
  std::filesystem::remove_all(folder / "train/cat");
  CHECK_ERROR(open(), "(2 and 3)", "'bee' is in test/ only");
  std::filesystem::remove_all(folder / "test/bee");
  CHECK(open().val.class_names == std::vector<std::string>{"ant", "dog"});
  write_file(folder / "train/classes.tsv", "ant\tdog\ndog\tant\n");
  CHECK_ERROR(open(), "train/ and test/", "number them differently");
  write_file(folder / "train/classes.tsv", "ant\tdog\n");  // two dogs, and no ant
  CHECK_ERROR(open(), "(2 and 2)", "'ant' is in test/ only");
}

TEST_CASE("open_source: a folder that is packed already is said to be") {
  const TempFolder folder;
  pack(random_source(4, 2, 8), 8, packed_train(folder.path()));
  pack(random_source(4, 2, 8), 8, packed_val(folder.path()));
  const auto open = [&] { return open_source({.data = folder.path().string()}); };
  CHECK_ERROR(open(), folder.path().c_str(), "packed already", "alexnet train --data",
              "another size");
  // Beside the class folders that it was packed from, it may be packed again.
  for (const char* name : {"a", "b"})
    write_class(folder.path(), name, 1, {"1.png", "2.png", "3.png", "4.png", "5.png"});
  CHECK(open().train.size() == 9);
}

TEST_CASE("folder source: pictures in folders within a class folder are that class's") {
  const TempFolder folder;
  write_class(folder.path(), "a", 10, {"1.png"});
  write_class(folder / "a", "images", 20, {"2.png"});  // as in tiny-imagenet
  write_class(folder.path(), "b", 30, {"1.png"});
  const ImageSource source = folder_source(folder.path());
  CHECK(source.labels == std::vector<int>{0, 0, 1});
  CHECK(source.read(1).rgb[0] == 20);
}

TEST_CASE("folder source: a classes.tsv beside the class folders goes before one above them") {
  const TempFolder folder;
  write_class(folder / "train", "n01", 10, {"x.png"});
  write_class(folder / "train", "n02", 10, {"x.png"});
  write_file(folder / "classes.tsv", "n01\ttench\nn02\tgreat auk\n");
  write_file(folder / "train" / "classes.tsv", "n01\tcat\nn03\tof no folder\n");
  CHECK(folder_source(folder / "train").class_names == std::vector<std::string>{"cat", "n02"});
}

TEST_CASE("folder source: a classes.tsv above is that of splits, not of any folder") {
  const TempFolder folder;
  for (const char* name : {"val", "photos"}) write_class(folder / name, "n01", 10, {"x.png"});
  write_file(folder / "classes.tsv", "n01\ttench\n");
  CHECK(folder_source(folder / "val").class_names == std::vector<std::string>{"tench"});
  CHECK(folder_source(folder / "val/").class_names == std::vector<std::string>{"tench"});
  CHECK(folder_source(folder / "photos").class_names == std::vector<std::string>{"n01"});
}

TEST_CASE(
    "cifar source: planes are red, green, blue, row by row, and the last file is for validation") {
  const TempFolder folder;
  write_cifar(folder.path(), 3);
  std::vector<std::uint8_t> record(kCifarRecord);
  record[0] = 7;
  for (int c = 0; c < 3; ++c)
    record[std::size_t(1 + 1024 * c + 32 * 5 + 9)] = std::uint8_t(100 + c);
  write_bytes(folder / "test_batch.bin", record);
  const Splits splits = cifar10_source(folder.path());
  CHECK(splits.train.size() == 15);
  CHECK(splits.val.labels == std::vector<int>{7});
  const Image image = splits.val.read(0);
  for (int c = 0; c < 3; ++c) CHECK(image.pixel(9, 5)[c] == 100 + c);
  CHECK(std::count(image.rgb.begin(), image.rgb.end(), 0) == 3 * 1024 - 3);
}

TEST_CASE("mnist source: rows are rows, and the files called t10k are for validation") {
  const TempFolder folder;
  write_mnist(folder.path());
  write_bytes(folder / "t10k-images-idx3-ubyte", idx({1, 2, 3}, {21, 22, 23, 24, 25, 26}));
  write_bytes(folder / "t10k-labels-idx1-ubyte", idx({1}, {5}));
  const Splits splits = mnist_source(folder.path());
  CHECK(splits.train.size() == 2);
  CHECK(splits.val.labels == std::vector<int>{5});
  CHECK(splits.val.read(0).pixel(1, 0)[0] == 22);
  CHECK(splits.val.read(0).pixel(0, 1)[0] == 24);
}

TEST_CASE("gzip: a header may hold more: an extra field, names, a checksum") {
  const TempFolder folder;
  const Path packed = folder / "text.gz";
  const std::vector<std::uint8_t> extra = {3, 0, 'a', 0, 'b'}, name = {'t', 'x', 't', 0},
                                  comment = {'?', 0}, checksum = {1, 2};
  for (int flags = 0; flags < 32; flags += 2) {
    INFO("flags " << flags);
    std::vector<std::uint8_t> file(kGzip.begin(), kGzip.begin() + 10);
    file[3] = std::uint8_t(flags);
    const auto add = [&](int flag, const std::vector<std::uint8_t>& field) {
      if (flags & flag) file.insert(file.end(), field.begin(), field.end());
    };
    add(4, extra);
    add(8, name);
    add(16, comment);
    add(2, checksum);
    file.insert(file.end(), kGzip.begin() + 10, kGzip.end());
    write_bytes(packed, file);
    const std::vector<std::uint8_t> text = read_plain_or_gzip(folder / "text");
    CHECK(std::string(text.begin(), text.end()) == "hello hello hello");
  }
}

TEST_CASE("drawn source: each picture shows its class, and no picture is in both parts") {
  const int classes = int(drawn_class_names().size());
  const Splits drawn = drawn_source(8 * classes, 2 * classes, 8, /*seed=*/3);
  for (const int i : {0, 1, classes + 4})
    CHECK(drawn.train.read(i).rgb ==
          draw_image(drawn.train.labels[std::size_t(i)], 8, 3, std::uint64_t(i)).rgb);
  std::set<std::vector<std::uint8_t>> seen;
  for (int i = 0; i < drawn.train.size(); ++i) seen.insert(drawn.train.read(i).rgb);
  CHECK(int(seen.size()) == drawn.train.size());
  for (int i = 0; i < drawn.val.size(); ++i) CHECK(!seen.count(drawn.val.read(i).rgb));
}

TEST_CASE("data request: a data set has a whole path, drawn pictures have none") {
  CHECK(absolute_data_path("drawn") == "drawn");
  CHECK(absolute_data_path("/data/mnist/") == "/data/mnist");
  CHECK(absolute_data_path("a/../b") == (std::filesystem::current_path() / "b").string());
  const TempFolder folder;  // where ".." is the folder above a link's target
  std::filesystem::create_directories(folder / "large/runs");
  std::filesystem::create_directory_symlink(folder / "large/runs", folder / "runs");
  const Path large = std::filesystem::canonical(folder / "large");
  CHECK(absolute_data_path(folder / "runs/../photos") == (large / "photos").string());
}
