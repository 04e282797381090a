#include "viewer/panels/step.h"

#include <algorithm>
#include <array>

#include "viewer/model/maps.h"
#include "viewer/toolkit/axis.h"
#include "viewer/toolkit/widgets.h"

namespace alexnet::viewer {
namespace {

/// Forward from the first node to the loss; back from the scores, whose gradient comes first, to
/// the picture: a node's gradient is complete when its own turn to run back has come. Both ways
/// have the same number of steps.
int node_of_step(const StepState& state, const NetworkFacts& network) {
  if (!state.backward) return state.step;
  const std::size_t next = std::size_t(state.step) + 1;
  return next < network.backward_order.size() ? network.backward_order[next] : kPicture;
}
int step_of_node(const StepState& state, const NetworkFacts& network, int node) {
  if (!state.backward) return node;
  const auto& order = network.backward_order;  // without the picture, which comes last
  return int(std::find(order.begin(), order.end(), node) - order.begin()) - 1;
}

void go_to_step(StepState& state, int step, int count) {
  state.step = std::clamp(step, 0, count - 1);
  state.window = -1;
}

void choose_step(Frame& frame, StepState& state, int count) {
  const auto button = [&](const char* label, const char* name, int step) {
    ImGui::SameLine();
    if (ImGui::Button(label)) go_to_step(state, step, count);
    frame.name_widget(name);
  };
  // Two radio buttons, and three others, with the gaps between all of them.
  const ImGuiStyle& style = ImGui::GetStyle();
  const float width = ImGui::CalcTextSize("PassforwardbackwardPreviousNextRun to end(?)").x +
                      2 * (ImGui::GetFrameHeight() + style.ItemInnerSpacing.x) +
                      6 * style.FramePadding.x + 6 * style.ItemSpacing.x;
  beside_if_room(width, em(1.5f));
  const bool before = state.backward;
  choose(frame, "Pass", state.backward, {{false, "forward"}, {true, "backward"}});
  if (state.backward != before) go_to_step(state, 0, count);
  button("Previous", "previous step", state.step - 1);
  button("Next", "next step", state.step + 1);
  button("Run to end", "run to end", count - 1);
  explain(frame,
          "The nodes in the order in which they run: tower a above, tower b below. Forward, each "
          "computes its output from what it reads; backward, gradients of the loss go the other "
          "way, from the scores to the picture. Click a value to see the sum behind it. "
          "Keys: N next, P previous, W A S D move the value that is looked at.",
          "sections 3 and 5");
}

/// The column of each node in the strip: to the right of everything that it reads, so that what the
/// towers do side by side stands one above the other.
std::vector<int> columns_of(const NetworkFacts& network) {
  std::vector<int> columns;
  std::array<int, 2> next = {1, 1};  // the first free one in each tower's row
  for (const NodeFacts& node : network.nodes) {
    int column = next[int(node.tower)];
    for (const int input : node.inputs)
      if (input != kPicture) column = std::max(column, columns[input] + 1);
    columns.push_back(column);
    next[int(node.tower)] = column + 1;
  }
  return columns;
}

/// Where each column begins, and where the last ends, as multiples of a full column's width. Those
/// of copies are narrower.
std::vector<float> edges_of(const NetworkFacts& network, const std::vector<int>& columns) {
  constexpr float kCopyWidth = 0.6f;
  std::vector<float> widths(*std::max_element(columns.begin(), columns.end()) + 1, kCopyWidth);
  widths[0] = 1.3f;  // "picture" is longer than nodes' names
  for (std::size_t i = 0; i < columns.size(); ++i)
    if (!network.nodes[i].is_copy) widths[columns[i]] = 1;
  std::vector<float> edges = {0};
  for (const float width : widths) edges.push_back(edges.back() + width);
  return edges;
}

/// A node's name; of a copy, only the tower that it comes from, as its box is small.
std::string box_name(const NodeFacts& node) {
  if (!node.is_copy) return node.name;
  return left_arrow() + std::string(node.tower == Tower::a ? "b" : "a");
}

/// A name in letters small enough for its box. Where the smallest are too large, letters before the
/// last two are left out: the end tells layers and towers apart.
void draw_box_name(ImVec2 min, ImVec2 max, const std::string& name) {
  constexpr float kSmallest = 0.7f;
  const float room = max.x - min.x - em(0.2f);
  const auto width_of = [](const std::string& text) { return ImGui::CalcTextSize(text.c_str()).x; };
  std::string shown = name;
  for (int left = int(name.size()) - 3; left > 0 && width_of(shown) * kSmallest > room; --left)
    shown = name.substr(0, left) + ".." + name.substr(name.size() - 2);
  const float size = ImGui::GetFontSize() * std::clamp(room / width_of(shown), kSmallest, 1.0f);
  ImGui::GetWindowDrawList()->AddText(
      ImGui::GetFont(), size, {min.x + em(0.1f), (min.y + max.y - size) / 2}, kInk, shown.c_str());
}

/// The nodes as boxes in two rows; those that have run are in full colour.
void draw_strip(Frame& frame, StepState& state, const NetworkFacts& network) {
  const int count = int(network.nodes.size()), now = node_of_step(state, network);
  const std::vector<int> columns = columns_of(network);
  const ImVec2 start = ImGui::GetCursorScreenPos();
  const std::vector<float> edges = edges_of(network, columns);
  const float full = (ImGui::GetContentRegionAvail().x - em(1)) / edges.back();
  const float height = em(1.35f);
  const bool two = std::any_of(network.nodes.begin(), network.nodes.end(),
                               [](const NodeFacts& node) { return node.tower == Tower::b; });
  ImDrawList* draw = ImGui::GetWindowDrawList();
  for (int node = kPicture; node < count; ++node) {
    const bool is_picture = node == kPicture;
    const std::string name = is_picture ? "picture" : network.nodes[node].name;
    const bool below = !is_picture && network.nodes[node].tower == Tower::b;
    const int column = is_picture ? 0 : columns[node];
    const ImVec2 min = {start.x + edges[column] * full, start.y + (below ? height + 2 : 0)};
    const ImVec2 max = {start.x + edges[column + 1] * full - 2, min.y + height};
    const int step = step_of_node(state, network, node);
    const bool is_step = step >= 0 && step < count;
    ImGui::SetCursorScreenPos(min);
    if (ImGui::InvisibleButton(("step " + name).c_str(), {max.x - min.x, height}) && is_step)
      go_to_step(state, step, count);
    frame.name_widget("step " + name);
    const bool pointed_at = is_pointed_at();
    tooltip(is_picture ? "the picture" : name + ": " + network.nodes[node].what);
    const bool has_run =
        state.backward ? is_step && step <= state.step : is_picture || step <= state.step;
    const ImU32 colour = is_picture ? kGreen : tower_colour(network.nodes[node].tower);
    draw->AddRectFilled(min, max, with_alpha(colour, has_run ? 0.45f : 0.1f), 2);
    if (node == now || pointed_at)
      draw->AddRect({min.x - 1, min.y - 1}, {max.x + 1, max.y + 1}, node == now ? kOrange : kSky, 2,
                    0, 3);
    draw_box_name(min, max, is_picture ? name : box_name(network.nodes[node]));
  }
  ImGui::SetCursorScreenPos({start.x, start.y + (two ? 2 : 1) * (height + 2)});
  ImGui::Dummy({1, em(0.1f)});
}

/// "Step 5 of 29   conv2a   conv 16 of 5x5, pad 2: 16 maps of 14 x 14 in 0.21 ms"
void draw_heading(const StepState& state, const StepView& view) {
  const NetworkFacts& network = view.network;
  const int count = int(network.nodes.size());
  ImGui::TextUnformatted(fmt::format("Step {} of {}", state.step + 1, count).c_str());
  ImGui::SameLine(0, em(1));
  const Shape& shape = view.values.shape;
  const std::string size = shape.map_size() == 1
                               ? fmt::format("{} values", shape.c)
                               : fmt::format("{} maps of {} x {}", shape.c, shape.h, shape.w);
  if (view.node == kPicture) {
    coloured_text(kGreen, "picture");
    ImGui::SameLine();
    faint_text("the gradient of every pixel: how the loss would change with it; " + size);
    return;
  }
  const NodeFacts& node = network.nodes[view.node];
  const TracedNode& traced = view.trace.nodes[view.node];
  coloured_text(tower_colour(node.tower), node.name);
  ImGui::SameLine();
  std::string text = fmt::format("{}: ", node.what);
  text += state.backward ? fmt::format("gradient of its output, {}; its own backward pass took {}",
                                       size, short_time(traced.backward_ms))
                         : fmt::format("{} in {}", size, short_time(traced.forward_ms));
  if (!state.backward && view.node + 1 == count)
    text +=
        fmt::format("; the loss is {:.4f} = -log {:.3g}, the probability of {}{}", view.trace.loss,
                    view.values.data[view.trace.label], network.class_names[view.trace.label],
                    view.trace.picture.own ? ", taken for the true class" : "");
  faint_text(shortened(text, ImGui::GetContentRegionAvail().x));
}

void read_keys(StepState& state, int count) {
  if (ImGui::GetIO().WantTextInput) return;
  const auto walk = [&](int down, int right) {
    state.at.y += down;
    (state.was_maps ? state.at.x : state.at.map) += right;  // units lie side by side
    if (!state.was_maps) state.window = -1;
    state.has_chosen = true;
  };
  for (const ImWchar typed : ImGui::GetIO().InputQueueCharacters) {
    const ImWchar letter = typed >= 'A' && typed <= 'Z' ? typed - 'A' + 'a' : typed;
    if (letter == 'n') go_to_step(state, state.step + 1, count);
    if (letter == 'p') go_to_step(state, state.step - 1, count);
    if (letter == 'w') walk(-1, 0);
    if (letter == 's') walk(1, 0);
    if (letter == 'a') walk(0, -1);
    if (letter == 'd') walk(0, 1);
  }
}

/// Until a value is chosen, the one furthest from zero is looked at: most are less interesting.
/// Walks end at the edge.
void choose_value(StepState& state, ConstTensorView values) {
  const Shape& shape = values.shape;
  const bool is_maps = values.shape.map_size() > 1;
  if (is_maps != state.was_maps) state.has_chosen = false;
  state.was_maps = is_maps;
  if (!state.has_chosen) state.at = furthest_from_zero(values);
  state.at.map = std::clamp(state.at.map, 0, shape.c - 1);
  state.at.y = std::clamp(state.at.y, 0, shape.h - 1);
  state.at.x = std::clamp(state.at.x, 0, shape.w - 1);
}

void draw_columns(Frame& frame, StepState& state, const StepView& view) {
  const float places = em(12), sheet = (ImGui::GetContentRegionAvail().x - places) * 0.37f;
  ImGui::BeginChild("places", {places, 0});
  step_places(frame, state, view);
  ImGui::EndChild();
  ImGui::SameLine(0, em(0.8f));
  ImGui::BeginChild("sheet", {sheet, 0});
  step_sheet(frame, state, view);
  ImGui::EndChild();
  ImGui::SameLine(0, em(0.8f));
  ImGui::BeginChild("terms", {0, 0});
  step_terms(frame, state, view);
  ImGui::EndChild();
}

}  // namespace

void step_panel(Frame& frame, StepState& state) {
  const Snapshot& now = frame.now;
  if (!now.network) return show_no_network("so there is nothing to step through");
  if (!now.validation && !now.own_predictions)
    return show_no_validation_pictures(frame, "so nothing runs through the network");
  const NetworkFacts& network = *now.network;
  const int count = int(network.nodes.size());
  state.step = std::clamp(state.step, 0, count - 1);  // it was another network's
  if (choose_picture(frame, "step picture", state.chosen))
    frame.ask(TracePicture{state.chosen.picture});
  choose_step(frame, state, count);
  draw_strip(frame, state, network);

  const Trace* trace = now.trace.get();
  if (!trace || trace->picture != state.chosen.picture) {
    const bool runs = is_coming<TracePicture>(frame);
    if (!runs) {
      if (ImGui::Button("Run the picture")) frame.ask(TracePicture{state.chosen.picture});
      frame.name_widget("run the picture");
    }
    return show_missing(runs ? "The picture runs forward and backward ..."
                             : "The picture has not run through the network.",
                        "Every output and every gradient is kept, to be looked at step by step.");
  }
  read_keys(state, count);
  const int node = node_of_step(state, network);
  const ConstTensorView values = state.backward ? trace->gradient(node) : trace->output(node);
  choose_value(state, values);
  const Position at = state.at;
  const std::uint64_t of_step = std::uint64_t(state.step) * 2 + state.backward;
  const std::int64_t of_value = values.shape.offset(0, at.map, at.y, at.x);
  const Probe& probe = state.probe.get({trace->number, of_step, std::uint64_t(of_value)}, [&] {
    return state.backward ? probe_backward(network.nodes, *trace, node, at)
                          : probe_forward(network.nodes, *trace, node, at);
  });
  StepView view{network, *trace, node, values, at, probe, -1};
  view.window = state.window >= 0 && state.window < int(view.probe.windows.size())
                    ? state.window
                    : view.probe.strongest_window();
  draw_heading(state, view);
  draw_columns(frame, state, view);
}

}  // namespace alexnet::viewer
