#include "predict/trained_model.h"

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
  const Preprocessing& p = preprocessing;
  Dataset opened = alexnet::open_split(request, split, progress);
  opened = p.names_in_data.empty() ? opened.in_order_of(p.class_names)
                                   : opened.in_order_of(p.names_in_data).renamed(p.class_names);
  check_side(opened, preprocessing.picture_side, "the network was trained on");
  return opened;
}

}  // namespace alexnet
