#pragma once
#include "data/packed.h"
#include "data/sources.h"
#include "data/split.h"

namespace alexnet {

/// A data set ready to train on and to test with.
struct TrainingData {
  Dataset train, val;
  Statistics statistics;  ///< of train
};

/// Opens what open_source() knows - every picture is then decoded into memory at request.side - or
/// a folder that `alexnet prepare` packed, which opens at once at the side that it was packed at.
/// Errors: those of open_source(), load() and open_packed(); two packed files that do not belong
/// together.
TrainingData open_data(const DataRequest& request, const LoadProgress& progress = {});

/// Opens only one split: the other is not decoded, and for val need not be there. (For CIFAR-10 and
/// MNIST the files of both are read; they are small.)
Dataset open_split(const DataRequest& request, Split split, const LoadProgress& progress = {});

}  // namespace alexnet
