#pragma once
#include "predict/trained_model.h"

namespace alexnet {

/// The largest error that half precision caused in the parameters.
struct Rounding {
  std::string name;   ///< of the parameter that has it
  float largest = 0;  ///< how far the number was moved
  float value = 0;    ///< the number, before rounding
};

/// Writes a checkpoint to share, a quarter as large: parameters and mean image in half precision
/// (core/half.h; the mean is off by at most a sixteenth of a grey level), no velocities, and of the
/// path to the data only the last name. It can predict; without velocities it cannot resume
/// training. Errors: parameters too large for half precision.
Rounding save_slim_checkpoint(const Path& path, const TrainedModel& model, TrainingState state);

}  // namespace alexnet
