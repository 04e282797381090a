#include "exercises.h"

namespace alexnet::course {

Findings findings() {
  return {
      .demo_conv1_filters = -1, .lrn_size = -1, .label_of_lemon = -1, .lenet5_side = -1};  // yours
}

}  // namespace alexnet::course
