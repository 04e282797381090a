// Convolutions and fully connected layers.
#include "bench/op_families.h"
#include "layers/conv/conv.h"
#include "layers/gemm/gemm_rungs.h"
#include "layers/linear/linear.h"
#include "layers/relu/relu.h"

namespace alexnet {
namespace {

/// The ladder of a layer with weights, whose rungs' functions take `more` as their last arguments.
template <class Rung, class Supports, class... More>
void visit_ladder(LayerProblem& p, std::span<const Rung> rungs, Supports supports,
                  const Visit& visit, More... more) {
  Parameter &weight = p.gpu_layer->parameters()[0], &bias = p.gpu_layer->parameters()[1];
  const std::span<const Parameter> expected = p.cpu_layer->parameters();
  const std::vector<ConstTensorView> x = p.device_x();
  const std::vector<TensorView> grad_x = p.device_grad_x();
  const Shape ys = p.y.host.shape(), ws = weight.value.shape();
  const double products = double(p.gpu_layer->multiply_adds_per_image()) * ys.n;
  const double bytes = p.x_bytes() + double(weight.value.size_bytes()) + p.y_bytes();
  Twin rectified = empty_twin("rectified", ys, p.device);

  for (const Rung& rung : rungs) {
    if (!supports(rung) || !cuda::gemm::can_multiply(p.device.index, rung.math)) continue;
    const int bits = factor_bits(rung.math);
    const auto visit_op = [&](const char* op, const Shape& output, std::vector<OpResult> results,
                              std::function<void(const cuda::Stream&)> run) {
      OpCase c{.node = p.node.name,
               .op = op,
               .rung = rung.name,
               .math = rung.math,
               .output = output,
               .multiply_adds = products,
               .bytes = bytes,
               .run = run};
      c.idea = rung.idea;
      set_results(c, std::move(results));
      visit(c);
    };

    visit_op("forward", ys, {{p.y.device, p.y.host, product_of(double(ws.image_size()), bits)}},
             [&](const cuda::Stream& s) {
               rung.forward(s, x, weight.value, bias.value, p.y.device, more...);
             });

    if (rung.forward_relu) {  // to the bit the ReLU of what this rung's forward gives
      rung.forward(cuda::Stream(p.device.index), x, weight.value, bias.value, rectified.device,
                   more...);
      rectified.host = rectified.device.to(Device::cpu());
      cpu::relu_forward(rectified.host, rectified.host);
      visit_op("forward_relu", ys, {{rectified.device, rectified.host, exact()}},
               [&](const cuda::Stream& s) {
                 rung.forward_relu(s, x, weight.value, bias.value, rectified.device, more...);
               });
    }

    std::vector<OpResult> gradients;
    for (Twin& twin : p.grad_x)
      gradients.push_back(
          {twin.device, twin.host, product_of(double(ws.n) * double(ws.map_size()), bits)});
    visit_op("backward_input", p.shapes[0], gradients, [&](const cuda::Stream& s) {
      rung.backward_input(s, p.grad_y.device, weight.value, grad_x, more...);
    });

    const double y_pixels = double(ys.n) * double(ys.map_size());
    visit_op("backward_weight", ws,
             {{weight.grad, expected[0].grad, product_of(y_pixels, bits)},
              {bias.grad, expected[1].grad, sum_of(y_pixels)}},
             [&](const cuda::Stream& s) {
               rung.backward_weight(s, x, p.grad_y.device, weight.grad, bias.grad, more...);
             });
  }
}

}  // namespace

void visit_conv(LayerProblem& p, const Visit& visit) {
  const ConvParams params = std::get<ConvSpec>(p.node.layer).params;
  const Shape weight = p.gpu_layer->parameters()[0].value.shape(), y = p.y.host.shape();
  const auto supports = [&](const cuda::ConvRung& rung) {
    return rung.supports(p.shapes, weight, y, params);
  };
  visit_ladder(p, cuda::conv_rungs(), supports, visit, params);
}

void visit_linear(LayerProblem& p, const Visit& visit) {
  const Shape weight = p.gpu_layer->parameters()[0].value.shape();
  const auto supports = [&](const cuda::LinearRung& rung) {
    return rung.supports(p.shapes, weight);
  };
  visit_ladder(p, cuda::linear_rungs(), supports, visit);
}

}  // namespace alexnet
