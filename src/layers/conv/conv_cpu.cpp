#include "core/parallel.h"
#include "layers/conv/conv_rungs.h"
#include "layers/fastest.h"

namespace alexnet::cpu {
namespace {

ConvRoundings none(int /*filter_size*/) { return {}; }

constexpr ConvRung kConvRungs[] = {
    {"naive", "the formula as a loop nest", naive::conv_forward, naive::conv_backward_input,
     naive::conv_backward_weight,
     [](std::span<const Shape>, const Shape&, const Shape&, const ConvParams&) { return true; },
     none},
    {"offset_table", "blocked matrix products over images seen through two offset lists",
     offset_table::conv_forward, offset_table::conv_backward_input,
     offset_table::conv_backward_weight, offset_table::supports, none},
    {"winograd", "tiles at 36 points: 4 x 4 outputs of a 3 x 3 filter by 36 products, not 144",
     winograd::conv_forward, winograd::conv_backward_input, winograd::conv_backward_weight,
     winograd::supports, winograd::roundings},
};

/// Checks that the shapes fit together and finds the fastest rung that takes them, up to the
/// highest.
template <class View>
const ConvRung& choose_rung(std::span<const View> x, const Shape& weight, const Shape& y,
                            const ConvParams& params, std::string_view highest_rung) {
  std::vector<Shape> shapes;
  for (const View& view : x) shapes.push_back(view.shape);
  ALEXNET_CHECK_EQ(y, conv_output_shape(shapes, weight, params));
  return fastest(up_to(highest_rung, conv_rungs()), shapes, weight, y, params);
}

}  // namespace

std::span<const ConvRung> conv_rungs() { return kConvRungs; }

void conv_forward(Inputs x, ConstTensorView weight, ConstTensorView bias, TensorView y,
                  const ConvParams& params, std::string_view highest_rung) {
  ALEXNET_CHECK_EQ(bias.shape, Shape::vector(weight.shape.n));
  choose_rung(x, weight.shape, y.shape, params, highest_rung).forward(x, weight, bias, y, params);
}

void conv_backward_input(ConstTensorView grad_y, ConstTensorView weight, GradInputs grad_x,
                         const ConvParams& params, std::string_view highest_rung) {
  choose_rung(grad_x, weight.shape, grad_y.shape, params, highest_rung)
      .backward_input(grad_y, weight, grad_x, params);
}

void conv_backward_weight(Inputs x, ConstTensorView grad_y, TensorView grad_weight,
                          TensorView grad_bias, const ConvParams& params,
                          std::string_view highest_rung) {
  ALEXNET_CHECK_EQ(grad_bias.shape, Shape::vector(grad_weight.shape.n));
  choose_rung(x, grad_weight.shape, grad_y.shape, params, highest_rung)
      .backward_weight(x, grad_y, grad_weight, grad_bias, params);
}

void conv_backward_bias(ConstTensorView grad_y, TensorView grad_bias) {
  // Sixteen running sums fill a vector register, or two; the order is fixed, whatever the compiler
  // does.
  constexpr int kLanes = 16;
  const Shape& shape = grad_y.shape;
  parallel_for(shape.c, [&](std::int64_t f) {
    Real lanes[kLanes] = {};
    for (int n = 0; n < shape.n; ++n) {
      const Real* map = &grad_y(n, int(f), 0, 0);
      std::int64_t i = 0;
      for (; i + kLanes <= shape.map_size(); i += kLanes)
        for (int lane = 0; lane < kLanes; ++lane) lanes[lane] += map[i + lane];
      for (int lane = 0; i < shape.map_size(); ++i, ++lane) lanes[lane] += map[i];
    }
    Real sum = 0;
    for (Real lane : lanes) sum += lane;
    grad_bias.data[f] = sum;
  });
}

}  // namespace alexnet::cpu
