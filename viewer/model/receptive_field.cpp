#include "viewer/model/receptive_field.h"

#include <algorithm>

namespace alexnet::viewer {
namespace {

/// Rows or columns of the input that windows `first` to `last` of an axis cover.
struct Span {
  int begin, end;
};

Span windows(int first, int last, int size, int stride, int pad) {
  return {first * stride - pad, last * stride - pad + size};
}

/// The part of its input that a node reads for this part of its output.
Field reads(const NodeFacts& node, const Field& part) {
  const auto sliding = [&](int size, int stride, int pad) {
    const Span y = windows(part.y0, part.y1 - 1, size, stride, pad);
    const Span x = windows(part.x0, part.x1 - 1, size, stride, pad);
    return Field{y.begin, y.end, x.begin, x.end};
  };
  if (const auto* conv = std::get_if<ConvSpec>(&node.spec))
    return sliding(conv->size, conv->params.stride, conv->params.pad);
  if (const auto* pool = std::get_if<MaxPoolSpec>(&node.spec))
    return sliding(pool->params.size, pool->params.stride, 0);
  if (const auto* pool = std::get_if<AvgPoolSpec>(&node.spec))
    return sliding(pool->params.size, pool->params.stride, 0);
  if (const auto* lrn = std::get_if<LrnWithinChannelSpec>(&node.spec))
    return sliding(lrn->params.size, 1, lrn->params.size / 2);
  if (std::holds_alternative<LinearSpec>(node.spec)) return {0, node.input.h, 0, node.input.w};
  return part;  // element by element, or across maps at the same pixel
}

Field both(const Field& a, const Field& b) {
  if (a.empty()) return b;
  if (b.empty()) return a;
  return {std::min(a.y0, b.y0), std::max(a.y1, b.y1), std::min(a.x0, b.x0), std::max(a.x1, b.x1)};
}

}  // namespace

Field receptive_field(const std::vector<NodeFacts>& nodes, int node, Position at) {
  const Field pixel = {at.y, at.y + 1, at.x, at.x + 1};
  if (node == kPicture) return pixel;
  // From the node down, since inputs come before the nodes that read them: when a node's turn
  // comes, everything that is read of it is known.
  std::vector<Field> needed(std::size_t(node) + 1);
  needed[node] = pixel;
  Field picture;
  for (int i = node; i >= 0; --i) {
    if (needed[i].empty()) continue;
    for (const int input : nodes[i].inputs) {
      Field& of_input = input == kPicture ? picture : needed[input];
      of_input = both(of_input, reads(nodes[i], needed[i]));
    }
  }
  return picture;
}

}  // namespace alexnet::viewer
