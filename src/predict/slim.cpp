#include "predict/slim.h"

#include <cmath>

#include "core/half.h"

namespace alexnet {
namespace {

Rounding largest_rounding(const Network& network) {
  Rounding worst;
  for (const Parameter* p : network.parameters()) {
    const HostView weights(p->value);
    for (const float value : weights.view.values()) {
      const float difference = std::abs(value - from_half(to_half(value)));
      if (difference > worst.largest) worst = {p->name, difference, value};
    }
  }
  return worst;
}

}  // namespace

Rounding save_slim_checkpoint(const Path& path, const TrainedModel& model, TrainingState state) {
  state.schedule.clear();
  const Path data = state.data.data;  // older checkpoints may have "mnist/"
  state.data.data = (data.has_filename() ? data : data.parent_path()).filename().string();
  save_checkpoint(path, model.network, model.preprocessing, state, DType::f16);
  return largest_rounding(model.network);
}

}  // namespace alexnet
