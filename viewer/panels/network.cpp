#include <algorithm>

#include "viewer/panels/diagram.h"
#include "viewer/panels/node_detail.h"
#include "viewer/panels/widgets.h"

namespace alexnet::viewer {
namespace {

/// Which picture runs through the network; runs the first when the panel is first seen.
void choose_picture(Frame& frame, NetworkState& state) {
  const int before = state.picture;
  choose_page(frame, "network picture", state.picture, frame.now.test->size(), "test picture");
  const bool first = state.asked_for != frame.now.network_version;
  if (!first && state.picture == before) return;
  state.asked_for = frame.now.network_version;
  frame.ask(RunPicture{state.picture});
  if (first) frame.ask(CountDeadUnits{});
}

}  // namespace

void network_panel(Frame& frame, NetworkState& state) {
  if (!frame.now.network)
    return show_missing("No network is open, so there is nothing to draw.",
                        "Open a checkpoint or a run folder above; `alexnet train` makes one in two "
                        "minutes.");
  const NetworkFacts& network = *frame.now.network;
  if (state.node >= int(network.nodes.size())) state.node = 0;

  if (frame.now.test)
    choose_picture(frame, state);
  else
    faint_text("There are no test pictures, so nothing runs through the network.");
  ImGui::SameLine(0, em(1.5f));
  faint_text(fmt::format("{}: {}", network.variant.name, network.variant.summary));
  explain(frame,
          "Each tower is what the paper computes on one GPU. Lines from one side to the other are "
          "the only places where the GPUs exchange anything: what one computed is copied to the "
          "other, and its gradient back. The numbers are what all of that comes to in a training "
          "step of 128 pictures, in both directions together.",
          "Figure 2; section 3.5");
  ImGui::Separator();

  ImGui::BeginChild("diagram", {em(36), 0});
  diagram(frame, state);
  ImGui::EndChild();
  ImGui::SameLine(0, em(1));
  ImGui::BeginChild("node", {0, 0});
  node_detail(frame, state);
  ImGui::EndChild();
}

}  // namespace alexnet::viewer
