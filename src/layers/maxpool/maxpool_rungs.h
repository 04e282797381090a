#pragma once
#include "layers/maxpool/maxpool.h"

namespace alexnet::cpu {

namespace naive {
void maxpool_forward(ConstTensorView x, TensorView y, const PoolParams& params);
void maxpool_backward(ConstTensorView x, ConstTensorView grad_y, TensorView grad_x,
                      const PoolParams& params);
}  // namespace naive

namespace rows_first {
void maxpool_forward(ConstTensorView x, TensorView y, const PoolParams& params);
void maxpool_backward(ConstTensorView x, ConstTensorView grad_y, TensorView grad_x,
                      const PoolParams& params);
}  // namespace rows_first

}  // namespace alexnet::cpu
