#pragma once
#include <functional>

#include "data/dataset.h"
#include "data/preprocessing.h"
#include "model/network.h"
#include "predict/error_counts.h"

namespace alexnet {

/// Which views of a picture are averaged. Paper: section 4.1.
enum class Views { centre, ten };

/// Class probabilities of pictures, averaged over the views: (indices.size(), classes).
/// Errors: pictures that do not fit the network, or of another size than the preprocessing's.
Tensor predict(Network& network, const Dataset& data, const Preprocessing& preprocessing,
               std::span<const int> indices, Views views);

/// Predicts every picture of the data set. Calls progress(done) after each batch (GPUs may be two
/// batches behind); if it throws, that ends the evaluation. For centre views, GPUs do all the work,
/// from the stored bytes to the counts; for ten, the CPU cuts them out and averages.
/// Errors: a number of classes other than the network's.
Evaluation evaluate(Network& network, const Dataset& data, const Preprocessing& preprocessing,
                    Views views, const std::function<void(int done)>& progress = {});

}  // namespace alexnet
