#include "bench/rung_time.h"

#include "bench/clock.h"
#include "core/compare.h"
#include "layers/conv/conv.h"
#include "layers/linear/linear.h"
#include "model/network.h"

namespace alexnet {
namespace {

Tensor random_tensor(const std::string& name, const Shape& shape) {
  Tensor tensor(name, shape);
  fill_normal(tensor, RandomStream(1, name), 0, 1);
  return tensor;
}

/// What a layer reads, random numbers but for its parameters, and room for what it writes.
struct Numbers {
  Numbers(const Network& network, const Network::Node& node, int batch_size)
      : weight(node.layer->parameters()[0].value),
        bias(node.layer->parameters()[1].value),
        y("y", node.output.shape()),
        grad_y(random_tensor("grad_y", node.output.shape())),
        grad_weight("grad_weight", weight.shape),
        grad_bias("grad_bias", bias.shape) {
    for (const int input : node.inputs) {
      const Shape shape = input == Network::kImages ? network.variant().input.with_batch(batch_size)
                                                    : network.nodes()[input].output.shape();
      const std::string number = std::to_string(x.size());  // each input has numbers of its own
      x.push_back(random_tensor("x" + number, shape));
      grad_x.emplace_back("grad_x" + number, shape);
      shapes.push_back(shape);
    }
    inputs.assign(x.begin(), x.end());
    grad_inputs.assign(grad_x.begin(), grad_x.end());
  }

  ConstTensorView weight, bias;
  std::vector<Tensor> x, grad_x;
  std::vector<Shape> shapes;  // of x
  std::vector<ConstTensorView> inputs;
  std::vector<TensorView> grad_inputs;
  Tensor y, grad_y, grad_weight, grad_bias;
};

/// A direction of a layer: what it writes, and how each rung computes that.
struct Op {
  /// A tensor that it writes, and how many terms its sums have: 0 where every rung adds up alike.
  struct Output {
    Tensor* tensor;
    double terms;
  };
  const char* name;
  std::vector<Output> outputs;
  std::function<void(int rung)> run;
};

/// The three directions by the rungs of a ladder. `params` are the layer's, where it has some.
template <class Rung, class... Params>
std::vector<Op> ops_of(std::span<const Rung> ladder, Numbers& n, const Params&... params) {
  const Shape w = n.weight.shape, y = n.y.shape();
  const double forward_terms = double(w.image_size());
  const double input_terms = double(w.n) * double(w.map_size());
  const double weight_terms = double(y.n) * double(y.map_size());
  std::vector<Op::Output> all_grad_x;
  for (Tensor& g : n.grad_x) all_grad_x.push_back({&g, input_terms});
  return {
      {"forward",
       {{&n.y, forward_terms}},
       [=, &n](int r) { ladder[r].forward(n.inputs, n.weight, n.bias, n.y, params...); }},
      {"backward_input", all_grad_x,
       [=, &n](int r) { ladder[r].backward_input(n.grad_y, n.weight, n.grad_inputs, params...); }},
      {"backward_weight", {{&n.grad_weight, weight_terms}, {&n.grad_bias, 0}}, [=, &n](int r) {
         ladder[r].backward_weight(n.inputs, n.grad_y, n.grad_weight, n.grad_bias, params...);
       }}};
}

/// A rung of a ladder: where it stands, and how much larger its roundings are (ConvRung::rounding).
struct RungFacts {
  int index;
  const char* name;
  double rounding;
};

std::vector<RungFacts> rungs_of(std::span<const cpu::ConvRung> ladder, const Numbers& n,
                                const ConvParams& params) {
  std::vector<RungFacts> rungs;
  for (int r = 0; r < int(ladder.size()); ++r)
    if (ladder[r].supports(n.shapes, n.weight.shape, n.y.shape(), params))
      rungs.push_back({r, ladder[r].name, ladder[r].rounding});
  return rungs;
}

std::vector<RungFacts> rungs_of(std::span<const cpu::LinearRung> ladder) {
  std::vector<RungFacts> rungs;
  for (int r = 0; r < int(ladder.size()); ++r) rungs.push_back({r, ladder[r].name, 0});
  return rungs;
}

/// Throws where what the rung left differs from what naive left.
void check(const std::string& node, const Op& op, const RungFacts& rung,
           const std::vector<Tensor>& naive) {
  for (std::size_t i = 0; i < naive.size(); ++i) {
    const auto& [output, terms] = op.outputs[i];
    const Tolerance tolerance{terms > 0 ? rung.rounding * sum_of(terms).in_rms : 0};
    const Comparison comparison = compare(*output, naive[i], tolerance);
    ALEXNET_CHECK(comparison.ok, "{}: {} of rung {}: {} differs from naive: {}", node, op.name,
                  rung.name, naive[i].name(), comparison.report);
  }
}

/// Checks each op's rungs against the first and times them.
void time_ops_of(const Network::Node& node, std::span<const RungFacts> rungs,
                 std::span<const Op> ops, int batch_size, int repeats,
                 const std::function<void()>& before_each, std::vector<RungTime>& times) {
  const double multiply_adds = double(node.layer->multiply_adds_per_image()) * batch_size;
  for (const Op& op : ops) {
    op.run(0);
    std::vector<Tensor> naive;
    for (const Op::Output& output : op.outputs) naive.push_back(output.tensor->to(Device::cpu()));
    for (const RungFacts& rung : rungs) {
      if (before_each) before_each();
      for (const Op::Output& output : op.outputs) fill(*output.tensor, 0);
      const auto run = [&] { op.run(rung.index); };
      const double ms = rung.index == 0 ? time_ms(run) : median_ms(repeats, run);
      check(node.name, op, rung, naive);
      times.push_back({node.name, op.name, rung.name, ms, 2e-6 * multiply_adds / ms});
    }
  }
}

}  // namespace

std::vector<RungTime> time_rungs(const Variant& variant, int batch_size, int repeats,
                                 const std::function<void()>& before_each) {
  ALEXNET_CHECK(repeats >= 1, "repeats: expected at least 1, found {}", repeats);
  Network network(variant, Placement{}, batch_size);
  network.initialize(1);
  std::vector<RungTime> times;
  for (const Network::Node& node : network.nodes()) {
    const auto* conv = std::get_if<ConvSpec>(&node.spec);
    if (!conv && !std::holds_alternative<LinearSpec>(node.spec)) continue;
    Numbers numbers(network, node, batch_size);
    if (conv)
      time_ops_of(node, rungs_of(cpu::conv_rungs(), numbers, conv->params),
                  ops_of(cpu::conv_rungs(), numbers, conv->params), batch_size, repeats,
                  before_each, times);
    else
      time_ops_of(node, rungs_of(cpu::linear_rungs()), ops_of(cpu::linear_rungs(), numbers),
                  batch_size, repeats, before_each, times);
  }
  return times;
}

}  // namespace alexnet
