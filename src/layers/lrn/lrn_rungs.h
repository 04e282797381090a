#pragma once
#include "layers/lrn/lrn.h"

namespace alexnet::cpu {

namespace naive {
void lrn_forward(ConstTensorView x, TensorView y, const LrnParams& params);
void lrn_backward(ConstTensorView x, ConstTensorView y, ConstTensorView grad_y, TensorView grad_x,
                  const LrnParams& params);
}  // namespace naive

namespace strips {
constexpr int kStrip = 256;  ///< adjacent pixels that go through all maps together
void lrn_forward(ConstTensorView x, TensorView y, const LrnParams& params);
void lrn_backward(ConstTensorView x, ConstTensorView y, ConstTensorView grad_y, TensorView grad_x,
                  const LrnParams& params);
/// Only beta = 3/4 and k > 0: then the power takes a few products.
bool supports(const LrnParams& params);
}  // namespace strips

}  // namespace alexnet::cpu
