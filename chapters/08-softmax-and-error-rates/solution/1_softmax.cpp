#include <cmath>

#include "exercises.h"

namespace alexnet::course {

void softmax(ConstTensorView logits, TensorView probs) {
  for (int n = 0; n < logits.shape.n; ++n) {
    const auto scores = logits.images(n, 1).values();
    const auto p = probs.images(n, 1).values();
    Real largest = scores[0], sum = 0;
    for (const Real score : scores) {
      if (score > largest) {
        sum *= std::exp(largest - score);  // all its terms were relative to the old largest
        largest = score;
      }
      sum += std::exp(score - largest);
    }
    for (std::size_t k = 0; k < p.size(); ++k) p[k] = std::exp(scores[k] - largest) / sum;
  }
}

}  // namespace alexnet::course
