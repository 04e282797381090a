#include "exercises.h"

namespace alexnet::course {

void yellow_on_blue(TensorView /*weight*/) {
  // Yours. weight(0, channel, row, column), channels in the order red, green, blue.
}

}  // namespace alexnet::course
