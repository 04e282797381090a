#include <optional>

#include "layers/conv/conv.h"
#include "layers/linear/linear.h"
#include "layers/rung_names.h"
#include "notebooks/module/bindings.h"

namespace alexnet::python {
namespace {

using RungName = std::optional<std::string>;

/// What an op on the CPU takes as its highest rung; any if none is named.
std::string_view highest(const RungName& rung) { return rung ? cpu::find_rung_name(*rung) : ""; }

py::array conv_forward(const FloatArray& x_array, const FloatArray& weight_array,
                       const FloatArray& bias_array, int stride, int pad, const RungName& rung) {
  const ConstTensorView x = view_of(x_array, "x"), weight = view_of(weight_array, "weight");
  const ConvParams params{stride, pad};
  Tensor y("y", conv_output_shape({&x.shape, 1}, weight.shape, params));
  cpu::conv_forward({&x, 1}, weight, view_of(bias_array, "bias"), y, params, highest(rung));
  return to_array(std::move(y));
}

py::array conv_backward_input(const FloatArray& grad_y, const FloatArray& weight,
                              const std::vector<int>& x_shape, int stride, int pad,
                              const RungName& rung) {
  Tensor grad_x("grad_x", to_shape(x_shape, "x_shape"));
  const TensorView grad_x_view = grad_x;
  cpu::conv_backward_input(view_of(grad_y, "grad_y"), view_of(weight, "weight"), {&grad_x_view, 1},
                           {stride, pad}, highest(rung));
  return to_array(std::move(grad_x));
}

py::tuple conv_backward_weight(const FloatArray& x_array, const FloatArray& grad_y,
                               const std::vector<int>& weight_shape, int stride, int pad,
                               const RungName& rung) {
  const ConstTensorView x = view_of(x_array, "x");
  Tensor grad_weight("grad_weight", to_shape(weight_shape, "weight_shape"));
  Tensor grad_bias("grad_bias", Shape::vector(grad_weight.shape().n));
  cpu::conv_backward_weight({&x, 1}, view_of(grad_y, "grad_y"), grad_weight, grad_bias,
                            {stride, pad}, highest(rung));
  return py::make_tuple(to_array(std::move(grad_weight)), to_array(std::move(grad_bias), 1));
}

py::array linear_forward(const FloatArray& x_array, const FloatArray& weight_array,
                         const FloatArray& bias) {
  const ConstTensorView x = view_of(x_array, "x"), weight = view_of(weight_array, "weight");
  Tensor y("y", linear_output_shape({&x.shape, 1}, weight.shape));
  cpu::linear_forward({&x, 1}, weight, view_of(bias, "bias"), y);
  return to_array(std::move(y), 2);
}

py::array linear_backward_input(const FloatArray& grad_y_array, const FloatArray& weight_array) {
  const ConstTensorView grad_y = view_of(grad_y_array, "grad_y");
  const ConstTensorView weight = view_of(weight_array, "weight");
  Tensor grad_x("grad_x", Shape::matrix(grad_y.shape.n, weight.shape.c));
  const TensorView grad_x_view = grad_x;
  cpu::linear_backward_input(grad_y, weight, {&grad_x_view, 1});
  return to_array(std::move(grad_x), 2);
}

py::tuple linear_backward_weight(const FloatArray& x_array, const FloatArray& grad_y_array) {
  const ConstTensorView x = view_of(x_array, "x"), grad_y = view_of(grad_y_array, "grad_y");
  Tensor grad_weight("grad_weight", Shape::matrix(grad_y.shape.c, int(x.shape.image_size())));
  Tensor grad_bias("grad_bias", Shape::vector(grad_y.shape.c));
  cpu::linear_backward_weight({&x, 1}, grad_y, grad_weight, grad_bias);
  return py::make_tuple(to_array(std::move(grad_weight), 2), to_array(std::move(grad_bias), 1));
}

}  // namespace

void add_conv_and_linear(py::module_& m) {
  const auto stride = py::arg("stride") = 1, pad = py::arg("pad") = 0;
  const auto rung = py::arg("rung") = py::none();
  m.def(
      "conv_forward", &conv_forward, py::arg("x"), py::arg("weight"), py::arg("bias"), stride, pad,
      rung,
      "y = conv(x, weight) + bias.\n"
      "x (N, C, H, W), weight (F, C, Kh, Kw), bias (F); returns y (N, F, OH, OW) with\n"
      "OH = 1 + ceil((H + 2 pad - Kh) / stride). `rung`: no faster way than the one of that name.");
  m.def("conv_backward_input", &conv_backward_input, py::arg("grad_y"), py::arg("weight"),
        py::arg("x_shape"), stride, pad, rung,
        "The gradient for x, of shape x_shape (N, C, H, W), from grad_y (N, F, OH, OW).");
  m.def("conv_backward_weight", &conv_backward_weight, py::arg("x"), py::arg("grad_y"),
        py::arg("weight_shape"), stride, pad, rung,
        "The gradients for weight (F, C, Kh, Kw) and bias (F).");
  m.def(
      "conv_rungs",
      [] {
        std::vector<std::pair<std::string, std::string>> rungs;
        for (const cpu::ConvRung& r : cpu::conv_rungs()) rungs.emplace_back(r.name, r.idea);
        return rungs;
      },
      "The ways to compute a convolution, the plainest first: (name, idea).");

  m.def("linear_forward", &linear_forward, py::arg("x"), py::arg("weight"), py::arg("bias"),
        "y = x weight^T + bias.\n"
        "x (N, ...) with I numbers per image, weight (O, I), bias (O); returns y (N, O).");
  m.def("linear_backward_input", &linear_backward_input, py::arg("grad_y"), py::arg("weight"),
        "The gradient for x, (N, I), from grad_y (N, O).");
  m.def("linear_backward_weight", &linear_backward_weight, py::arg("x"), py::arg("grad_y"),
        "The gradients for weight (O, I) and bias (O).");
}

}  // namespace alexnet::python
