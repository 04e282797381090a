#include "train/trained_model.h"

namespace alexnet {

TrainedModel TrainedModel::open(const Path& checkpoint, const Placement& placement,
                                int batch_size) {
  const Checkpoint file(checkpoint);
  TrainedModel model{Network(file.variant(), placement, batch_size), file.preprocessing(),
                     file.state().data};
  file.read_parameters(model.network);
  return model;
}

Dataset TrainedModel::read_pictures(const std::vector<std::string>& paths) const {
  ImageSource source;
  source.name = "the pictures given";
  source.channels = network.variant().input.c;
  source.class_names = preprocessing.class_names;
  source.labels.assign(paths.size(), 0);
  source.read = [&](int index) { return read_image(paths[index]); };
  return load(source, preprocessing.picture_side);
}

Dataset TrainedModel::open_part(DataRequest request, Part part) const {
  request.side = preprocessing.picture_side;
  const Dataset opened = alexnet::open_part(request, part).in_order_of(preprocessing.class_names);
  check_side(opened, preprocessing.picture_side, "the network was trained on");
  return opened;
}

void check_side(const Dataset& data, int side, const char* whose) {
  ALEXNET_CHECK(data.side() == side,
                "{}: its pictures are {} x {}, but those that {} are {} x {}; pack them anew with "
                "alexnet prepare --side {}",
                data.name(), data.side(), data.side(), whose, side, side, side);
}

}  // namespace alexnet
