#include "exercises.h"

namespace alexnet::course {

MeanAndDeviation dropped_sum(ConstTensorView /*x*/, ConstTensorView /*weight*/, Real /*keep*/) {
  return {};  // yours
}

}  // namespace alexnet::course
