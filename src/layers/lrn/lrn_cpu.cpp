#include "layers/fastest.h"
#include "layers/lrn/check_odd_size.h"
#include "layers/lrn/lrn_rungs.h"

namespace alexnet::cpu {
namespace {

constexpr LrnRung kLrnRungs[] = {
    {"naive", "the formula at one element after another", naive::lrn_forward, naive::lrn_backward,
     [](const LrnParams&) { return true; }},
    {"strips", "a strip of pixels through all maps, whole vectors, the power by products",
     strips::lrn_forward, strips::lrn_backward, strips::supports},
};

const LrnRung& choose_rung(const LrnParams& params, std::string_view highest_rung) {
  check_odd_size(params.size);
  return fastest(up_to(highest_rung, lrn_rungs()), params);
}

}  // namespace

std::span<const LrnRung> lrn_rungs() { return kLrnRungs; }

void lrn_forward(ConstTensorView x, TensorView y, const LrnParams& params,
                 std::string_view highest_rung) {
  ALEXNET_CHECK_EQ(y.shape, x.shape);
  choose_rung(params, highest_rung).forward(x, y, params);
}

void lrn_backward(ConstTensorView x, ConstTensorView y, ConstTensorView grad_y, TensorView grad_x,
                  const LrnParams& params, std::string_view highest_rung) {
  ALEXNET_CHECK_EQ(y.shape, x.shape);
  ALEXNET_CHECK_EQ(grad_y.shape, x.shape);
  ALEXNET_CHECK_EQ(grad_x.shape, x.shape);
  choose_rung(params, highest_rung).backward(x, y, grad_y, grad_x, params);
}

}  // namespace alexnet::cpu
