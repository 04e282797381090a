#pragma once
#include "predict/trained_model.h"

namespace alexnet {

/// What half precision did to the parameters.
struct Rounding {
  std::string name;   ///< of the parameter in which it is largest
  float largest = 0;  ///< the difference that it makes there
  float value = 0;    ///< to this number
};

/// Writes a checkpoint to give away, a quarter as large: parameters and mean image as halfs (core/
/// half.h; the mean is off by a sixteenth of a grey level at most), no velocities, and of the path
/// to the data only its last name. It predicts; to go on training it lacks the velocities.
/// Errors: parameters too large for halfs.
Rounding save_slim_checkpoint(const Path& path, const TrainedModel& model, TrainingState state);

}  // namespace alexnet
