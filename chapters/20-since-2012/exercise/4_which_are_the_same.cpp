#include "exercises.h"

namespace alexnet::course {

Same which_are_the_same() {
  return {.equal_halves = false,
          .unequal_parts = false,
          .sums_of_unequal_parts = false,
          .averaged_weights = false,
          .averaged_weights_own_velocities = false,
          .averaged_every_second_step = false,
          .own_step_sizes = false,
          .mask_by_place = false};  // yours, each with its reason
}

}  // namespace alexnet::course
