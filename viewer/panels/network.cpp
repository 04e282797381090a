#include "viewer/panels/network.h"

#include <algorithm>

#include "viewer/panels/diagram.h"
#include "viewer/panels/node_detail.h"
#include "viewer/toolkit/widgets.h"

namespace alexnet::viewer {
namespace {

/// Which picture runs through the network; runs the first when the panel is first seen.
void draw_choice(Frame& frame, NetworkState& state) {
  if (choose_picture(frame, "network picture", state.chosen))
    frame.ask(RunPicture{state.chosen.picture});
  if (!frame.now.validation || state.counted_for == frame.now.network_version) return;
  state.counted_for = frame.now.network_version;
  frame.ask(CountDeadUnits{});
}

}  // namespace

void network_panel(Frame& frame, NetworkState& state) {
  if (!frame.now.network) return show_no_network("so there is nothing to draw");
  const NetworkFacts& network = *frame.now.network;
  if (state.of_network && state.of_network != frame.now.network) state.node = 0;
  state.of_network = frame.now.network;

  draw_choice(frame, state);
  ImGui::SameLine(0, em(1.5f));
  const std::string summary = fmt::format("{}: {}", network.variant.name, network.variant.summary);
  faint_text(shortened(summary, ImGui::GetContentRegionAvail().x - em(2)));
  explain(frame,
          fmt::format(
              "Each tower is what the paper computes on one GPU. Lines from one side to the other "
              "are the only places where the GPUs exchange anything: what one computed is copied "
              "to the other, and its gradient back. The numbers are the totals of a training step "
              "of {} pictures, in both directions together. In the boxes: name, size of the "
              "output and, where there is room, parameters and the time that the node takes for "
              "this one picture (median of three passes).",
              network.batch_size),
          "Figure 2; sections 3.2 and 3.5");
  ImGui::Separator();

  const float width = std::min(em(42.8f), ImGui::GetContentRegionAvail().x * 0.56f);
  ImGui::BeginChild("diagram", {width, 0});
  diagram(frame, state);
  ImGui::EndChild();
  ImGui::SameLine(0, em(1));
  ImGui::BeginChild("node", {0, 0});
  node_detail(frame, state);
  ImGui::EndChild();
}

}  // namespace alexnet::viewer
