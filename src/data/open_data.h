#pragma once
#include "data/packed.h"
#include "data/sources.h"

namespace alexnet {

/// A data set ready to train on and to test with.
struct TrainingData {
  Dataset train, val;
  Statistics statistics;  ///< of train
};

/// Opens what open_source() knows - every picture is then decoded into memory at request.side - or
/// a folder that `alexnet prepare` packed, which opens at once at the side that it was packed at.
TrainingData open_data(const DataRequest& request, const LoadProgress& progress = {});

enum class Part { train, val };
/// Opens only one part: the other is not decoded. (For CIFAR-10 and MNIST the files of both are
/// read; they are small.)
Dataset open_part(const DataRequest& request, Part part, const LoadProgress& progress = {});

/// The two files of a packed folder.
Path packed_train(const Path& folder);
Path packed_val(const Path& folder);

}  // namespace alexnet
