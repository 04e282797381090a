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

/// Predicts every picture of the data set. Calls progress(done) after each batch (GPUs may still be
/// working on the last two); if it throws, that ends the evaluation. If all towers are on GPUs,
/// they do everything for centre views, from the stored bytes to the counts, as long as batches are
/// full; their memory holds two batches of stored pictures more for that time. The pictures left
/// over, and ten views, are preprocessed and counted by the CPU.
/// Errors: a number of classes other than the network's; those of predict().
Evaluation evaluate(Network& network, const Dataset& data, const Preprocessing& preprocessing,
                    Views views, const std::function<void(int done)>& progress = {});

}  // namespace alexnet
