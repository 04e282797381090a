#pragma once
#include "data/open_data.h"
#include "model/network.h"
#include "predict/checkpoint.h"

namespace alexnet {

/// A trained network, ready to predict, with its preprocessing and where its data are.
struct TrainedModel {
  Network network;
  Preprocessing preprocessing;
  DataRequest data;  ///< what it was trained on

  /// Opens a checkpoint for batches of up to `batch_size` pictures.
  /// Errors: not a checkpoint; damaged; a device that is absent.
  static TrainedModel open(const Path& checkpoint, const Placement& placement, int batch_size);

  /// False for a network that was shared (save_slim_checkpoint()) and whose data are not here: it
  /// knows only their name.
  bool says_where_data_is() const;
  /// The pictures in these files, as a data set for the network; their labels mean nothing.
  Dataset read_pictures(const std::vector<std::string>& paths) const;
  /// The same for pictures that are in memory.
  Dataset with_pictures(std::vector<Image> pictures) const;
  /// One split of the data set asked for, as the network wants it: its order of classes, its
  /// picture size. Errors: it is not there (any more); other classes, pictures of another size.
  Dataset open_split(DataRequest request, Split split, const LoadProgress& progress = {}) const;
};

}  // namespace alexnet
