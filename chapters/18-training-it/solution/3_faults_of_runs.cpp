#include "exercises.h"

namespace alexnet::course {

std::array<Fault, 6> faults_of_runs() {
  using enum Fault;
  return {
      rate_too_low,      // A creeps down steadily: every step is small, and in the right direction
      learned_by_heart,  // B knows its own pictures perfectly, and others worse and worse
      labels_mixed_up,   // C takes steps of some size, yet nothing that it learns helps with others
      not_shuffled,      // D learns each class and forgets the one before: its losses jump
      rate_too_high,     // E fell at first; then it lost nearly all units of fc3
      weights_too_small,  // F does not move, and its units are alive: it is still blind
  };
}

}  // namespace alexnet::course
