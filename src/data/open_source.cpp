#include <filesystem>

#include "core/check.h"
#include "data/drawn/drawn.h"
#include "data/sources.h"

namespace alexnet {
namespace {

namespace fs = std::filesystem;

bool has(const Path& folder, const char* file) {
  return fs::exists(folder / file) || fs::exists(folder / (std::string(file) + ".gz"));
}

/// The pictures of `source` at those positions.
ImageSource subset(const ImageSource& source, const std::vector<int>& positions) {
  ImageSource part = source;
  part.labels.clear();
  for (int position : positions) part.labels.push_back(source.labels[position]);
  part.read = [read = source.read, positions](int index) { return read(positions[index]); };
  return part;
}

/// Every tenth picture is for validation.
Splits split(const ImageSource& source) {
  std::vector<int> train, val;
  for (int i = 0; i < source.size(); ++i) (i % 10 == 9 ? val : train).push_back(i);
  ALEXNET_CHECK(!val.empty(), "{}: {} pictures are too few to train and to validate on",
                source.name, source.size());
  return {subset(source, train), subset(source, val)};
}

}  // namespace

Splits drawn_source(int train_size, int val_size, int side, std::uint64_t seed) {
  const auto make = [&](const char* name, int size, std::uint64_t first) {
    const int classes = int(drawn_class_names().size());
    ImageSource source;
    source.name = name;
    source.class_names.assign(drawn_class_names().begin(), drawn_class_names().end());
    for (int i = 0; i < size; ++i) source.labels.push_back(i % classes);
    source.read = [=](int index) {
      return draw_image(index % classes, side, seed, first + std::uint64_t(index));
    };
    return source;
  };
  constexpr std::uint64_t kUnseen = std::uint64_t{1} << 32;  // far from any training picture
  return {make("drawn pictures", train_size, 0), make("drawn pictures", val_size, kUnseen)};
}

namespace {

Splits find_source(const DataRequest& request) {
  if (request.data == "drawn")
    return drawn_source(request.drawn_train, request.drawn_val, request.side, request.seed);
  const Path path = request.data;
  ALEXNET_CHECK(
      fs::exists(path),
      "{}: there is no such data set; expected 'drawn', or a folder of classes, of train/ "
      "and val/, of CIFAR-10, of MNIST, or written by `alexnet prepare`",
      path.string());
  ALEXNET_CHECK(fs::is_directory(path), "{}: expected the folder of a data set, found a file",
                path.string());
  if (has(path, "data_batch_1.bin")) return cifar10_source(path);
  if (has(path, "train-images-idx3-ubyte")) return mnist_source(path);
  if (fs::is_directory(path / "train")) {
    for (const char* val : {"val", "test", "validation"})
      if (fs::is_directory(path / val)) {
        Splits splits{folder_source(path / "train"), folder_source(path / val)};
        ALEXNET_CHECK(splits.train.class_names == splits.val.class_names,
                      "{}: train/ and {}/ hold different classes ({} and {})", path.string(), val,
                      splits.train.class_names.size(), splits.val.class_names.size());
        return splits;
      }
    throw_error("{}: has train/ but no val/, test/ or validation/ beside it", path.string());
  }
  return split(folder_source(path));
}

/// A data set of one class cannot be learned from: whatever one says is right.
Splits checked(Splits splits, const std::string& name) {
  ALEXNET_CHECK(splits.train.class_names.size() >= 2,
                "{}: expected a folder for each of two classes or more, found one: {}", name,
                splits.train.class_names.empty() ? "" : splits.train.class_names[0]);
  return splits;
}

}  // namespace

Splits open_source(const DataRequest& request) {
  return checked(find_source(request), request.data);
}

}  // namespace alexnet
