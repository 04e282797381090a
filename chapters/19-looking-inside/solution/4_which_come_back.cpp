#include "exercises.h"

namespace alexnet::course {

// A dead unit gets no gradient. What can bring it back is what moves without one: decay, a velocity
// that is left, the layers below, which learn from others.
ComesBack which_come_back() {
  return {
      .plain = false,
      .decay_and_bias_above = true,   // w goes to 0, and then the bias decides
      .decay_and_bias_below = false,  // likewise
      .velocity_left = true,  // 0.1 (0.9 + 0.81 + ...) = 0.9: from -1.5 to -0.6, and w x is up to 1
      .layer_below_learns = true,  // u grows towards 5
      .leaky = true};              // a hundredth of a gradient, a hundred times as long
}

}  // namespace alexnet::course
