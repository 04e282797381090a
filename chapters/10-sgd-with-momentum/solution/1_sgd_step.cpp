#include "exercises.h"

namespace alexnet::course {

void sgd_step(TensorView w, TensorView v, ConstTensorView grad, Real rate, Real momentum,
              Real decay) {
  for (std::int64_t i = 0; i < w.shape.size(); ++i) {
    v.data[i] = momentum * v.data[i] - decay * rate * w.data[i] - rate * grad.data[i];
    w.data[i] += v.data[i];
  }
}

}  // namespace alexnet::course
