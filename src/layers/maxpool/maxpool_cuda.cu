#include "layers/fastest.h"
#include "layers/maxpool/maxpool_1_naive.cuh"
#include "layers/maxpool/maxpool_2_winners_first.cuh"

namespace alexnet::cuda {
namespace {

constexpr MaxPoolRung kMaxPoolRungs[] = {
    {"naive", "a thread for every output", naive::maxpool_forward, naive::maxpool_backward,
     [](const Shape&, const PoolParams&) { return true; }},
    {"winners_first", "a block for every map, which finds all winners before pixels ask for them",
     winners_first::maxpool_forward, winners_first::maxpool_backward, winners_first::supports},
};

}  // namespace

std::span<const MaxPoolRung> maxpool_rungs() { return kMaxPoolRungs; }

void maxpool_forward(const Stream& stream, ConstTensorView x, TensorView y,
                     const PoolParams& params) {
  ALEXNET_CHECK_EQ(y.shape, pool_output_shape(x.shape, params));
  fastest(maxpool_rungs(), x.shape, params).forward(stream, x, y, params);
}

void maxpool_backward(const Stream& stream, ConstTensorView x, ConstTensorView grad_y,
                      TensorView grad_x, const PoolParams& params) {
  ALEXNET_CHECK_EQ(grad_y.shape, pool_output_shape(x.shape, params));
  ALEXNET_CHECK_EQ(grad_x.shape, x.shape);
  fastest(maxpool_rungs(), x.shape, params).backward(stream, x, grad_y, grad_x, params);
}

}  // namespace alexnet::cuda
