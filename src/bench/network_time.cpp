#include "bench/network_time.h"

#include <algorithm>
#include <chrono>
#include <cmath>
#include <functional>

#include "core/compare.h"
#include "cuda/device.h"
#include "layers/conv/conv.h"
#include "layers/linear/linear.h"
#include "model/forward_graph.h"
#include "train/sgd.h"

namespace alexnet {
namespace {

double median(std::vector<double> values) {
  std::sort(values.begin(), values.end());
  return values[values.size() / 2];
}

double time_ms(const std::function<void()>& work) {
  const auto start = std::chrono::steady_clock::now();
  work();
  return std::chrono::duration<double, std::milli>(std::chrono::steady_clock::now() - start)
      .count();
}

double median_ms(int repeats, const std::function<void()>& work) {
  work();  // warms caches and memory up
  std::vector<double> times;
  for (int i = 0; i < repeats; ++i) times.push_back(time_ms(work));
  return median(times);
}

Tensor random_tensor(const std::string& name, const Shape& shape, Real stddev) {
  Tensor tensor(name, shape);
  fill_normal(tensor, RandomStream(1, name), 0, stddev);
  return tensor;
}

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

/// A rung of a ladder: where it stands, and how much larger its roundings are (ConvRung::rounding).
struct RungFacts {
  int index;
  const char* name;
  double rounding;
};

/// Checks each op's rungs against the first and times them.
void time_rungs_of_ops(const std::string& node, std::span<const RungFacts> rungs,
                       std::span<const Op> ops, double multiply_adds, int repeats,
                       const std::function<void()>& before_each, std::vector<RungTime>& times) {
  for (const Op& op : ops) {
    op.run(0);
    std::vector<Tensor> expected;
    for (const Op::Output& output : op.outputs)
      expected.push_back(output.tensor->to(Device::cpu()));
    for (const RungFacts& rung : rungs) {
      if (before_each) before_each();
      for (const Op::Output& output : op.outputs) fill(*output.tensor, 0);
      const double ms = rung.index == 0 ? time_ms([&] { op.run(0); })
                                        : median_ms(repeats, [&] { op.run(rung.index); });
      for (std::size_t i = 0; i < expected.size(); ++i) {
        const auto& [output, terms] = op.outputs[i];
        const Tolerance tolerance{terms > 0 ? rung.rounding * sum_of(terms).in_rms : 0};
        const Comparison comparison = compare(*output, expected[i], tolerance);
        ALEXNET_CHECK(comparison.ok, "{}: {} of rung {}: {} differs from naive: {}", node, op.name,
                      rung.name, expected[i].name(), comparison.report);
      }
      times.push_back({node, op.name, rung.name, ms, 2e-6 * multiply_adds / ms});
    }
  }
}

/// A network, its input where it reads it, and one pass of it from beginning to end.
class TimedNetwork {
 public:
  TimedNetwork(const Variant& variant, const Placement& placement, int batch_size)
      : network(variant, placement, batch_size),
        images_(random_tensor("images", variant.input.with_batch(batch_size), 60)),
        labels_("labels", Shape::vector(batch_size)) {
    network.initialize(1);
    for (int i = 0; i < batch_size; ++i) labels_.data()[i] = Real(i % variant.classes);
    if (network.is_on_gpus()) labels_ = labels_.to(placement.a);
    network.forward(images_, {});  // leaves copies of the images on the devices
  }

  void forward(const Pass& pass) {
    if (network.is_on_gpus())
      network.forward(labels_.shape().n, pass);
    else
      network.forward(images_, pass);
  }
  void step(const Pass& pass) {
    forward(pass);
    // On a GPU nobody asks for the loss of each iteration: that would stop the queue.
    if (!network.is_on_gpus())
      ALEXNET_CHECK(std::isfinite(network.loss(labels_)), "{}: the loss is not finite",
                    network.variant().name);
    network.backward(labels_);
    SgdParams sgd;
    sgd.learning_rate = 1e-6f;  // the weights stay where they are, the work is the same
    sgd_step(network, sgd);
  }
  void wait() const {
    for (const Device& device : {network.placement().a, network.placement().b})
      if (!device.is_cpu()) cuda::synchronize(device.index);
  }

  Network network;

 private:
  Tensor images_, labels_;
};

}  // namespace

NetworkTime time_network(const Variant& variant, const Placement& placement, int batch_size,
                         int repeats, Math math, int steps_in_a_row) {
  ALEXNET_CHECK(repeats >= 1, "repeats: expected at least 1, found {}", repeats);
  TimedNetwork timed(variant, placement, batch_size);
  Network& network = timed.network;
  network.set_math(math);
  network.fuse_relus(true);
  const auto ms_per_step = [&](const std::function<void()>& step) {
    const auto all_steps = [&] {
      for (int i = 0; i < steps_in_a_row; ++i) step();
      timed.wait();
    };
    return median_ms(repeats, all_steps) / steps_in_a_row;
  };

  NetworkTime time;
  time.forward_ms = ms_per_step([&] { timed.forward({}); });
  ALEXNET_CHECK(!network.first_bad_output(), "{}: {} is not finite", variant.name,
                *network.first_bad_output());
  if (network.is_on_gpus()) {
    ForwardGraph graph(network, batch_size);
    time.graph_ms = ms_per_step([&] { graph.forward(); });
  }
  std::uint64_t iteration = 0;
  time.step_ms = ms_per_step([&] { timed.step({true, 1, iteration++}); });

  // The nodes' own times come from steps of their own: measuring them costs something on a GPU.
  const std::size_t count = network.nodes().size();
  std::vector<std::vector<double>> forward(count), backward(count);
  network.measure_nodes(true);
  for (int repeat = 0; repeat < repeats; ++repeat) {
    timed.step({true, 1, iteration++});
    for (std::size_t i = 0; i < count; ++i) {
      forward[i].push_back(network.nodes()[i].forward_time.ms());
      backward[i].push_back(network.nodes()[i].backward_time.ms());
    }
  }
  for (std::size_t i = 0; i < count; ++i) {
    const Network::Node& node = network.nodes()[i];
    const std::int64_t work = node.layer->multiply_adds_per_image() * batch_size;
    time.multiply_adds += work;
    time.nodes.push_back({node.name, work, median(forward[i]), median(backward[i])});
  }
  return time;
}

std::vector<RungTime> time_rungs(const Variant& variant, int batch_size, int repeats,
                                 const std::function<void()>& before_each) {
  ALEXNET_CHECK(repeats >= 1, "repeats: expected at least 1, found {}", repeats);
  Network network(variant, Placement{}, batch_size);
  network.initialize(1);
  std::vector<RungTime> times;
  for (const Network::Node& node : network.nodes()) {
    const auto* conv = std::get_if<ConvSpec>(&node.spec);
    if (!conv && !std::holds_alternative<LinearSpec>(node.spec)) continue;
    const std::span<Parameter> parameters = node.layer->parameters();
    const ConstTensorView weight = parameters[0].value, bias = parameters[1].value;

    std::vector<Tensor> x, grad_x;
    for (int input : node.inputs) {
      const Shape shape = input == Network::kImages ? variant.input.with_batch(batch_size)
                                                    : network.nodes()[input].output.shape();
      const std::string number = std::to_string(x.size());  // each input has numbers of its own
      x.push_back(random_tensor("x" + number, shape, 1));
      grad_x.emplace_back("grad_x" + number, shape);
    }
    const std::vector<ConstTensorView> inputs(x.begin(), x.end());
    const std::vector<TensorView> grad_inputs(grad_x.begin(), grad_x.end());
    Tensor y("y", node.output.shape()), grad_weight("grad_weight", weight.shape),
        grad_bias("grad_bias", bias.shape);
    const Tensor grad_y = random_tensor("grad_y", node.output.shape(), 1);

    std::vector<Op> ops;
    std::vector<RungFacts> rungs;
    const Shape w = weight.shape, ys = y.shape();
    const double forward_terms = double(w.image_size());
    const double input_terms = double(w.n) * double(w.map_size());
    const double weight_terms = double(ys.n) * double(ys.map_size());
    std::vector<Op::Output> all_grad_x;
    for (Tensor& g : grad_x) all_grad_x.push_back({&g, input_terms});
    if (conv) {
      const auto ladder = cpu::conv_rungs();
      const ConvParams p = conv->params;
      std::vector<Shape> shapes;
      for (const ConstTensorView& input : inputs) shapes.push_back(input.shape);
      for (int r = 0; r < int(ladder.size()); ++r)
        if (ladder[r].supports(shapes, w, ys, p))
          rungs.push_back({r, ladder[r].name, ladder[r].rounding});
      ops = {{"forward",
              {{&y, forward_terms}},
              [=, &y](int r) { ladder[r].forward(inputs, weight, bias, y, p); }},
             {"backward_input", all_grad_x,
              [=, &grad_y](int r) { ladder[r].backward_input(grad_y, weight, grad_inputs, p); }},
             {"backward_weight",
              {{&grad_weight, weight_terms}, {&grad_bias, 0}},
              [=, &grad_y, &grad_weight, &grad_bias](int r) {
                ladder[r].backward_weight(inputs, grad_y, grad_weight, grad_bias, p);
              }}};
    } else {
      const auto ladder = cpu::linear_rungs();
      for (int r = 0; r < int(ladder.size()); ++r) rungs.push_back({r, ladder[r].name, 0});
      ops = {{"forward",
              {{&y, forward_terms}},
              [=, &y](int r) { ladder[r].forward(inputs, weight, bias, y); }},
             {"backward_input", all_grad_x,
              [=, &grad_y](int r) { ladder[r].backward_input(grad_y, weight, grad_inputs); }},
             {"backward_weight",
              {{&grad_weight, weight_terms}, {&grad_bias, 0}},
              [=, &grad_y, &grad_weight, &grad_bias](int r) {
                ladder[r].backward_weight(inputs, grad_y, grad_weight, grad_bias);
              }}};
    }
    time_rungs_of_ops(node.name, rungs, ops,
                      double(node.layer->multiply_adds_per_image()) * batch_size, repeats,
                      before_each, times);
  }
  return times;
}

}  // namespace alexnet
