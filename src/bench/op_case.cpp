#include "bench/op_case.h"

#include <algorithm>
#include <limits>

#include "bench/op_families.h"
#include "model/layer_factory.h"

namespace alexnet {
namespace {

void put_in_place(const OpResult& result) {
  if (!result.before.empty()) {
    copy(result.actual, result.before);
    return;
  }
  Tensor nans("nan", result.actual.shape);
  fill(nans, std::numeric_limits<Real>::quiet_NaN());
  copy(result.actual, nans);
}

Comparison worst_of(const std::vector<OpResult>& results) {
  Comparison worst{true, "", -1};
  for (const OpResult& result : results) {
    const HostView actual(result.actual);
    const Comparison one = compare(actual.view, result.expected, result.tolerance);
    if (!one.ok || one.used > worst.used) worst = one;
    if (!one.ok) break;
  }
  return worst;
}

/// One layer of each kind that can read images: all but the loss.
NodeList one_of_each() {
  const std::vector<std::string> images = {kDataNode};
  const NodeSpec nodes[] = {{"conv", ConvSpec{8, 3, {.stride = 1, .pad = 1}, {}}, images},
                            {"linear", LinearSpec{10, {}}, images},
                            {"relu", ReluSpec{}, images},
                            {"tanh", TanhSpec{}, images},
                            {"lrn", LrnSpec{}, images},
                            {"lrn_within_channel", LrnWithinChannelSpec{}, images},
                            {"maxpool", MaxPoolSpec{}, images},
                            {"avgpool", AvgPoolSpec{}, images},
                            {"dropout", DropoutSpec{}, images},
                            {"tower_copy", TowerCopySpec{}, images}};
  static_assert(std::size(nodes) == std::variant_size_v<LayerSpec> - 1,
                "a new kind of layer belongs in this list");
  return {std::begin(nodes), std::end(nodes)};
}

/// Whether gradients of that node's output come from several nodes.
bool has_several_readers(const Variant& variant, const NodeSpec& node) {
  const auto reads = [&](const NodeSpec& other) {
    return std::count(other.inputs.begin(), other.inputs.end(), node.name) > 0;
  };
  return std::count_if(variant.nodes.begin(), variant.nodes.end(), reads) > 1;
}

}  // namespace

void set_results(OpCase& op, std::vector<OpResult> results) {
  op.prepare = [results] {
    for (const OpResult& result : results) put_in_place(result);
  };
  op.compare = [results] { return worst_of(results); };
  op.results = std::move(results);
}

void with_name_of(const OpCase& op, const std::function<void()>& work) {
  try {
    work();
  } catch (const UsageError&) {  // such as a nonsensical $ALEXNET_THREAD_ORDER
    throw;
  } catch (const Error& error) {
    throw_error("{} {} {}: {}", op.node, op.op, op.rung, error.what());
  }
}

Comparison run_and_compare(const OpCase& op, const cuda::Stream& stream) {
  Comparison comparison;
  with_name_of(op, [&] {
    op.prepare();
    op.run(stream);
    comparison = op.compare();
  });
  return comparison;
}

void for_each_op(const Variant& variant, int batch_size, int device,
                 const std::function<void(const OpCase&)>& visit) {
  visit_preprocess(variant, batch_size, device, visit);
  std::vector<std::pair<std::string, Shape>> outputs = {
      {kDataNode, variant.input.with_batch(batch_size)}};
  const auto shape_of = [&](const std::string& name) {
    return std::find_if(outputs.begin(), outputs.end(),
                        [&](const auto& output) { return output.first == name; })
        ->second;
  };
  for (const NodeSpec& node : variant.nodes) {
    std::vector<Shape> shapes;
    for (const std::string& input : node.inputs) shapes.push_back(shape_of(input));
    outputs.push_back({node.name, output_shape(node.layer, shapes)});
    if (node.tower == Tower::b) continue;  // like tower a
    LayerProblem problem(node, shapes, Device::cuda(device));
    visit_node(problem, visit);
    if (has_several_readers(variant, node))
      visit_add(node.name, outputs.back().second, Device::cuda(device), visit);
  }
}

void for_each_other_op(const Variant& variant, int batch_size, int device,
                       const std::function<void(const OpCase&)>& visit) {
  const NodeList& nodes = variant.nodes;
  const Shape images = variant.input.with_batch(batch_size);
  for (const NodeSpec& other : one_of_each()) {
    const auto is_alike = [&](const NodeSpec& node) {
      return node.layer.index() == other.layer.index();
    };
    if (std::any_of(nodes.begin(), nodes.end(), is_alike)) continue;
    LayerProblem problem(other, {images}, Device::cuda(device));
    visit_node(problem, visit);
  }
  const auto adds = [&](const NodeSpec& node) { return has_several_readers(variant, node); };
  if (std::none_of(nodes.begin(), nodes.end(), adds))
    visit_add("gradients", images, Device::cuda(device), visit);
}

}  // namespace alexnet
