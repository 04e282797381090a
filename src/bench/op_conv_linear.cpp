// Convolutions and fully connected layers.
#include "bench/op_families.h"
#include "layers/conv/conv.h"
#include "layers/gemm/can_multiply.h"
#include "layers/linear/linear.h"
#include "layers/relu/relu.h"

namespace alexnet {
namespace {

/// An op of a layer with weights, on a rung of its ladder.
template <class Rung>
OpCase case_of(LayerProblem& p, const Rung& rung, const char* op, const Shape& output,
               std::vector<OpResult> results, std::function<void(const cuda::Stream&)> run) {
  const double weights = double(p.gpu_layer->parameters()[0].value.size_bytes());
  OpCase c{.node = p.node.name,
           .op = op,
           .rung = rung.name,
           .math = rung.math,
           .output = output,
           .multiply_adds = double(p.multiply_adds()),
           .bytes = p.x_bytes() + weights + p.y_bytes(),
           .run = std::move(run)};
  c.idea = rung.idea;
  set_results(c, std::move(results));
  return c;
}

/// What the gradients on the device are compared with: the CPU's.
std::vector<OpResult> input_gradients(LayerProblem& p, int bits) {
  const Shape ws = p.gpu_layer->parameters()[0].value.shape();
  std::vector<OpResult> results;
  for (Twin& twin : p.grad_x)
    results.push_back(
        {twin.device, twin.host, product_of(double(ws.n) * double(ws.map_size()), bits)});
  return results;
}
std::vector<OpResult> weight_gradients(LayerProblem& p, int bits) {
  const Shape ys = p.y.host.shape();
  const double y_pixels = double(ys.n) * double(ys.map_size());
  const std::span<Parameter> actual = p.gpu_layer->parameters();
  const std::span<const Parameter> expected = p.cpu_layer->parameters();
  return {{actual[0].grad, expected[0].grad, product_of(y_pixels, bits)},
          {actual[1].grad, expected[1].grad, sum_of(y_pixels)}};
}

/// The ladder of a layer with weights, whose rungs' functions take `more` as their last arguments.
template <class Rung, class Supports, class... More>
void visit_ladder(LayerProblem& p, std::span<const Rung> rungs, Supports supports,
                  const Visit& visit, More... more) {
  Parameter &weight = p.gpu_layer->parameters()[0], &bias = p.gpu_layer->parameters()[1];
  const std::vector<ConstTensorView> x = p.device_x();
  const std::vector<TensorView> grad_x = p.device_grad_x();
  const Shape ys = p.y.host.shape(), ws = weight.value.shape();
  Twin rectified = empty_twin("rectified", ys, p.device);

  for (const Rung& rung : rungs) {
    if (!supports(rung) || !cuda::can_multiply(p.device.index, rung.math)) continue;
    const int bits = factor_bits(rung.math);

    visit(case_of(p, rung, "forward", ys,
                  {{p.y.device, p.y.host, product_of(double(ws.image_size()), bits)}},
                  [&](const cuda::Stream& s) {
                    rung.forward(s, x, weight.value, bias.value, p.y.device, more...);
                  }));

    if (rung.forward_relu) {  // to the bit the ReLU of what this rung's forward gives
      rung.forward(cuda::Stream(p.device.index), x, weight.value, bias.value, rectified.device,
                   more...);
      rectified.host = rectified.device.to(Device::cpu());
      cpu::relu_forward(rectified.host, rectified.host);
      visit(case_of(p, rung, "forward_relu", ys, {{rectified.device, rectified.host, exact()}},
                    [&](const cuda::Stream& s) {
                      rung.forward_relu(s, x, weight.value, bias.value, rectified.device, more...);
                    }));
    }

    visit(case_of(p, rung, "backward_input", p.shapes[0], input_gradients(p, bits),
                  [&](const cuda::Stream& s) {
                    rung.backward_input(s, p.grad_y.device, weight.value, grad_x, more...);
                  }));
    visit(case_of(p, rung, "backward_weight", ws, weight_gradients(p, bits),
                  [&](const cuda::Stream& s) {
                    rung.backward_weight(s, x, p.grad_y.device, weight.grad, bias.grad, more...);
                  }));
  }
}

/// All gradients in one call, of a convolution and of one with a ReLU behind it. As in training,
/// the first layer's input needs none.
void visit_conv_backward(LayerProblem& p, const cuda::ConvRung& rung, const ConvParams& params,
                         const Visit& visit) {
  Parameter &weight = p.gpu_layer->parameters()[0], &bias = p.gpu_layer->parameters()[1];
  const Shape ws = weight.value.shape();
  const std::vector<ConstTensorView> x = p.device_x();
  std::vector<TensorView> grad_x = p.device_grad_x();
  const int bits = factor_bits(rung.math);
  std::vector<OpResult> results = weight_gradients(p, bits);
  if (params.stride > 1)
    for (TensorView& grad : grad_x) grad.data = nullptr;
  else
    for (const OpResult& result : input_gradients(p, bits)) results.push_back(result);
  const int products = params.stride > 1 ? 1 : 2;
  const auto run = [&](ConstTensorView relu_y, ConstTensorView grad_y, const cuda::Stream& s) {
    rung.backward(s, x, relu_y, grad_y, weight.value, grad_x, weight.grad, bias.grad, params);
  };
  const auto visit_op = [&](const char* op, std::vector<OpResult> of, ConstTensorView relu_y) {
    OpCase c = case_of(p, rung, op, ws, std::move(of),
                       [&](const cuda::Stream& s) { run(relu_y, p.grad_y.device, s); });
    c.multiply_adds *= products;
    c.bytes += (products - 1) * (p.x_bytes() + double(weight.value.size_bytes())) +
               (relu_y.empty() ? 0 : p.y_bytes());
    visit(c);
  };
  visit_op("backward", results, {});

  // To the bit what the ReLU's own backward pass and then this rung give.
  const cuda::Stream stream(p.device.index);
  Twin before_relu = empty_twin("before_relu", p.y.host.shape(), p.device);
  cuda::relu_backward(stream, p.y.device, p.grad_y.device, before_relu.device);
  run({}, before_relu.device, stream);
  std::vector<Tensor> expected;
  for (OpResult& result : results) {
    Tensor copied("expected", result.actual.shape);
    copy(copied, result.actual);
    expected.push_back(std::move(copied));
    result.expected = expected.back();
    result.tolerance = exact();
  }
  visit_op("backward_relu", results, p.y.device);
}

}  // namespace

void visit_conv(LayerProblem& p, const Visit& visit) {
  const ConvParams params = std::get<ConvSpec>(p.node.layer).params;
  const Shape weight = p.gpu_layer->parameters()[0].value.shape(), y = p.y.host.shape();
  const auto supports = [&](const cuda::ConvRung& rung) {
    return rung.supports(p.shapes, weight, y, params);
  };
  visit_ladder(p, cuda::conv_rungs(), supports, visit, params);
  for (const cuda::ConvRung& rung : cuda::conv_rungs())
    if (rung.backward && supports(rung) && cuda::can_multiply(p.device.index, rung.math))
      visit_conv_backward(p, rung, params, visit);
}

void visit_linear(LayerProblem& p, const Visit& visit) {
  const Shape weight = p.gpu_layer->parameters()[0].value.shape();
  const auto supports = [&](const cuda::LinearRung& rung) {
    return rung.supports(p.shapes, weight);
  };
  visit_ladder(p, cuda::linear_rungs(), supports, visit);
}

}  // namespace alexnet
