#pragma once
#include <functional>

#include "model/node_spec.h"
#include "viewer/model/snapshot.h"

// One op of one node on the CPU and on a GPU, real or simulated.
namespace alexnet::viewer {

/// The ops of a node that can be compared: "forward", "backward_input" ...
std::vector<std::string> ops_of(const LayerSpec& spec);

/// The node with fewer pixels, inputs and outputs, and its inputs to match: as much of it as comes
/// to at most a given number of multiply-adds. What an op computes for one value does not change.
struct CutDown {
  LayerSpec spec;
  std::vector<Shape> inputs;
  bool smaller = false;
};
CutDown cut_down(LayerSpec spec, std::vector<Shape> inputs, double multiply_adds);

/// Where two results are furthest apart.
struct Worst {
  std::int64_t index = 0;
  double error = 0;
};
Worst worst_of(ConstTensorView a, ConstTensorView b);
/// a - b
Tensor difference_of(ConstTensorView a, ConstTensorView b);

/// Any result as maps of one picture: filters as one map for each filter and channel, a matrix as
/// one map, a list as one row.
Shape as_maps(const Shape& shape);

/// Runs the op on one picture of random numbers with every rung of the ladder on cuda:0. Calls
/// report(rung) before each. If there is no such device, the result says why. Errors: a node that
/// has no such op.
OpComparison compare_op(const NodeSpec& node, const std::vector<Shape>& inputs,
                        const std::string& op,
                        const std::function<void(const std::string&)>& report);

}  // namespace alexnet::viewer
