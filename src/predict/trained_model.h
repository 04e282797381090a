#pragma once
#include "data/open_data.h"
#include "model/network.h"
#include "predict/checkpoint.h"

namespace alexnet {

/// A network that was trained before, ready to predict, with what lies around it.
struct TrainedModel {
  Network network;
  Preprocessing preprocessing;
  DataRequest data;  ///< what it was trained on

  /// Opens a checkpoint for batches of up to `batch_size` pictures.
  /// Errors: no checkpoint; damaged; a device that is absent.
  static TrainedModel open(const Path& checkpoint, const Placement& placement, int batch_size);

  /// False of a network that was given away (save_slim_checkpoint()) and whose data are not here:
  /// it knows their name only.
  bool says_where_data_is() const;
  /// The pictures of these files, as the network's data set; their labels mean nothing.
  Dataset read_pictures(const std::vector<std::string>& paths) const;
  /// The same of pictures that are in memory.
  Dataset with_pictures(std::vector<Image> pictures) const;
  /// A part of that data set, as the network wants it: its classes, its size of pictures.
  /// Errors: it is not there (any more); other classes, pictures of another size.
  Dataset open_part(DataRequest request, Part part, const LoadProgress& progress = {}) const;
};

}  // namespace alexnet
