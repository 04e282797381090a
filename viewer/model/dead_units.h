#pragma once
#include "core/tensor.h"
#include "viewer/model/snapshot.h"

namespace alexnet::viewer {

/// How many units, and how many whole maps, are exactly 0 for every picture of the batch. A unit
/// behind a ReLU that is 0 for all pictures gets no gradient from any of them: it may never learn
/// again.
DeadCount count_dead(ConstTensorView outputs);

}  // namespace alexnet::viewer
