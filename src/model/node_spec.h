#pragma once
#include <string>
#include <variant>
#include <vector>

#include "layers/conv/conv.h"
#include "layers/layer.h"
#include "layers/lrn/lrn.h"
#include "layers/lrn_within_channel/lrn_within_channel.h"
#include "layers/pool_shape.h"

// A network on paper: what its nodes are, before any memory exists.
namespace alexnet {

/// One half of the network. The paper puts each half on its own GPU. Nets with one tower use a.
enum class Tower { a, b };
/// "a" or "b".
const char* to_text(Tower tower);

struct ConvSpec {
  int filters, size;
  ConvParams params;
  Init init;
};
struct LinearSpec {
  int outputs;
  Init init;
};
struct ReluSpec {};
struct TanhSpec {};
struct LrnSpec {
  LrnParams params;
};
struct LrnWithinChannelSpec {
  LrnWithinChannelParams params;
};
struct MaxPoolSpec {
  PoolParams params;
};
struct AvgPoolSpec {
  PoolParams params;
};
struct DropoutSpec {
  Real keep = Real(0.5);
};
struct SoftmaxLossSpec {};
struct TowerCopySpec {};

using LayerSpec =
    std::variant<ConvSpec, LinearSpec, ReluSpec, TanhSpec, LrnSpec, LrnWithinChannelSpec,
                 MaxPoolSpec, AvgPoolSpec, DropoutSpec, SoftmaxLossSpec, TowerCopySpec>;

/// "conv 48 of 11x11, stride 4", for tables.
std::string to_text(const LayerSpec& layer);

/// One node: its name, what it does, whose outputs it reads, which tower it belongs to.
struct NodeSpec {
  std::string name;
  LayerSpec layer;
  std::vector<std::string> inputs;  ///< names of earlier nodes, or kDataNode
  Tower tower = Tower::a;
};

/// The images. They belong to no tower: both read them.
inline const std::string kDataNode = "data";

/// Nodes in execution order; the last is the SoftmaxLoss.
using NodeList = std::vector<NodeSpec>;

/// The same network without these steps ("norm1": norm1 itself, or norm1a and norm1b). A node that
/// read one of them reads what that one read. Errors: a step that is not there, or that reads
/// several nodes.
NodeList without_steps(const NodeList& nodes, const std::vector<std::string>& steps);

}  // namespace alexnet
