#include "bench/rung_time.h"

#include <limits>

#include "bench/clock.h"
#include "core/compare.h"
#include "layers/conv/conv.h"
#include "layers/linear/linear.h"
#include "layers/maxpool/maxpool.h"
#include "layers/roundings.h"
#include "model/network.h"

namespace alexnet {
namespace {

Tensor random_tensor(const std::string& name, const Shape& shape) {
  Tensor tensor(name, shape);
  fill_normal(tensor, RandomStream(1, name), 0, 1);
  return tensor;
}

/// What a layer reads (random numbers, except for its parameters) and room for what it writes.
struct Numbers {
  Numbers(const Network& network, const Network::Node& node, int batch_size)
      : y("y", node.output.shape()), grad_y(random_tensor("grad_y", node.output.shape())) {
    if (const auto parameters = node.layer->parameters(); !parameters.empty()) {
      weight = parameters[0].value;
      bias = parameters[1].value;
      grad_weight = Tensor("grad_weight", weight.shape);
      grad_bias = Tensor("grad_bias", bias.shape);
    }
    for (const int input : node.inputs) {
      const Shape shape = input == Network::kImages ? network.variant().input.with_batch(batch_size)
                                                    : network.nodes()[input].output.shape();
      const std::string number = std::to_string(x.size());  // each input has its own numbers
      x.push_back(random_tensor("x" + number, shape));
      grad_x.emplace_back("grad_x" + number, shape);
      shapes.push_back(shape);
    }
    inputs.assign(x.begin(), x.end());
    grad_inputs.assign(grad_x.begin(), grad_x.end());
  }

  ConstTensorView weight, bias;  // if the layer has any
  std::vector<Tensor> x, grad_x;
  std::vector<Shape> shapes;  // of x
  std::vector<ConstTensorView> inputs;
  std::vector<TensorView> grad_inputs;
  Tensor y, grad_y, grad_weight, grad_bias;
};

/// A direction of a layer: what it writes, and how each rung computes that.
struct Op {
  /// A tensor that it writes, and how far it may be from naive's.
  struct Output {
    Tensor* tensor;
    Tolerance tolerance;
  };
  const char* name;
  std::function<std::vector<Output>(int rung)> outputs;
  std::function<void(int rung)> run;
};

/// The rungs that support the layer, with their places in the ladder, and the layer's directions.
struct Ladder {
  struct Rung {
    int place;
    const char *name, *idea;
  };
  std::vector<Rung> rungs;
  std::vector<Op> ops;
};

/// The three directions of a layer with weights, on the rungs of a ladder. `params` are the
/// layer's, if it has any. roundings(rung) says how much larger a rung's roundings are than the
/// formula's.
template <class Rung, class Roundings, class... Params>
std::vector<Op> ops_with_weights(std::span<const Rung> ladder, Numbers& n, Roundings roundings,
                                 const Params&... params) {
  const Shape w = n.weight.shape, y = n.y.shape();
  const auto allowed = [](double rounding, double terms) {
    return Tolerance{rounding * sum_of(terms).in_rms};
  };
  const double weight_terms = double(y.n) * double(y.map_size());
  return {
      {"forward",
       [=, &n](int r) {
         const double terms = double(w.image_size());
         return std::vector<Op::Output>{{&n.y, allowed(roundings(r).sums, terms)}};
       },
       [=, &n](int r) { ladder[r].forward(n.inputs, n.weight, n.bias, n.y, params...); }},
      {"backward_input",
       [=, &n](int r) {
         const double terms = double(w.n) * double(w.map_size());
         std::vector<Op::Output> outputs;
         for (Tensor& g : n.grad_x) outputs.push_back({&g, allowed(roundings(r).sums, terms)});
         return outputs;
       },
       [=, &n](int r) { ladder[r].backward_input(n.grad_y, n.weight, n.grad_inputs, params...); }},
      {"backward_weight",
       [=, &n](int r) {
         return std::vector<Op::Output>{
             {&n.grad_weight, allowed(roundings(r).weight_gradient, weight_terms)},
             {&n.grad_bias, exact()}};
       },
       [=, &n](int r) {
         ladder[r].backward_weight(n.inputs, n.grad_y, n.grad_weight, n.grad_bias, params...);
       }}};
}

/// Both directions of a layer that turns one x into y, with how far rungs may be from naive;
/// run_backward(rung) fills n.grad_inputs[0].
template <class Rung, class Params, class Backward>
std::vector<Op> ops_of_maps(std::span<const Rung> ladder, Numbers& n, const Params& params,
                            Backward run_backward, Tolerance forward, Tolerance backward) {
  return {{"forward",
           [=, &n](int) {
             return std::vector<Op::Output>{{&n.y, forward}};
           },
           [=, &n](int r) { ladder[r].forward(n.inputs[0], n.y, params); }},
          {"backward",
           [=, &n](int) {
             return std::vector<Op::Output>{{&n.grad_x[0], backward}};
           },
           [=](int r) { run_backward(ladder[r]); }}};
}

template <class Rung, class Supports>
std::vector<Ladder::Rung> rungs_of(std::span<const Rung> ladder, Supports supports) {
  std::vector<Ladder::Rung> rungs;
  for (int r = 0; r < int(ladder.size()); ++r)
    if (supports(ladder[r])) rungs.push_back({r, ladder[r].name, ladder[r].idea});
  return rungs;
}

/// The ladder of the layer; without rungs if it has none.
Ladder ladder_of(const LayerSpec& layer, Numbers& n) {
  if (const auto* conv = std::get_if<ConvSpec>(&layer)) {
    const std::span<const cpu::ConvRung> ladder = cpu::conv_rungs();
    const ConvParams params = conv->params;
    const int size = conv->size;
    return {rungs_of(ladder,
                     [&](const cpu::ConvRung& rung) {
                       return rung.supports(n.shapes, n.weight.shape, n.y.shape(), params);
                     }),
            ops_with_weights(
                ladder, n, [=](int r) { return ladder[r].roundings(size); }, params)};
  }
  if (std::holds_alternative<LinearSpec>(layer)) {
    const std::span<const cpu::LinearRung> ladder = cpu::linear_rungs();
    return {rungs_of(ladder,
                     [&](const cpu::LinearRung& rung) {
                       return rung.supports(n.shapes, n.weight.shape);
                     }),
            ops_with_weights(ladder, n, [](int) { return cpu::ConvRoundings{}; })};
  }
  if (const auto* lrn = std::get_if<LrnSpec>(&layer)) {
    const LrnParams params = lrn->params;
    const auto backward = [=, &n](const cpu::LrnRung& rung) {
      rung.backward(n.inputs[0], n.y, n.grad_y, n.grad_inputs[0], params);
    };
    return {
        rungs_of(cpu::lrn_rungs(), [&](const cpu::LrnRung& rung) { return rung.supports(params); }),
        ops_of_maps(cpu::lrn_rungs(), n, params, backward, sum_of(lrn_roundings()),
                    sum_of(lrn_gradient_roundings(params)))};
  }
  if (const auto* pool = std::get_if<MaxPoolSpec>(&layer)) {
    const PoolParams params = pool->params;
    const auto backward = [=, &n](const cpu::MaxPoolRung& rung) {
      rung.backward(n.inputs[0], n.grad_y, n.grad_inputs[0], params);
    };
    return {rungs_of(cpu::maxpool_rungs(),
                     [&](const cpu::MaxPoolRung& rung) { return rung.supports(params); }),
            ops_of_maps(cpu::maxpool_rungs(), n, params, backward, exact(), exact())};
  }
  return {};
}

/// Throws if what the rung wrote differs from what naive wrote.
void check(const std::string& node, const Op& op, const Ladder::Rung& rung,
           const std::vector<Tensor>& naive) {
  const std::vector<Op::Output> outputs = op.outputs(rung.place);
  for (std::size_t i = 0; i < naive.size(); ++i) {
    const auto& [output, tolerance] = outputs[i];
    const Comparison comparison = compare(*output, naive[i], tolerance);
    ALEXNET_CHECK(comparison.ok, "{}: {} of rung {}: {} differs from naive: {}", node, op.name,
                  rung.name, naive[i].name(), comparison.report);
  }
}

/// Checks each op's rungs against the first and times them.
void time_ladder(const Network::Node& node, const Ladder& ladder, int batch_size, int repeats,
                 const std::function<void()>& before_each, std::vector<RungTime>& times) {
  const double multiply_adds = double(node.multiply_adds) * batch_size;
  for (const Op& op : ladder.ops) {
    const std::vector<Op::Output> outputs = op.outputs(0);
    std::vector<Tensor> naive;  // what the first computes, and the others are compared with
    for (const Ladder::Rung& rung : ladder.rungs) {
      if (before_each) before_each();
      for (const Op::Output& output : outputs)
        fill(*output.tensor, std::numeric_limits<Real>::quiet_NaN());
      const auto run = [&] { op.run(rung.place); };
      double ms = 0;
      if (rung.place == 0) {
        ms = time_ms(run);
        for (const Op::Output& output : outputs) naive.push_back(output.tensor->to(Device::cpu()));
      } else {
        run();
        check(node.name, op, rung, naive);
        ms = median_ms(repeats, run);
      }
      times.push_back({node.name, op.name, rung.name, rung.idea, ms, 2e-6 * multiply_adds / ms});
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
    if (node.tower == Tower::b) continue;  // like tower a
    Numbers numbers(network, node, batch_size);
    time_ladder(node, ladder_of(node.spec, numbers), batch_size, repeats, before_each, times);
  }
  return times;
}

}  // namespace alexnet
