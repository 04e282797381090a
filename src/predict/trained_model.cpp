#include "predict/trained_model.h"

#include <algorithm>

#include "data/class_names.h"

namespace alexnet {
namespace {

/// A source of `count` pictures whose labels mean nothing.
ImageSource unlabelled(const TrainedModel& model, std::size_t count,
                       std::function<Image(int)> read) {
  ImageSource source;
  source.name = "the pictures given";
  source.channels = model.network.variant().input.c;
  source.class_names = model.preprocessing.class_names;
  source.labels.assign(count, 0);
  source.read = std::move(read);
  return source;
}

bool are_among(const std::vector<std::string>& names, const std::vector<std::string>& known) {
  return std::all_of(names.begin(), names.end(), [&](const std::string& name) {
    return std::find(known.begin(), known.end(), name) != known.end();
  });
}

/// The data set with its classes in the network's order. It may call them as the one did that the
/// network was trained on, or as the network shows them: by all their names, or by the first.
Dataset in_order_of_classes(const Dataset& data, const Preprocessing& p) {
  if (p.names_in_data.empty()) return data.in_order_of(p.class_names);
  if (!are_among(data.class_names(), p.names_in_data))
    for (const auto& shown : {data.class_names(), shortened(data.class_names())})
      if (are_among(shown, p.class_names)) return data.renamed(shown).in_order_of(p.class_names);
  return data.in_order_of(p.names_in_data).renamed(p.class_names);
}

}  // namespace

TrainedModel TrainedModel::open(const Path& checkpoint, const Placement& placement,
                                int batch_size) {
  const Checkpoint file(checkpoint);
  return {file.network(placement, batch_size), file.preprocessing(), file.state().data};
}

bool TrainedModel::says_where_data_is() const {
  const Path folder = data.data;
  return data.data == "drawn" || folder.is_absolute() || std::filesystem::exists(folder);
}

Dataset TrainedModel::read_pictures(const std::vector<std::string>& paths) const {
  return load(unlabelled(*this, paths.size(), [&](int index) { return read_image(paths[index]); }),
              preprocessing.picture_side);
}

Dataset TrainedModel::with_pictures(std::vector<Image> pictures) const {
  return load(unlabelled(*this, pictures.size(), [&](int index) { return pictures[index]; }),
              preprocessing.picture_side);
}

Dataset TrainedModel::open_split(DataRequest request, Split split,
                                 const LoadProgress& progress) const {
  request.side = preprocessing.picture_side;
  ALEXNET_CHECK(
      request.data != data.data || request.data == "drawn" || std::filesystem::exists(request.data),
      "{}: the data set that the network was trained on is not there; give one with the same "
      "classes (--data)",
      request.data);
  const Dataset opened =
      in_order_of_classes(alexnet::open_split(request, split, progress), preprocessing);
  check_side(opened, preprocessing.picture_side, "the network was trained on");
  return opened;
}

}  // namespace alexnet
