#include "exercises.h"

namespace alexnet::course {

void inverted_dropout_forward(ConstTensorView x, TensorView y, Real keep,
                              const RandomStream& random) {
  for (std::int64_t i = 0; i < x.shape.size(); ++i)
    y.data[i] = random.uniform(std::uint64_t(i)) < keep ? x.data[i] / keep : 0;
}

void inverted_dropout_backward(ConstTensorView grad_y, TensorView grad_x, Real keep,
                               const RandomStream& random) {
  // Forward multiplies x by 0 or by 1 / keep, whatever x is; this factor is also the slope.
  inverted_dropout_forward(grad_y, grad_x, keep, random);
}

}  // namespace alexnet::course
