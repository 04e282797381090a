#pragma once
#include "predict/trained_model.h"
#include "viewer/model/snapshot.h"

namespace alexnet::viewer {

/// What the panels know about a network, but for its checkpoint's part: source, epoch, classes,
/// data and batch size.
NetworkFacts facts_of(const Network& network);
/// And about one that was opened from that checkpoint.
std::shared_ptr<const NetworkFacts> facts_of(const TrainedModel& model, const Path& checkpoint);

/// The megabytes that a copy between the towers moves in a training step of `pictures` pictures:
/// the maps to the other tower and their gradients back.
double exchanged_mb(const NodeFacts& copy, int pictures);

/// The layer that these filters belong to: those of "conv2a" and "conv2b" are "conv2".
std::string layer_of(const ConvFilters& filters);
/// The layers that have filters, in the order in which they run.
std::vector<std::string> filter_layers(const NetworkFacts& network);

}  // namespace alexnet::viewer
