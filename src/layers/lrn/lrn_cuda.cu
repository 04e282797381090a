#include "layers/fastest.h"
#include "layers/lrn/check_odd_size.h"
#include "layers/lrn/lrn_1_naive.cuh"
#include "layers/lrn/lrn_2_sliding_window.cuh"

namespace alexnet::cuda {
namespace {

constexpr LrnRung kLrnRungs[] = {
    {"naive", "the formula, a thread for every element", naive::lrn_forward, naive::lrn_backward,
     [](const LrnParams&) { return true; }},
    {"sliding_window", "a thread walks a pixel through its maps and remembers the last few",
     sliding_window::lrn_forward, sliding_window::lrn_backward, sliding_window::supports},
};

const LrnRung& choose_rung(const LrnParams& params) {
  check_odd_size(params.size);
  return fastest(lrn_rungs(), params);
}

}  // namespace

std::span<const LrnRung> lrn_rungs() { return kLrnRungs; }

void lrn_forward(const Stream& stream, ConstTensorView x, TensorView y, const LrnParams& params) {
  ALEXNET_CHECK_EQ(y.shape, x.shape);
  choose_rung(params).forward(stream, x, y, params);
}

void lrn_backward(const Stream& stream, ConstTensorView x, ConstTensorView y,
                  ConstTensorView grad_y, TensorView grad_x, const LrnParams& params) {
  ALEXNET_CHECK_EQ(y.shape, x.shape);
  ALEXNET_CHECK_EQ(grad_y.shape, x.shape);
  ALEXNET_CHECK_EQ(grad_x.shape, x.shape);
  choose_rung(params).backward(stream, x, y, grad_y, grad_x, params);
}

}  // namespace alexnet::cuda
