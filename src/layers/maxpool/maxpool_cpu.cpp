#include "layers/fastest.h"
#include "layers/maxpool/maxpool_rungs.h"

namespace alexnet::cpu {
namespace {

constexpr MaxPoolRung kMaxPoolRungs[] = {
    {"naive", "window by window", naive::maxpool_forward, naive::maxpool_backward,
     [](const PoolParams&) { return true; }},
    {"rows_first", "rows against rows, then along the row; no branch on data",
     rows_first::maxpool_forward, rows_first::maxpool_backward,
     [](const PoolParams&) { return true; }},
};

}  // namespace

std::span<const MaxPoolRung> maxpool_rungs() { return kMaxPoolRungs; }

void maxpool_forward(ConstTensorView x, TensorView y, const PoolParams& params,
                     std::string_view highest_rung) {
  ALEXNET_CHECK_EQ(y.shape, pool_output_shape(x.shape, params));
  fastest(up_to(highest_rung, maxpool_rungs()), params).forward(x, y, params);
}

void maxpool_backward(ConstTensorView x, ConstTensorView grad_y, TensorView grad_x,
                      const PoolParams& params, std::string_view highest_rung) {
  ALEXNET_CHECK_EQ(grad_y.shape, pool_output_shape(x.shape, params));
  ALEXNET_CHECK_EQ(grad_x.shape, x.shape);
  fastest(up_to(highest_rung, maxpool_rungs()), params).backward(x, grad_y, grad_x, params);
}

}  // namespace alexnet::cpu
