#include "exercises.h"

namespace alexnet::course {

Findings findings() {
  return {.lrn_k = -1, .momentum = -1, .label_of_lemon = -1, .lenet5_side = -1};  // yours
}

}  // namespace alexnet::course
