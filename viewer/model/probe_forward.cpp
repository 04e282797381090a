// One function for each kind of node: the terms of one value of its output.
#include "viewer/model/probe_builder.h"

namespace alexnet::viewer {
namespace {

/// What a node reads and how to look at it.
struct Reading {
  const NodeFacts& node;
  const Trace& trace;
  const NodeWeights& weights;
  Position at;
  ProbeBuilder& to;

  int input() const { return node.inputs.front(); }
  ConstTensorView x() const { return trace.output(input()); }
  float here() const { return x()(0, at.map, at.y, at.x); }
};

void terms_of(const ConvSpec& spec, const Reading& r) {
  r.to.probe.rule = "The sum of input x weight over a window on every map that it reads, + bias.";
  r.to.probe.factor_name = "weight";
  const ConstTensorView weight = r.weights.weight;
  const int top = r.at.y * spec.params.stride - spec.params.pad;
  const int left = r.at.x * spec.params.stride - spec.params.pad;
  int channel = 0;  // of the filter: first those of the first input, then the second's
  for (const int input : r.node.inputs) {
    const ConstTensorView x = r.trace.output(input);
    for (int c = 0; c < x.shape.c; ++c, ++channel) {
      r.to.begin_window(spec.size);
      for (int ky = 0; ky < spec.size; ++ky)
        for (int kx = 0; kx < spec.size; ++kx) {
          const Position from = {c, top + ky, left + kx};
          const float w = weight(r.at.map, channel, ky, kx);
          if (from.y < 0 || from.y >= x.shape.h || from.x < 0 || from.x >= x.shape.w)
            r.to.add_outside(input, from, w);
          else
            r.to.add(input, from, x(0, c, from.y, from.x), w);
        }
    }
  }
  r.to.offset("bias", r.weights.bias.data()[r.at.map]);
}

void terms_of(const LinearSpec&, const Reading& r) {
  r.to.probe.rule = "The sum of every input x its weight, + bias.";
  r.to.probe.factor_name = "weight";
  const ConstTensorView weight = r.weights.weight;
  int i = 0;
  for (const int input : r.node.inputs) {
    const ConstTensorView x = r.trace.output(input);
    const bool is_maps = x.shape.map_size() > 1;
    if (!is_maps) r.to.begin_window(int(std::ceil(std::sqrt(double(x.shape.c)))));
    for (int c = 0; c < x.shape.c; ++c) {
      if (is_maps) r.to.begin_window(x.shape.w);
      for (int iy = 0; iy < x.shape.h; ++iy)
        for (int ix = 0; ix < x.shape.w; ++ix, ++i)
          r.to.add(input, {c, iy, ix}, x(0, c, iy, ix), weight(r.at.map, i, 0, 0));
    }
  }
  r.to.offset("bias", r.weights.bias.data()[r.at.map]);
}

void terms_of(const ReluSpec&, const Reading& r) {
  r.to.probe.rule = "max(x, 0): the input where it is positive, else 0.";
  r.to.probe.factor_name = "passes";
  r.to.begin_window(1);
  r.to.add(r.input(), r.at, r.here(), r.here() < 0 ? 0.0f : 1.0f);
}

void terms_of(const TanhSpec&, const Reading& r) {
  r.to.probe.rule = "tanh(x): almost x near 0, and never beyond -1 or 1.";
  r.to.begin_window(1);
  r.to.add(r.input(), r.at, r.here(), 1);
}

void terms_of(const LrnSpec& spec, const Reading& r) {
  const LrnParams& p = spec.params;
  r.to.probe.rule = fmt::format(
      "x / d^{}, where d = {} + the sum of {} x^2 over {} neighbouring maps at the same pixel.",
      p.beta, p.k, p.alpha, p.size);
  r.to.probe.factor_name = "alpha x";
  const ConstTensorView x = r.x();
  const int first = std::max(0, r.at.map - p.size / 2);
  const int last = std::min(x.shape.c - 1, r.at.map + p.size / 2);
  r.to.begin_window(last - first + 1);
  for (int c = first; c <= last; ++c) {
    const float value = x(0, c, r.at.y, r.at.x);
    r.to.add(r.input(), {c, r.at.y, r.at.x}, value, p.alpha * value);
  }
  r.to.offset("k", p.k);
}

void terms_of(const LrnWithinChannelSpec& spec, const Reading& r) {
  const LrnWithinChannelParams& p = spec.params;
  r.to.probe.rule =
      fmt::format("x / d^{}, where d = {} + the sum of {:.3g} x^2 over {} x {} pixels of the map.",
                  p.beta, p.k, p.alpha, p.size, p.size);
  r.to.probe.factor_name = "alpha x";
  r.to.begin_window(p.size);
  const ConstTensorView x = r.x();
  for (int iy = r.at.y - p.size / 2; iy <= r.at.y + p.size / 2; ++iy)
    for (int ix = r.at.x - p.size / 2; ix <= r.at.x + p.size / 2; ++ix) {
      const Position from = {r.at.map, iy, ix};
      if (iy < 0 || iy >= x.shape.h || ix < 0 || ix >= x.shape.w) {
        r.to.add_outside(r.input(), from, 0);
        continue;
      }
      const float value = x(0, r.at.map, iy, ix);
      r.to.add(r.input(), from, value, p.alpha * value);
    }
  r.to.offset("k", p.k);
}

/// Calls add(y, x, value) for the pixels of a pooling window that lie in the map.
template <class Add>
void for_pixels(const PoolWindow& window, ConstTensorView x, int map, Add add) {
  for (int iy = window.y0; iy < window.y1; ++iy)
    for (int ix = window.x0; ix < window.x1; ++ix) add(iy, ix, x(0, map, iy, ix));
}

void terms_of(const MaxPoolSpec& spec, const Reading& r) {
  r.to.probe.rule = "The largest value of a window; of equal ones the first wins.";
  r.to.probe.factor_name = "wins";
  const PoolWindow window(r.x().shape, spec.params, r.at.y, r.at.x);
  r.to.begin_window(window.x1 - window.x0);
  int winner = -1, count = 0;
  float largest = 0;
  for_pixels(window, r.x(), r.at.map, [&](int iy, int ix, float value) {
    r.to.add(r.input(), {r.at.map, iy, ix}, value, 0, 0);
    if (winner < 0 || value > largest) winner = count, largest = value;
    ++count;
  });
  Term& won = r.to.probe.terms[std::size_t(winner)];
  won.factor = 1;
  won.product = won.value;
}

void terms_of(const AvgPoolSpec& spec, const Reading& r) {
  r.to.probe.rule = "The mean of a window.";
  r.to.probe.factor_name = "share";
  const PoolWindow window(r.x().shape, spec.params, r.at.y, r.at.x);
  r.to.begin_window(window.x1 - window.x0);
  for_pixels(window, r.x(), r.at.map, [&](int iy, int ix, float value) {
    r.to.add(r.input(), {r.at.map, iy, ix}, value, 1.0f / float(window.area()));
  });
}

void terms_of(const DropoutSpec& spec, const Reading& r) {
  r.to.probe.rule = fmt::format(
      "x * {}: in training a unit is kept with this probability; at test time all are, scaled by "
      "it.",
      spec.keep);
  r.to.probe.factor_name = "keep";
  r.to.begin_window(1);
  r.to.add(r.input(), r.at, r.here(), spec.keep);
}

void terms_of(const SoftmaxLossSpec&, const Reading& r) {
  r.to.probe.rule =
      "exp(x) over the sum of exp(x) of all classes; the largest x is subtracted before, so that "
      "nothing overflows.";
  r.to.probe.value_name = "x - largest";
  r.to.probe.function = "exp";
  const ConstTensorView x = r.x();
  const float largest = *std::max_element(x.data, x.data + x.shape.size());
  r.to.begin_window(int(std::ceil(std::sqrt(double(x.shape.c)))));
  for (int k = 0; k < x.shape.c; ++k) {
    const float score = x(0, k, 0, 0) - largest;
    r.to.add(r.input(), {k, 0, 0}, score, 1, std::exp(double(score)));
  }
}

void terms_of(const TowerCopySpec&, const Reading& r) {
  r.to.probe.rule = "The same number, copied to the other tower's device.";
  r.to.begin_window(1);
  r.to.add(r.input(), r.at, r.here(), 1);
}

/// The last step of nodes whose result is not the sum itself.
void last_step(const Reading& r) {
  Probe& p = r.to.probe;
  const auto normalized = [&](double beta) {
    const double x = r.here();
    r.to.finish_with(fmt::format("{:.5g} / {:.6g}^{}", x, p.sum, beta), x / std::pow(p.sum, beta));
  };
  if (const auto* lrn = std::get_if<LrnSpec>(&r.node.spec)) normalized(lrn->params.beta);
  if (const auto* lrn = std::get_if<LrnWithinChannelSpec>(&r.node.spec))
    normalized(lrn->params.beta);
  if (std::holds_alternative<TanhSpec>(r.node.spec))
    r.to.finish_with(fmt::format("tanh({:.5g})", p.sum), std::tanh(p.sum));
  if (std::holds_alternative<SoftmaxLossSpec>(r.node.spec)) {
    const double own = p.terms[std::size_t(r.at.map)].product;
    r.to.finish_with(fmt::format("{:.5g} / {:.5g}", own, p.sum), own / p.sum);
  }
}

}  // namespace

Probe probe_forward(const std::vector<NodeFacts>& nodes, const Trace& trace, int node,
                    Position at) {
  ProbeBuilder to;
  to.probe.value_name = "input";
  const Reading reading{nodes[node], trace, (*trace.weights)[node], at, to};
  std::visit([&](const auto& spec) { terms_of(spec, reading); }, nodes[node].spec);
  to.finish(trace.output(node)(0, at.map, at.y, at.x));
  last_step(reading);
  return std::move(to.probe);
}

}  // namespace alexnet::viewer
