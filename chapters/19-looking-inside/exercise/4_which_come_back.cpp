#include "exercises.h"

namespace alexnet::course {

ComesBack which_come_back() {
  return {.plain = false,
          .decay_and_bias_above = false,
          .decay_and_bias_below = false,
          .velocity_left = false,
          .layer_below_learns = false,
          .leaky = false};  // yours, each with its reason
}

}  // namespace alexnet::course
