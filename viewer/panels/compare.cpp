#include "viewer/panels/compare.h"

#include <algorithm>
#include <cmath>

#include "viewer/model/compare_op.h"
#include "viewer/toolkit/sheet.h"
#include "viewer/toolkit/widgets.h"

namespace alexnet::viewer {
namespace {

/// The nodes of tower a, which tower b repeats, as buttons in as many lines as they take.
void choose_node(Frame& frame, CompareState& state, const NetworkFacts& network) {
  const float right = ImGui::GetCursorScreenPos().x + ImGui::GetContentRegionAvail().x;
  bool first = true;
  for (int i = 0; i < int(network.nodes.size()); ++i) {
    const NodeFacts& node = network.nodes[i];
    if (node.is_copy || node.tower == Tower::b) continue;
    const float width = ImGui::CalcTextSize(node.name.c_str()).x + em(1.2f);
    if (!first && ImGui::GetItemRectMax().x + width + em(0.3f) < right)
      ImGui::SameLine(0, em(0.3f));
    first = false;
    const bool chosen = state.node == i;
    if (chosen) ImGui::PushStyleColor(ImGuiCol_Button, with_alpha(kBlue, 0.38f));
    if (ImGui::Button(node.name.c_str())) state.node = i;
    if (chosen) ImGui::PopStyleColor();
    frame.name_widget("compare " + node.name);
    tooltip(node.what);
  }
}

void choose_op(Frame& frame, CompareState& state, const NodeFacts& node) {
  const std::vector<std::string> ops = ops_of(node.spec);
  if (std::find(ops.begin(), ops.end(), state.op) == ops.end()) state.op = ops.front();
  std::vector<std::pair<std::string, const char*>> options;
  for (const std::string& op : ops) options.push_back({op, op.c_str()});
  choose(frame, node.name.c_str(), state.op, options);
  ImGui::SameLine(0, em(1.5f));
  if (ImGui::Button("Compare")) frame.ask(CompareOp{state.node, state.op}), state.rung = -1;
  frame.name_widget("compare now");
  explain(frame,
          "The op runs for one picture of random numbers on the CPU and, on every rung of its "
          "ladder, on cuda:0. Sums added up in a different order differ in their last digits: "
          "`allowed` is how much of that rounding can explain, and an error beyond it is a bug. "
          "`used` is the largest share of it that any result of the op needs, including the "
          "gradients of the bias and of a second input, which are not drawn.",
          "sections 3.5 and 5");
}

/// "48 x 27 x 27"
std::string one_picture(const Shape& shape) {
  return fmt::format("{} x {} x {}", shape.c, shape.h, shape.w);
}

void draw_heading(const OpComparison& c, const NodeFacts& node) {
  std::string inputs;
  for (const Shape& shape : c.inputs)
    inputs += (inputs.empty() ? "" : " and ") + one_picture(shape);
  ImGui::TextUnformatted(fmt::format("{} {}: the CPU against cuda:0 ({}); one picture of {}",
                                     node.name, c.op, c.device, inputs)
                             .c_str());
  std::string remarks;
  if (c.simulated)
    remarks += "The device is simulated: its times say nothing about a GPU, only its numbers do. ";
  if (c.cut_down)
    remarks += "The node is cut down in size, so that the comparison takes only seconds. ";
  if (c.cpu_does_all_gradients) remarks += "The CPU's time is that of all the node's gradients.";
  ImGui::PushTextWrapPos(0);
  if (!remarks.empty()) coloured_text(kVermillion, remarks);
  ImGui::PopTextWrapPos();
}

struct Columns {
  float name, math, ms, gflop, error, allowed, used, idea;
};
Columns columns() { return {0, em(9), em(15), em(20), em(26), em(31), em(35), em(36.5f)}; }

/// A row of the ladder, names aligned left and numbers right at the positions of their columns.
void draw_row(const std::vector<std::string>& cells, ImVec2 at, ImU32 colour) {
  const Columns c = columns();
  const float places[] = {c.name, c.math, c.ms, c.gflop, c.error, c.allowed, c.used, c.idea};
  for (int i = 0; i < int(cells.size()); ++i) {
    const bool is_number = i >= 2 && i <= 6;
    const float width = ImGui::CalcTextSize(cells[i].c_str()).x;
    const float room = ImGui::GetContentRegionAvail().x - places[i];
    text_at({at.x + places[i] - (is_number ? width : 0), at.y}, colour,
            i == 7 ? shortened(cells[i], room) : cells[i]);
  }
}

std::string gflop_text(double gflop_per_s) {
  return gflop_per_s > 0 ? fmt::format("{:.3g}", gflop_per_s) : "";
}

void draw_ladder(Frame& frame, CompareState& state, const OpComparison& c, int shown) {
  const float height = ImGui::GetTextLineHeight(), width = ImGui::GetContentRegionAvail().x;
  const auto next_row = [&] {
    const ImVec2 at = ImGui::GetCursorScreenPos();
    ImGui::Dummy({width, height});
    return at;
  };
  draw_row({"rung", "math", "ms", "GFLOP/s", "worst error", "allowed", "used", "idea"}, next_row(),
           kFaint);
  draw_row({"CPU", "fp32", fmt::format("{:.3g}", c.cpu_ms), gflop_text(c.cpu_gflop_per_s), "", "",
            "", "its fastest rung; errors are differences from the CPU"},
           next_row(), kInk);
  for (int i = 0; i < int(c.rungs.size()); ++i) {
    const RungResult& rung = c.rungs[i];
    const ImVec2 at = ImGui::GetCursorScreenPos();
    if (ImGui::InvisibleButton(("rung " + rung.name).c_str(), {width, height})) state.rung = i;
    frame.name_widget("rung " + rung.name);
    const bool pointed_at = is_pointed_at();
    tooltip("Click to see what this rung computes.");
    if (i == shown || pointed_at)
      ImGui::GetWindowDrawList()->AddRectFilled({at.x - em(0.2f), at.y - 2},
                                                {at.x + width, at.y + height + 2},
                                                with_alpha(i == shown ? kOrange : kSky, 0.25f), 3);
    draw_row({rung.name, rung.math, fmt::format("{:.3g}", rung.ms), gflop_text(rung.gflop_per_s),
              fmt::format("{:.2g}", rung.worst_error), fmt::format("{:.2g}", rung.allowance),
              fmt::format("{:.0f} %", 100 * rung.used), rung.idea},
             at, rung.used <= 1 ? kInk : kVermillion);
  }
}

/// A sheet of maps with a title above it.
ShownSheet draw_sheet(Frame& frame, const std::string& name, const std::string& title,
                      std::uint64_t version, const Shape& shape, ImVec2 room,
                      const std::function<Image(const SheetLayout&)>& make) {
  faint_text(shortened(title, room.x));
  const ShownSheet sheet = fitted_sheet(shape, room);
  show_picture(
      frame.pictures.get(sheet.picture_name(name), version, [&] { return make(sheet.layout); }),
      sheet.size());
  frame.name_widget(name);
  return sheet;
}

/// Both results and their difference, with a ring where it is largest.
void draw_results(Frame& frame, const OpComparison& c, int shown) {
  const RungResult& rung = c.rungs[shown];
  if (!rung.worst_in.empty())
    faint_text(fmt::format("The worst error of {} is in {}, which is not drawn.", rung.name,
                           rung.worst_in));
  const ImVec2 all = ImGui::GetContentRegionAvail();
  const ImVec2 room = {(all.x - em(2)) / 3,
                       std::max(em(2), all.y - ImGui::GetTextLineHeightWithSpacing() - em(0.4f))};
  const Shape& shape = c.expected.shape();
  const std::uint64_t version = c.number * 64 + std::uint64_t(shown);
  const auto begin_column = [&](int index) {
    if (index > 0) ImGui::SameLine(0, em(1));
    ImGui::BeginGroup();
  };
  const auto draw_result = [&](const std::string& name, const std::string& title,
                               std::uint64_t result_version, const Tensor& values) {
    const ShownSheet sheet =
        draw_sheet(frame, name, title, result_version, shape, room,
                   [&](const SheetLayout& layout) { return map_sheet(values, layout, false); });
    if (const auto at = sheet.under_mouse())
      tooltip(fmt::format("map {}, y {}, x {}: {:.8g}", at->map, at->y, at->x,
                          values.view()(0, at->map, at->y, at->x)));
  };
  begin_column(0);
  draw_result("result of the CPU", "CPU", c.number, c.expected);
  ImGui::EndGroup();
  begin_column(1);
  draw_result("result of the rung", "cuda:0, " + rung.name, version, rung.values);
  ImGui::EndGroup();
  begin_column(2);
  const std::string title =
      rung.shown_error > 0 ? fmt::format("cuda:0 - CPU, full orange is {:.2g}", rung.shown_error)
                           : "difference: none, bit for bit";
  const ShownSheet sheet =
      draw_sheet(frame, "difference", title, version, shape, room, [&](const SheetLayout& layout) {
        return signed_sheet(difference_of(rung.values, c.expected), layout,
                            float(rung.shown_error));
      });
  if (rung.shown_error > 0) {
    const std::int64_t map_size = shape.map_size();
    const Position at = {int(rung.worst_at / map_size), int(rung.worst_at % map_size) / shape.w,
                         int(rung.worst_at % shape.w)};
    const ImVec2 corner = sheet.corner_of(at);
    ImGui::GetWindowDrawList()->AddCircle({corner.x + sheet.zoom / 2, corner.y + sheet.zoom / 2},
                                          em(0.5f), kInk, 0, 2);
    tooltip(fmt::format("The worst is at map {}, y {}, x {}: {:.8g} instead of {:.8g}.", at.map,
                        at.y, at.x, rung.values.data()[rung.worst_at],
                        c.expected.data()[rung.worst_at]));
  }
  ImGui::EndGroup();
}

/// Of the chosen op; null if it has not been compared.
const OpComparison* comparison_of(const Snapshot& now, const CompareState& state) {
  for (const std::shared_ptr<const OpComparison>& c : now.comparisons)
    if (c->node == state.node && c->op == state.op) return c.get();
  return nullptr;
}

}  // namespace

void compare_panel(Frame& frame, CompareState& state) {
  const Snapshot& now = frame.now;
  if (!now.network) return show_no_network("so there is nothing to compare");
  const NetworkFacts& network = *now.network;
  if (state.of_network && state.of_network != now.network) state.node = 0;
  state.of_network = now.network;
  choose_node(frame, state, network);
  choose_op(frame, state, network.nodes[state.node]);
  ImGui::Separator();

  const OpComparison* c = comparison_of(now, state);
  if (c && !c->missing.empty())
    return show_missing("There is no CUDA device to compare with: " + c->missing + ".",
                        "`scripts/build simulator` builds with simulated ones.");
  const bool comes = is_coming<CompareOp>(now, [&](const CompareOp& asked) {
    return asked.node == state.node && asked.op == state.op;
  });
  if (!c)
    return show_missing(
        comes ? "Comparing ..." : "This op has not been compared yet.",
        "`Compare` runs it on the CPU and, on every rung of its ladder, on cuda:0.");
  const int shown =
      state.rung >= 0 && state.rung < int(c->rungs.size()) ? state.rung : int(c->rungs.size()) - 1;
  draw_heading(*c, network.nodes[c->node]);
  draw_ladder(frame, state, *c, shown);
  ImGui::Dummy({1, em(0.3f)});
  draw_results(frame, *c, shown);
}

}  // namespace alexnet::viewer
