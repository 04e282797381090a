#include "exercises.h"

namespace alexnet::course {

// What is linear in the gradients may be averaged at any point, as long as all are taken at the
// same weights, and every picture weighs the same.
Same which_are_the_same() {
  return {.equal_halves = true,
          .unequal_parts = false,  // the picture that is alone weighs as much as three
          .sums_of_unequal_parts = true,
          .averaged_weights = true,
          .averaged_weights_own_velocities = true,  // the mean of the velocities is the velocity
          .averaged_every_second_step = false,  // second gradients are taken at different weights
          .own_step_sizes = false,              // a division is not linear
          .mask_by_place = false};              // both parts drop the same, the whole does not
}

}  // namespace alexnet::course
