// Local response normalization and max pooling.
#include "bench/op_families.h"
#include "layers/lrn/lrn.h"
#include "layers/maxpool/maxpool.h"
#include "layers/roundings.h"

namespace alexnet {
namespace {

/// One rung of a ladder that turns x into y; backward(stream, grad_x) runs its other direction. The
/// bytes are those that the op cannot do without: backward, x and grad_y are read and grad_x is
/// written. Results may be off by `roundings` units in the last place forward, by
/// `gradient_roundings` backward.
template <class Rung, class Params, class Backward>
void visit_rung(LayerProblem& p, const Rung& rung, const Params& params, Backward backward,
                double roundings, double gradient_roundings, const Visit& visit) {
  OpCase c{.node = p.node.name, .op = "forward", .rung = rung.name, .output = p.y.host.shape()};
  c.idea = rung.idea;
  c.bytes = p.x_bytes() + p.y_bytes();
  Twin y = empty_twin("y", p.y.host.shape(), p.device);
  c.run = [&](const cuda::Stream& s) { rung.forward(s, p.x[0].device, y.device, params); };
  set_results(c, {{y.device, p.y.host, units_in_last_place(roundings, p.y.host)}});
  visit(c);

  Twin& grad_x = p.grad_x[0];
  c.op = "backward";
  c.output = p.shapes[0];
  c.bytes = 2 * p.x_bytes() + p.y_bytes();
  c.run = [&](const cuda::Stream& s) { backward(s, grad_x.device); };
  set_results(c,
              {{grad_x.device, grad_x.host, units_in_last_place(gradient_roundings, grad_x.host)}});
  visit(c);
}

}  // namespace

void visit_lrn(LayerProblem& p, const Visit& visit) {
  const LrnParams params = std::get<LrnSpec>(p.node.layer).params;
  for (const cuda::LrnRung& rung : cuda::lrn_rungs())
    if (rung.supports(params)) {
      const auto backward = [&](const cuda::Stream& s, TensorView grad_x) {
        rung.backward(s, p.x[0].device, p.y.device, p.grad_y.device, grad_x, params);
      };
      visit_rung(p, rung, params, backward, lrn_roundings(), lrn_gradient_roundings(params), visit);
    }
}

void visit_maxpool(LayerProblem& p, const Visit& visit) {
  const PoolParams params = std::get<MaxPoolSpec>(p.node.layer).params;
  for (const cuda::MaxPoolRung& rung : cuda::maxpool_rungs())
    if (rung.supports(p.shapes[0], params)) {
      const auto backward = [&](const cuda::Stream& s, TensorView grad_x) {
        rung.backward(s, p.x[0].device, p.grad_y.device, grad_x, params);
      };
      visit_rung(p, rung, params, backward, 0, 0, visit);
    }
}

}  // namespace alexnet
