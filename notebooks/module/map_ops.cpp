#include "layers/avgpool/avgpool.h"
#include "layers/dropout/dropout.h"
#include "layers/lrn/lrn.h"
#include "layers/maxpool/maxpool.h"
#include "layers/relu/relu.h"
#include "layers/tanh/tanh.h"
#include "notebooks/module/bindings.h"

// Ops from maps to maps, without parameters.
namespace alexnet::python {
namespace {

/// op(x, y) where y is as large as x and has as many extents.
template <class Op>
py::array like(const FloatArray& x_array, const char* name, Op op) {
  const ConstTensorView x = view_of(x_array, name);
  Tensor y(name, x.shape);
  op(x, y.view());
  return to_array(std::move(y), int(x_array.ndim()));
}

/// op(x, y) where y is what pooling makes of x.
template <class Op>
py::array pooled(const FloatArray& x_array, const PoolParams& params, Op op) {
  const ConstTensorView x = view_of(x_array, "x");
  Tensor y("y", pool_output_shape(x.shape, params));
  op(x, y.view());
  return to_array(std::move(y));
}

void add_elementwise(py::module_& m) {
  m.def(
      "relu_forward", [](const FloatArray& x) { return like(x, "x", &cpu::relu_forward); },
      py::arg("x"), "y = max(x, 0), of any shape.");
  m.def(
      "relu_backward",
      [](const FloatArray& y, const FloatArray& grad_y) {
        return like(y, "y", [&](ConstTensorView y_view, TensorView grad_x) {
          cpu::relu_backward(y_view, view_of(grad_y, "grad_y"), grad_x);
        });
      },
      py::arg("y"), py::arg("grad_y"), "grad_x = grad_y where y > 0, else 0.");
  m.def(
      "tanh_forward", [](const FloatArray& x) { return like(x, "x", &cpu::tanh_forward); },
      py::arg("x"), "y = tanh(x), of any shape.");
  m.def(
      "tanh_backward",
      [](const FloatArray& y, const FloatArray& grad_y) {
        return like(y, "y", [&](ConstTensorView y_view, TensorView grad_x) {
          cpu::tanh_backward(y_view, view_of(grad_y, "grad_y"), grad_x);
        });
      },
      py::arg("y"), py::arg("grad_y"), "grad_x = grad_y * (1 - y * y).");
  m.def(
      "dropout_forward",
      [](const FloatArray& x, float keep, std::uint64_t seed, const std::string& name,
         std::uint64_t iteration) {
        ALEXNET_CHECK(keep > 0 && keep <= 1, "keep: expected more than 0 and at most 1, found {}",
                      keep);
        return like(x, "x", [&](ConstTensorView x_view, TensorView y) {
          cpu::dropout_forward(x_view, y, keep, RandomStream(seed, name, iteration));
        });
      },
      py::arg("x"), py::arg("keep") = 0.5f, py::arg("seed") = 1, py::arg("name") = "drop6",
      py::arg("iteration") = 0,
      "In training: y[i] = x[i] with probability `keep`, else 0. Which is a function of seed,\n"
      "name and iteration.");
}

void add_lrn(py::module_& m) {
  const LrnParams defaults;
  const auto size = py::arg("size") = defaults.size;
  const auto k = py::arg("k") = defaults.k, alpha = py::arg("alpha") = defaults.alpha,
             beta = py::arg("beta") = defaults.beta;
  m.def(
      "lrn_forward",
      [](const FloatArray& x, int n, float k_, float alpha_, float beta_) {
        return like(x, "x", [&](ConstTensorView x_view, TensorView y) {
          cpu::lrn_forward(x_view, y, {n, k_, alpha_, beta_});
        });
      },
      py::arg("x"), size, k, alpha, beta,
      "y[c] = x[c] / (k + alpha * sum of x[j]^2 over the `size` maps around c)^beta.\n"
      "x and y (N, C, H, W). alpha is the paper's: the sum is not divided by `size`.");
  m.def(
      "lrn_backward",
      [](const FloatArray& x, const FloatArray& y, const FloatArray& grad_y, int n, float k_,
         float alpha_, float beta_) {
        return like(x, "x", [&](ConstTensorView x_view, TensorView grad_x) {
          cpu::lrn_backward(x_view, view_of(y, "y"), view_of(grad_y, "grad_y"), grad_x,
                            {n, k_, alpha_, beta_});
        });
      },
      py::arg("x"), py::arg("y"), py::arg("grad_y"), size, k, alpha, beta,
      "The gradient for x; y is what lrn_forward made of it.");
}

void add_pools(py::module_& m) {
  const auto size = py::arg("size") = 3, stride = py::arg("stride") = 2;
  m.def(
      "maxpool_forward",
      [](const FloatArray& x, int size_, int stride_) {
        const PoolParams params{size_, stride_};
        return pooled(x, params, [&](ConstTensorView x_view, TensorView y) {
          cpu::maxpool_forward(x_view, y, params);
        });
      },
      py::arg("x"), size, stride,
      "The largest value of each window. x (N, C, H, W); returns y (N, C, OH, OW) with\n"
      "OH = 1 + ceil((H - size) / stride).");
  m.def(
      "maxpool_backward",
      [](const FloatArray& x, const FloatArray& grad_y, int size_, int stride_) {
        return like(x, "x", [&](ConstTensorView x_view, TensorView grad_x) {
          cpu::maxpool_backward(x_view, view_of(grad_y, "grad_y"), grad_x, {size_, stride_});
        });
      },
      py::arg("x"), py::arg("grad_y"), size, stride,
      "The gradient for x: each grad_y goes to the pixel that won, of several the first.");
  m.def(
      "avgpool_forward",
      [](const FloatArray& x, int size_, int stride_) {
        const PoolParams params{size_, stride_};
        return pooled(x, params, [&](ConstTensorView x_view, TensorView y) {
          cpu::avgpool_forward(x_view, y, params);
        });
      },
      py::arg("x"), size, stride, "The mean of each window's pixels inside the picture.");
  m.def(
      "avgpool_backward",
      [](const FloatArray& grad_y, const std::vector<int>& x_shape, int size_, int stride_) {
        Tensor grad_x("grad_x", to_shape(x_shape, "x_shape"));
        cpu::avgpool_backward(view_of(grad_y, "grad_y"), grad_x, {size_, stride_});
        return to_array(std::move(grad_x));
      },
      py::arg("grad_y"), py::arg("x_shape"), size, stride,
      "The gradient for x, of shape x_shape (N, C, H, W).");
}

}  // namespace

void add_map_ops(py::module_& m) {
  add_elementwise(m);
  add_lrn(m);
  add_pools(m);
}

}  // namespace alexnet::python
