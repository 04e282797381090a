// Layers with one kernel for each direction, through their classes; and the ops of theirs that are
// not a direction.
#include "bench/op_families.h"
#include "layers/dropout/dropout.h"
#include "layers/softmax_loss/softmax_loss.h"

namespace alexnet {
namespace {

/// Comparing, choosing and copying round nothing.
bool is_exact(const LayerSpec& layer) {
  return std::holds_alternative<ReluSpec>(layer) || std::holds_alternative<DropoutSpec>(layer) ||
         std::holds_alternative<TowerCopySpec>(layer);
}

}  // namespace

Tolerance powers_and_short_sums(ConstTensorView expected) {
  return units_in_last_place(24, expected);
}

void visit_layer(LayerProblem& p, const Visit& visit) {
  const auto tolerance = [&](ConstTensorView expected) {
    return is_exact(p.node.layer) ? exact() : powers_and_short_sums(expected);
  };
  const auto pass = [](const cuda::Stream& stream) {
    return Pass{true, 1, 0, Math::fp32, &stream};
  };
  const std::vector<ConstTensorView> x = p.device_x();
  const std::vector<TensorView> grad_x = p.device_grad_x();
  Twin y = empty_twin("y", p.y.host.shape(), p.device);

  OpCase c{p.node.name, "forward", "", Math::fp32, p.y.host.shape(), 0, 0, {}, {}, {}};
  c.bytes = p.x_bytes() + p.y_bytes();
  c.run = [&](const cuda::Stream& s) { p.gpu_layer->forward(x, y.device, pass(s)); };
  set_results(c, {{y.device, p.y.host, tolerance(p.y.host)}});
  visit(c);

  c.op = "backward";
  c.output = p.shapes[0];
  c.bytes = 2 * (p.x_bytes() + p.y_bytes());
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
  OpCase c{p.node.name, "scale", "", Math::fp32, y.host.shape(), 0, 2 * p.x_bytes(), {}, {}, {}};
  c.run = [&](const cuda::Stream& s) { cuda::dropout_scale(s, p.x[0].device, y.device, keep); };
  set_results(c, {{y.device, y.host, exact()}});
  visit(c);
}

void visit_softmax_loss(LayerProblem& p, const Visit& visit) {
  const Twin &logits = p.x[0], &labels = p.grad_y;
  Twin loss = empty_twin("loss", labels.host.shape(), p.device);
  cpu::softmax_loss(logits.host, labels.host, loss.host);
  OpCase c{p.node.name, "loss", "", Math::fp32, loss.host.shape(), 0, p.x_bytes(), {}, {}, {}};
  c.run = [&](const cuda::Stream& s) {
    cuda::softmax_loss(s, logits.device, labels.device, loss.device);
  };
  // A sum over the classes, with the roundings of an exponential each, and a logarithm.
  set_results(c, {{loss.device, loss.host, sum_of(p.shapes[0].c + 8)}});
  visit(c);
}

}  // namespace alexnet
