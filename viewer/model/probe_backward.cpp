// One function for each kind of node: what the gradients of its output add to the gradient of one
// value that it reads. All of them are sums: backward is linear in gradients.
#include "viewer/model/probe_builder.h"

namespace alexnet::viewer {
namespace {

/// A node that read the value, and where the value lies among what it reads.
struct Reader {
  const NodeFacts& node;
  const Trace& trace;
  const NodeWeights& weights;
  int index;          ///< of the node
  int first_channel;  ///< maps of its inputs before this one
  int first_element;  ///< likewise, elements
  ConstTensorView x;  ///< the input that the value is in
  Position at;
  ProbeBuilder& to;

  float here() const { return x(0, at.map, at.y, at.x); }
  float y(Position p) const { return trace.output(index)(0, p.map, p.y, p.x); }
  float grad_y(Position p) const { return trace.gradient(index)(0, p.map, p.y, p.x); }
  void add(Position p, double factor) const { to.add(index, p, grad_y(p), float(factor)); }
};

/// The windows along one axis that cover a pixel: from `first` to `last`.
struct Covering {
  int first, last;
  Covering(int pixel, int size, int stride, int pad, int windows)
      : first(std::max(0, (pixel + pad - size + stride) / stride)),
        last(std::min(windows - 1, (pixel + pad) / stride)) {}
  int count() const { return std::max(0, last - first + 1); }
};

void terms_of(const ConvSpec& spec, const Reader& r) {
  const ConvParams& p = spec.params;
  const Shape& out = r.node.output;
  const ConstTensorView weight = r.weights.weight;
  const Covering rows(r.at.y, spec.size, p.stride, p.pad, out.h);
  const Covering columns(r.at.x, spec.size, p.stride, p.pad, out.w);
  for (int f = 0; f < out.c; ++f) {
    r.to.begin_window(columns.count());
    for (int oy = rows.first; oy <= rows.last; ++oy)
      for (int ox = columns.first; ox <= columns.last; ++ox)
        r.add({f, oy, ox}, weight(f, r.first_channel + r.at.map, r.at.y + p.pad - oy * p.stride,
                                  r.at.x + p.pad - ox * p.stride));
  }
}

void terms_of(const LinearSpec&, const Reader& r) {
  const ConstTensorView weight = r.weights.weight;
  const int i = r.first_element + int(r.x.shape.offset(0, r.at.map, r.at.y, r.at.x));
  r.to.begin_window(int(std::ceil(std::sqrt(double(r.node.output.c)))));
  for (int o = 0; o < r.node.output.c; ++o) r.add({o, 0, 0}, weight(o, i, 0, 0));
}

void terms_of(const ReluSpec&, const Reader& r) {
  r.to.begin_window(1);
  r.add(r.at, r.y(r.at) > 0 ? 1 : 0);
}

void terms_of(const TanhSpec&, const Reader& r) {
  r.to.begin_window(1);
  const double y = r.y(r.at);
  r.add(r.at, 1 - y * y);
}

/// The derivative of a neighbour's y with respect to the value x, from the neighbour's y and d.
double damping(double x, double neighbour_y, double neighbour_d, bool is_itself, double alpha,
               double beta) {
  const double own = is_itself ? std::pow(neighbour_d, -beta) : 0;
  return own - 2 * alpha * beta * x * neighbour_y / neighbour_d;
}

void terms_of(const LrnSpec& spec, const Reader& r) {
  const LrnParams& p = spec.params;
  const int half = p.size / 2, maps = r.x.shape.c;
  const auto d_of = [&](int map) {
    double d = p.k;
    for (int c = std::max(0, map - half); c <= std::min(maps - 1, map + half); ++c)
      d += p.alpha * std::pow(double(r.x(0, c, r.at.y, r.at.x)), 2);
    return d;
  };
  const int first = std::max(0, r.at.map - half), last = std::min(maps - 1, r.at.map + half);
  r.to.begin_window(last - first + 1);
  for (int c = first; c <= last; ++c) {
    const Position from = {c, r.at.y, r.at.x};
    r.add(from, damping(r.here(), r.y(from), d_of(c), c == r.at.map, p.alpha, p.beta));
  }
}

void terms_of(const LrnWithinChannelSpec& spec, const Reader& r) {
  const LrnWithinChannelParams& p = spec.params;
  const int half = p.size / 2;
  const Shape& s = r.x.shape;
  const auto for_neighbours = [&](Position at, auto body) {
    for (int y = std::max(0, at.y - half); y <= std::min(s.h - 1, at.y + half); ++y)
      for (int x = std::max(0, at.x - half); x <= std::min(s.w - 1, at.x + half); ++x)
        body(Position{at.map, y, x});
  };
  r.to.begin_window(std::min(s.w - 1, r.at.x + half) - std::max(0, r.at.x - half) + 1);
  for_neighbours(r.at, [&](Position from) {
    double d = p.k;
    for_neighbours(from, [&](Position near) {
      d += p.alpha * std::pow(double(r.x(0, near.map, near.y, near.x)), 2);
    });
    r.add(from, damping(r.here(), r.y(from), d, from == r.at, p.alpha, p.beta));
  });
}

/// Calls add(window) for the pooling windows that cover the value.
template <class Add>
void for_pools(const PoolParams& p, const Reader& r, Add add) {
  const Covering rows(r.at.y, p.size, p.stride, 0, r.node.output.h);
  const Covering columns(r.at.x, p.size, p.stride, 0, r.node.output.w);
  r.to.begin_window(columns.count());
  for (int oy = rows.first; oy <= rows.last; ++oy)
    for (int ox = columns.first; ox <= columns.last; ++ox)
      add(Position{r.at.map, oy, ox}, PoolWindow(r.x.shape, p, oy, ox));
}

void terms_of(const MaxPoolSpec& spec, const Reader& r) {
  for_pools(spec.params, r, [&](Position from, const PoolWindow& window) {
    Position winner = {r.at.map, window.y0, window.x0};
    for (int y = window.y0; y < window.y1; ++y)
      for (int x = window.x0; x < window.x1; ++x)
        if (r.x(0, r.at.map, y, x) > r.x(0, r.at.map, winner.y, winner.x))
          winner = {r.at.map, y, x};
    r.add(from, winner == r.at ? 1 : 0);
  });
}

void terms_of(const AvgPoolSpec& spec, const Reader& r) {
  for_pools(spec.params, r,
            [&](Position from, const PoolWindow& window) { r.add(from, 1.0 / window.area()); });
}

void terms_of(const DropoutSpec& spec, const Reader& r) {
  r.to.begin_window(1);
  r.add(r.at, spec.keep);
}

void terms_of(const SoftmaxLossSpec&, const Reader& r) {
  r.to.begin_window(1);
  r.to.add(r.index, r.at, r.y(r.at), 1);
  if (r.at.map == r.trace.label)
    r.to.offset(r.trace.picture.own ? "taken for the true class" : "the true class", -1);
}

void terms_of(const TowerCopySpec&, const Reader& r) {
  r.to.begin_window(1);
  r.add(r.at, 1);
}

/// What the factors of such a node's terms are, in words.
struct FactorName {
  const char* rule;
  const char* name;
};
FactorName factor_of(const LayerSpec& spec) {
  if (std::holds_alternative<ConvSpec>(spec))
    return {"its gradients at all windows that cover the value x the weight that met it", "weight"};
  if (std::holds_alternative<LinearSpec>(spec))
    return {"the gradient of every output x the weight between them", "weight"};
  if (std::holds_alternative<ReluSpec>(spec))
    return {"its gradient, where the value was positive", "passes"};
  if (std::holds_alternative<TanhSpec>(spec)) return {"its gradient x (1 - y^2)", "1 - y^2"};
  if (std::holds_alternative<MaxPoolSpec>(spec))
    return {"its gradients at the windows in which the value was the largest", "won"};
  if (std::holds_alternative<AvgPoolSpec>(spec))
    return {"its gradients at all windows that cover the value, shared among their pixels",
            "share"};
  if (std::holds_alternative<DropoutSpec>(spec))
    return {"its gradient, scaled as at test time", "keep"};
  if (std::holds_alternative<SoftmaxLossSpec>(spec))
    return {"probability - 1 for the true class, probability for the others", ""};
  if (std::holds_alternative<TowerCopySpec>(spec)) return {"the same, copied back", ""};
  return {"its gradient / d^beta, less what the value damped its neighbours by", "derivative"};
}

}  // namespace

Probe probe_backward(const std::vector<NodeFacts>& nodes, const Trace& trace, int node,
                     Position at) {
  ALEXNET_CHECK(node + 1 < int(nodes.size()), "{} has no gradient: the loss begins there",
                nodes.back().name);
  ProbeBuilder to;
  to.probe.value_name = "gradient";
  for (int i = node + 1; i < int(nodes.size()); ++i) {
    const NodeFacts& reader = nodes[i];
    int channels = 0, elements = 0;
    for (const int input : reader.inputs) {
      const ConstTensorView x = trace.output(input);
      if (input == node) {
        const FactorName factor = factor_of(reader.spec);
        std::string& rule = to.probe.rule;
        rule += fmt::format("{} {}: {}", rule.empty() ? "From" : "; and from", reader.name,
                            factor.rule);
        if (factor.name[0] != '\0') to.probe.factor_name = factor.name;
        const Reader r{reader, trace, (*trace.weights)[i], i, channels, elements, x, at, to};
        std::visit([&](const auto& spec) { terms_of(spec, r); }, reader.spec);
        if (std::holds_alternative<SoftmaxLossSpec>(reader.spec))
          to.probe.value_name = "probability";
      }
      channels += x.shape.c;
      elements += int(x.shape.image_size());
    }
  }
  to.probe.rule += ".";
  to.finish(trace.gradient(node)(0, at.map, at.y, at.x));
  return std::move(to.probe);
}

}  // namespace alexnet::viewer
