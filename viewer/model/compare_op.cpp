#include "viewer/model/compare_op.h"

#include <algorithm>
#include <cmath>
#include <limits>

#include "bench/clock.h"
#include "bench/op_families.h"
#include "bench/op_time.h"
#include "cuda/device.h"
#include "model/layer_factory.h"

namespace alexnet::viewer {
namespace {

/// The simulator does several hundred million products per second: a whole ladder takes seconds.
constexpr double kSimulatedProducts = 2e7;
/// And no more weights than can be drawn while one waits.
constexpr std::int64_t kMostWeights = 1 << 21;
constexpr int kRepeats = 5;

bool has_weights(const LayerSpec& spec) {
  return std::holds_alternative<ConvSpec>(spec) || std::holds_alternative<LinearSpec>(spec);
}

/// Products of one picture's forward pass; for ops without any, a number that takes as long.
double work_of(const LayerSpec& spec, const std::vector<Shape>& inputs) {
  if (has_weights(spec))
    return double(output_shape(spec, inputs).image_size() * weights_per_output(spec, inputs));
  double elements = 0;
  for (const Shape& x : inputs) elements += double(x.image_size());
  return elements * 16;
}

std::int64_t weights_of(const LayerSpec& spec, const std::vector<Shape>& inputs) {
  if (!has_weights(spec)) return 0;
  return output_shape(spec, inputs).c * weights_per_output(spec, inputs);
}

/// How many maps or units the node computes, if its spec says; else null.
int* outputs_of(LayerSpec& spec) {
  if (auto* conv = std::get_if<ConvSpec>(&spec)) return &conv->filters;
  if (auto* linear = std::get_if<LinearSpec>(&spec)) return &linear->outputs;
  return nullptr;
}

/// Halves the pixels of maps first, then outputs or inputs, whichever are more; false where nothing
/// is left to halve.
bool halve(CutDown& cut) {
  const Shape first = cut.inputs.front();
  int* outputs = outputs_of(cut.spec);
  const bool pixels =
      !std::holds_alternative<LinearSpec>(cut.spec) && std::min(first.h, first.w) >= 16;
  const bool fewer_outputs = !pixels && outputs && *outputs > 8 && *outputs > first.c;
  if (!pixels && !fewer_outputs && first.c < 4) return false;
  if (fewer_outputs) {
    *outputs /= 2;
    return true;
  }
  for (Shape& x : cut.inputs) {
    if (pixels) {
      x.h /= 2;
      x.w /= 2;
    } else {
      x.c = std::max(1, x.c / 2);
    }
  }
  return true;
}

/// The time that the CPU's layer takes: forward, or for everything that it does backward.
double time_on_cpu(LayerProblem& p, bool forward) {
  std::vector<ConstTensorView> x;
  std::vector<TensorView> grad_x;
  for (const Twin& twin : p.x) x.push_back(twin.host);
  for (Twin& twin : p.grad_x) grad_x.push_back(twin.host);
  const Pass pass{.training = true, .seed = 1};
  return median_ms(kRepeats, [&] {
    if (forward)
      p.cpu_layer->forward(x, p.y.host, pass);
    else
      p.cpu_layer->backward(x, p.y.host, p.grad_y.host, grad_x, pass);
  });
}

Tensor on_cpu(const std::string& name, ConstTensorView values) {
  const HostView host(values);
  Tensor result(name, as_maps(values.shape));
  std::copy_n(host.view.data, values.shape.size(), result.data());
  return result;
}

/// What the op's results are called, but for the first.
std::string name_of_result(const OpCase& op, std::size_t result) {
  if (result == 0) return "";
  return op.op == "backward_weight" ? "the gradient of the bias" : "the second input's gradient";
}

RungResult run_rung(const OpCase& op, const cuda::Stream& stream) {
  op.prepare();
  op.run(stream);
  RungResult rung;
  rung.name = op.rung.empty() ? "one kernel" : op.rung;
  rung.idea = op.idea;
  rung.math = to_text(op.math);
  rung.values = on_cpu("values", op.results.front().actual);
  const Worst shown = worst_of(rung.values, on_cpu("expected", op.results.front().expected));
  rung.shown_error = shown.error;
  rung.worst_at = shown.index;
  // If an op has several results - the gradients of weights and of biases - the one that uses most
  // of its allowance counts.
  rung.used = -1;
  for (std::size_t i = 0; i < op.results.size(); ++i) {
    const OpResult& result = op.results[i];
    const Tensor actual = on_cpu("actual", result.actual);
    const Tensor expected = on_cpu("expected", result.expected);
    const Comparison comparison = compare(actual, expected, result.tolerance);
    if (comparison.used <= rung.used) continue;
    rung.used = comparison.used;
    rung.worst_error = worst_of(actual, expected).error;
    rung.allowance = comparison.allowance;
    rung.worst_in = name_of_result(op, i);
  }
  rung.ms = median_ms(op, stream, cuda::is_simulated() ? 1 : kRepeats);
  rung.gflop_per_s = 2e-6 * op.multiply_adds / rung.ms;
  return rung;
}

}  // namespace

std::vector<std::string> ops_of(const LayerSpec& spec) {
  if (has_weights(spec)) return {"forward", "backward_input", "backward_weight"};
  return {"forward", "backward"};
}

CutDown cut_down(LayerSpec spec, std::vector<Shape> inputs, double multiply_adds) {
  CutDown cut{std::move(spec), std::move(inputs)};
  const auto is_too_large = [&] {
    return work_of(cut.spec, cut.inputs) > multiply_adds ||
           weights_of(cut.spec, cut.inputs) > kMostWeights;
  };
  while (is_too_large() && halve(cut)) cut.smaller = true;
  return cut;
}

Worst worst_of(ConstTensorView a, ConstTensorView b) {
  Worst worst;
  for (std::int64_t i = 0; i < a.shape.size(); ++i) {
    double error = std::abs(double(a.data[i]) - double(b.data[i]));
    if (std::isnan(error)) error = std::numeric_limits<double>::infinity();
    if (error > worst.error) worst = {i, error};
  }
  return worst;
}

Tensor difference_of(ConstTensorView a, ConstTensorView b) {
  Tensor result("difference", a.shape);
  for (std::int64_t i = 0; i < a.shape.size(); ++i) result.data()[i] = a.data[i] - b.data[i];
  return result;
}

Shape as_maps(const Shape& shape) {
  if (shape.n == 1) return shape;
  if (shape.map_size() > 1) return {1, shape.n * shape.c, shape.h, shape.w};
  return shape.c > 1 ? Shape{1, 1, shape.n, shape.c} : Shape{1, 1, 1, shape.n};
}

OpComparison compare_op(const NodeSpec& node, const std::vector<Shape>& inputs,
                        const std::string& op,
                        const std::function<void(const std::string&)>& report) {
  OpComparison result;
  result.op = op;
  result.simulated = cuda::is_simulated();
  if (cuda::device_count() == 0) {
    result.missing = cuda::why_no_devices();
    return result;
  }
  cuda::check_device(0);
  result.device = cuda::device_info(0).name;
  const double limit =
      result.simulated ? kSimulatedProducts : std::numeric_limits<double>::infinity();
  const CutDown cut = cut_down(node.layer, inputs, limit);
  result.cut_down = cut.smaller;
  const NodeSpec small{node.name, cut.spec, node.inputs, node.tower};
  LayerProblem problem(small, cut.inputs, Device::cuda(0));
  result.inputs = cut.inputs;
  result.cpu_does_all_gradients = op.starts_with("backward");

  const cuda::Stream stream(0);
  visit_node(problem, [&](const OpCase& found) {
    if (found.op != op) return;
    report(found.rung);
    if (result.expected.empty())
      result.expected = on_cpu("expected", found.results.front().expected);
    result.rungs.push_back(run_rung(found, stream));
    result.multiply_adds = found.multiply_adds;
  });
  ALEXNET_CHECK(!result.rungs.empty(), "{} has no op {}", node.name, op);
  // Last, since it overwrites what the rungs were compared with, by the CPU's fastest rung.
  result.cpu_ms = time_on_cpu(problem, !result.cpu_does_all_gradients);
  if (!result.cpu_does_all_gradients)
    result.cpu_gflop_per_s = 2e-6 * result.multiply_adds / result.cpu_ms;
  return result;
}

}  // namespace alexnet::viewer
