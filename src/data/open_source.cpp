#include <algorithm>
#include <filesystem>
#include <optional>

#include "core/check.h"
#include "data/packed.h"
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

/// The first of these names that is not among the others.
std::optional<std::string> first_without(const std::vector<std::string>& names,
                                         const std::vector<std::string>& others) {
  for (const std::string& name : names)
    if (std::find(others.begin(), others.end(), name) == others.end()) return name;
  return {};
}

/// Checks that both parts have the same classes, numbered alike. `val`: the second folder's name.
void check_same_classes(const Splits& splits, const Path& folder, const std::string& val) {
  const auto &in_train = splits.train.class_names, &in_val = splits.val.class_names;
  if (in_train == in_val) return;
  const auto only_train = first_without(in_train, in_val);
  const auto only_val = first_without(in_val, in_train);
  ALEXNET_CHECK(only_train || only_val,
                "{}: train/ and {}/ hold the same classes but number them differently; name their "
                "folders alike",
                folder.string(), val);
  throw_error(
      "{}: train/ and {}/ hold different classes ({} and {}): '{}' is in {}/ only; give it a "
      "folder in both",
      folder.string(), val, in_train.size(), in_val.size(), only_train ? *only_train : *only_val,
      only_train ? "train" : val);
}

/// Whether the folder holds packed pictures and no folders. If the folders that they come from lie
/// beside them, those can be packed again.
bool is_only_packed(const Path& folder) {
  const auto is_folder = [](const fs::directory_entry& entry) { return entry.is_directory(); };
  return fs::exists(packed_train(folder)) &&
         std::none_of(fs::directory_iterator(folder), fs::directory_iterator(), is_folder);
}

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
        check_same_classes(splits, path, val);
        return splits;
      }
    throw_error("{}: has train/ but no val/, test/ or validation/ beside it", path.string());
  }
  ALEXNET_CHECK(!fs::is_directory(path / "val"),
                "{}: has val/ but no train/ beside it to learn from", path.string());
  ALEXNET_CHECK(
      !is_only_packed(path),
      "{}: is packed already and can be used as it is: `alexnet train --data {}`; for pictures of "
      "another size, run `alexnet prepare` on the data set that it was packed from",
      path.string(), path.string());
  return split(folder_source(path));
}

/// A data set with one class cannot be learned from: every answer is right.
Splits checked(Splits splits, const std::string& name) {
  ALEXNET_CHECK(splits.train.class_names.size() >= 2,
                "{}: expected the folders of at least two classes, found only one: {}", name,
                splits.train.class_names.empty() ? "" : splits.train.class_names[0]);
  return splits;
}

}  // namespace

Splits open_source(const DataRequest& request) {
  return checked(find_source(request), request.data);
}

ImageSource open_source(const DataRequest& request, Split split) {
  const Path folder = request.data;
  if (split == Split::val && request.data != "drawn" && fs::is_directory(folder / "val") &&
      !fs::is_directory(folder / "train"))
    return folder_source(folder / "val");
  Splits splits = open_source(request);
  return split == Split::train ? std::move(splits.train) : std::move(splits.val);
}

}  // namespace alexnet
