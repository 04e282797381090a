#include "exercises.h"

namespace alexnet::course {

// ReLU keeps the order of numbers, so the largest stays the largest; and it commutes with any
// factor that is not negative. An average, or a sum of squares, sees what ReLU would have taken
// away.
Swaps which_may_be_swapped() {
  return {.relu_and_max_pool = true,
          .relu_and_avg_pool = false,
          .relu_and_lrn = false,
          .relu_and_dropout = true,
          .max_pool_and_lrn = false};
}

}  // namespace alexnet::course
