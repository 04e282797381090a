#include "viewer/panels/diagram.h"

#include <algorithm>
#include <array>

#include "core/with_commas.h"
#include "viewer/model/network_facts.h"
#include "viewer/toolkit/axis.h"
#include "viewer/toolkit/widgets.h"

namespace alexnet::viewer {
namespace {

/// Where every node's box lies.
struct Layout {
  ImVec2 box;                   ///< size
  std::vector<ImVec2> corners;  ///< per node; unused for copies
};

/// Between the towers: room for the lines that cross.
float gap_width() { return em(6.2f); }

/// Nodes of one tower, one below the other, in the order in which they run.
Layout lay_out(const NetworkFacts& network) {
  std::array<int, 2> count = {0, 0};
  for (const NodeFacts& node : network.nodes)
    if (!node.is_copy) ++count[int(node.tower)];
  const ImVec2 start = ImGui::GetCursorScreenPos(), room = ImGui::GetContentRegionAvail();
  const int rows = std::max({1, count[0], count[1]});
  const float step = std::clamp((room.y - em(0.6f)) / float(rows + 1), em(1.25f), em(2.2f));

  Layout layout;
  layout.box = {std::min(em(17.4f), (room.x - gap_width()) / 2 - em(0.8f)), step - em(0.25f)};
  count = {0, 0};
  for (const NodeFacts& node : network.nodes) {
    const int tower = int(node.tower);
    const float left = start.x + float(tower) * (layout.box.x + gap_width()) + 3;
    layout.corners.push_back({left, start.y + step * float(count[tower] + 1)});
    if (!node.is_copy) ++count[tower];
  }
  return layout;
}

std::string shape_text(const Shape& shape) {
  if (shape.map_size() == 1) return fmt::format("{}", shape.c);
  return fmt::format("{} x {} x {}", shape.c, shape.h, shape.w);
}

/// "950", "34.8k", "443k", "1.3M"
std::string short_count(std::int64_t count) {
  if (count < 1000) return fmt::format("{}", count);
  if (count < 1'000'000)
    return fmt::format("{:.{}f}k", double(count) / 1e3, count < 100'000 ? 1 : 0);
  return fmt::format("{:.1f}M", double(count) / 1e6);
}

void draw_box(Frame& frame, NetworkState& state, int index, ImVec2 corner, ImVec2 size) {
  const NodeFacts& node = frame.now.network->nodes[index];
  const ImU32 colour = tower_colour(node.tower);
  const ImVec2 end = {corner.x + size.x, corner.y + size.y};
  ImGui::SetCursorScreenPos(corner);
  if (ImGui::InvisibleButton(node.name.c_str(), size)) state.node = index;
  frame.name_widget("node " + node.name);
  const bool pointed_at = is_pointed_at();
  tooltip(fmt::format("{}: {}\noutput {}, {} parameters, {} multiply-adds", node.name, node.what,
                      shape_text(node.output), with_commas(node.parameters),
                      with_commas(node.multiply_adds)));

  ImDrawList* draw = ImGui::GetWindowDrawList();
  const bool learns = node.parameters > 0;
  draw->AddRectFilled(corner, end, with_alpha(colour, learns ? 0.22f : 0.07f), em(0.25f));
  if (state.node == index || pointed_at)
    draw->AddRect(corner, end, state.node == index ? kOrange : kSky, em(0.25f), 0, 2.5f);
  const float text_y = corner.y + (size.y - ImGui::GetFontSize()) / 2;
  text_at({corner.x + em(0.4f), text_y}, kInk, node.name);
  text_at({corner.x + em(4.5f), text_y}, kFaint, shape_text(node.output));
  const auto ending_at = [&](float right, ImU32 in, const std::string& text) {
    text_at({right - ImGui::CalcTextSize(text.c_str()).x, text_y}, in, text);
  };
  // If there is no room for everything, the tooltip has the rest.
  const Activations* ran = size.x > em(16) ? frame.now.activations.get() : nullptr;
  if (ran) ending_at(end.x - em(0.4f), kFaint, short_time(ran->outputs[index].time_ms));
  if (learns && size.x > em(13))
    ending_at(end.x - em(ran ? 4.2f : 0.4f), colour, short_count(node.parameters));
}

/// A line from the node that is copied to the one that reads the copy.
void draw_crossing(const NetworkFacts& network, const Layout& layout, int copy) {
  const NodeFacts& node = network.nodes[copy];
  const auto reader =
      std::find_if(network.nodes.begin(), network.nodes.end(), [&](const NodeFacts& other) {
        return std::count(other.inputs.begin(), other.inputs.end(), copy) > 0;
      });
  if (reader == network.nodes.end()) return;
  const int source = node.inputs.front(), target = int(reader - network.nodes.begin());
  const bool to_right = network.nodes[target].tower == Tower::b;
  const auto side = [&](int index, bool right) {
    const ImVec2 corner = layout.corners[index];
    return ImVec2{corner.x + (right ? layout.box.x : 0), corner.y + layout.box.y / 2};
  };
  const ImVec2 from = side(source, to_right), to = side(target, !to_right);
  ImDrawList* draw = ImGui::GetWindowDrawList();
  const ImU32 colour = tower_colour(network.nodes[source].tower);
  draw->AddLine(from, to, colour, 2);
  draw->AddCircleFilled(to, em(0.2f), colour);
}

/// "9.4 MB" beside the row where the towers meet: what crosses there in a training step. Written
/// once for all copies of a row.
void label_crossing(const NetworkFacts& network, const Layout& layout, int copy) {
  const ImVec2 corner = layout.corners[network.nodes[copy].inputs.front()];
  double megabytes = 0;
  for (int i = 0; i < int(network.nodes.size()); ++i) {
    const NodeFacts& other = network.nodes[i];
    if (!other.is_copy || layout.corners[other.inputs.front()].y != corner.y) continue;
    if (i < copy) return;  // that copy's label includes this one
    megabytes += exchanged_mb(other, network.batch_size);
  }
  const std::string text = fmt::format("{:.{}f} MB", megabytes, megabytes < 10 ? 2 : 1);
  const float right = layout.corners.front().x + layout.box.x;  // of tower a, where the gap begins
  const float middle = right + gap_width() / 2 - ImGui::CalcTextSize(text.c_str()).x / 2;
  text_at({middle, corner.y - em(1.0f)}, kFaint, text);
}

}  // namespace

void diagram(Frame& frame, NetworkState& state) {
  const NetworkFacts& network = *frame.now.network;
  const Layout layout = lay_out(network);
  const ImVec2 start = ImGui::GetCursorScreenPos();
  coloured_text(kBlue, "Tower a  (GPU 1)");
  const bool two_towers = std::any_of(network.nodes.begin(), network.nodes.end(),
                                      [](const NodeFacts& node) { return node.tower == Tower::b; });
  if (two_towers) {
    text_at({start.x + layout.box.x + gap_width() + 3, start.y}, kVermillion, "Tower b  (GPU 2)");
    text_at({start.x + layout.box.x + em(0.6f), start.y}, kFaint, "MB per step");
  }
  for (int i = 0; i < int(network.nodes.size()); ++i)
    if (!network.nodes[i].is_copy) draw_box(frame, state, i, layout.corners[i], layout.box);
  for (int i = 0; i < int(network.nodes.size()); ++i) {
    if (!network.nodes[i].is_copy) continue;
    draw_crossing(network, layout, i);
    label_crossing(network, layout, i);
  }
}

}  // namespace alexnet::viewer
