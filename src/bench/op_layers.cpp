// Layers with one kernel for each direction, called through their classes; and those of their ops
// that are neither forward nor backward.
#include "bench/op_families.h"
#include "layers/dropout/dropout.h"
#include "layers/roundings.h"
#include "layers/softmax_loss/softmax_loss.h"

namespace alexnet {
namespace {

/// In units in the last place. 0: comparing, choosing, copying and averaging are exact.
double roundings_of(const LayerSpec& layer, const Shape& y) {
  if (const auto* lrn = std::get_if<LrnWithinChannelSpec>(&layer))
    return lrn_within_channel_roundings(lrn->params);
  if (std::holds_alternative<TanhSpec>(layer)) return tanh_roundings();
  if (std::holds_alternative<SoftmaxLossSpec>(layer)) return softmax_roundings(y.c);
  return 0;
}

/// What a gradient cannot do without, read or written, if x and y have so many bytes.
double backward_bytes(const LayerSpec& layer, double x, double y) {
  const bool reads_y = std::holds_alternative<ReluSpec>(layer) ||
                       std::holds_alternative<TanhSpec>(layer);  // the slope follows from y
  if (std::holds_alternative<LrnWithinChannelSpec>(layer)) return 2 * (x + y);
  return x + y + (reads_y ? y : 0);  // grad_x is written; grad_y read or, by softmax, y
}

}  // namespace

void visit_layer(LayerProblem& p, const Visit& visit) {
  const auto tolerance = [&](ConstTensorView expected) {
    return units_in_last_place(roundings_of(p.node.layer, p.y.host.shape()), expected);
  };
  const auto pass = [](const cuda::Stream& stream) {
    return Pass{.training = true, .seed = 1, .stream = &stream};
  };
  const std::vector<ConstTensorView> x = p.device_x();
  const std::vector<TensorView> grad_x = p.device_grad_x();
  Twin y = empty_twin("y", p.y.host.shape(), p.device);

  OpCase c{.node = p.node.name, .op = "forward", .output = p.y.host.shape()};
  c.bytes = p.x_bytes() + p.y_bytes();
  c.run = [&](const cuda::Stream& s) { p.gpu_layer->forward(x, y.device, pass(s)); };
  set_results(c, {{y.device, p.y.host, tolerance(p.y.host)}});
  visit(c);

  c.op = "backward";
  c.output = p.shapes[0];
  c.bytes = backward_bytes(p.node.layer, p.x_bytes(), p.y_bytes());
  c.run = [&](const cuda::Stream& s) {
    p.gpu_layer->backward(x, p.y.device, p.grad_y.device, grad_x, pass(s));
  };
  set_results(c, {{grad_x[0], p.grad_x[0].host, tolerance(p.grad_x[0].host)}});
  visit(c);
}

void visit_dropout_scale(LayerProblem& p, const Visit& visit) {
  const Real keep = std::get<DropoutSpec>(p.node.layer).keep;
  Twin y = empty_twin("y", p.y.host.shape(), p.device);
  cpu::dropout_scale(p.x[0].host, y.host, keep);
  OpCase c{.node = p.node.name, .op = "scale", .output = y.host.shape(), .bytes = 2 * p.x_bytes()};
  c.run = [&](const cuda::Stream& s) { cuda::dropout_scale(s, p.x[0].device, y.device, keep); };
  set_results(c, {{y.device, y.host, exact()}});
  visit(c);
}

void visit_softmax_loss(LayerProblem& p, const Visit& visit) {
  const Twin &logits = p.x[0], &labels = p.grad_y;
  Twin loss = empty_twin("loss", labels.host.shape(), p.device);
  cpu::softmax_loss(logits.host, labels.host, loss.host);
  OpCase c{.node = p.node.name, .op = "loss", .output = loss.host.shape(), .bytes = p.x_bytes()};
  c.run = [&](const cuda::Stream& s) {
    cuda::softmax_loss(s, logits.device, labels.device, loss.device);
  };
  // The same roundings as for the probabilities, and a logarithm.
  set_results(c, {{loss.device, loss.host, sum_of(p.shapes[0].c + 8)}});
  visit(c);
}

}  // namespace alexnet
