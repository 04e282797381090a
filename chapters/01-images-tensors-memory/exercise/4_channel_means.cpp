#include "exercises.h"

namespace alexnet::course {

void channel_means(ConstTensorView /*x*/, TensorView /*means*/) {
  // Yours. means(c, 0, 0, 0) is the mean of channel c. Sum up in double.
}

}  // namespace alexnet::course
