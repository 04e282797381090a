#include "exercises.h"

namespace alexnet::course {

std::array<Change, 6> predictions() {
  using enum Change;
  return {
      lower,   // 0: dropout makes the training pictures harder to recognize, too
      same,    // 1: in 180 steps a weight decays by less than a hundredth
      higher,  // 2: a velocity of ten times the step is missing
      same,    // 3: and here it is again
      higher,  // 4: 96 pictures can be learned by heart
      lower,   // 5: unless they are never shown the same way twice
  };
}

}  // namespace alexnet::course
