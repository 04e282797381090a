// Local response normalization and max pooling.
#include "bench/op_families.h"
#include "layers/lrn/lrn.h"
#include "layers/maxpool/maxpool.h"

namespace alexnet {
namespace {

/// A ladder whose rungs turn x into y and, backward, have both at hand. The bytes are those that
/// the op cannot do without: backward, x and grad_y are read and grad_x is written. `tolerance`
/// makes one of what is expected.
template <class Rung, class Params, class MakeTolerance>
void visit_rung(LayerProblem& p, const Rung& rung, const Params& params, MakeTolerance tolerance,
                const Visit& visit) {
  OpCase c{p.node.name, "forward", rung.name, Math::fp32, p.y.host.shape(), 0, 0, {}, {}, {}};
  c.idea = rung.idea;
  c.bytes = p.x_bytes() + p.y_bytes();
  Twin y = empty_twin("y", p.y.host.shape(), p.device);
  c.run = [&](const cuda::Stream& s) { rung.forward(s, p.x[0].device, y.device, params); };
  set_results(c, {{y.device, p.y.host, tolerance(p.y.host)}});
  visit(c);

  Twin& grad_x = p.grad_x[0];
  c.op = "backward";
  c.output = p.shapes[0];
  c.bytes = 2 * p.x_bytes() + p.y_bytes();
  c.run = [&](const cuda::Stream& s) {
    rung.backward(s, p.x[0].device, p.y.device, p.grad_y.device, grad_x.device, params);
  };
  set_results(c, {{grad_x.device, grad_x.host, tolerance(grad_x.host)}});
  visit(c);
}

}  // namespace

void visit_lrn(LayerProblem& p, const Visit& visit) {
  const LrnParams params = std::get<LrnSpec>(p.node.layer).params;
  for (const cuda::LrnRung& rung : cuda::lrn_rungs())
    if (rung.supports(params)) visit_rung(p, rung, params, powers_and_short_sums, visit);
}

void visit_maxpool(LayerProblem& p, const Visit& visit) {
  const PoolParams params = std::get<MaxPoolSpec>(p.node.layer).params;
  for (const cuda::MaxPoolRung& rung : cuda::maxpool_rungs())
    if (rung.supports(p.shapes[0], params))
      visit_rung(
          p, rung, params, [](ConstTensorView) { return exact(); }, visit);
}

}  // namespace alexnet
