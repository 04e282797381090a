#include "viewer/panels/start.h"

#include <algorithm>

#include "viewer/toolkit/widgets.h"

namespace alexnet::viewer {
namespace {

constexpr int kMostRuns = 12;

/// A button that opens the run, or only shows it if its newest checkpoint is open: beside the last
/// one if there is room. True when it is pressed.
bool offer(Frame& frame, const FoundRun& run, const std::string& name, bool is_first = true) {
  const NetworkFacts* network = frame.now.network.get();
  const Path source = network ? Path(network->source).lexically_normal() : Path();
  const bool newest_is_open = source == run.newest.lexically_normal();
  const bool older_is_open = source.parent_path() == run.path.lexically_normal();
  const char* what = newest_is_open  ? "Look at "
                     : older_is_open ? "Open the newer checkpoint of "
                                     : "Open ";
  const std::string text = what + name;
  if (!is_first)
    beside_if_room(ImGui::CalcTextSize(text.c_str()).x + 2 * ImGui::GetStyle().FramePadding.x);
  const bool pressed = ImGui::Button(text.c_str());
  if (pressed && !newest_is_open) frame.ask(OpenCheckpoint{run.path});
  frame.name_widget("open " + name);
  return pressed;
}

bool offer_shipped(Frame& frame, const std::vector<FoundRun>& runs) {
  bool pressed = false, any = false;
  for (const FoundRun& run : runs) {
    if (run.shipped.empty()) continue;
    pressed |= offer(frame, run, run.path.filename().string());
    wrapped_text(kFaint, run.shipped);
    any = true;
  }
  if (any) faint_text("The photographs that they were trained on do not come with them.");
  return pressed;
}

/// A button that shows the open network a photograph. True when it is pressed.
bool offer_photograph(Frame& frame) {
  const Path& photographs = frame.now.available->photographs;
  if (!frame.now.network || photographs.empty()) return false;
  const bool pressed = ImGui::Button("Show the open network a photograph");
  if (pressed) frame.ask(PredictFiles{{photographs}});
  frame.name_widget("show a photograph");
  ImGui::SameLine();
  faint_text("of an animal that the shipped networks have never heard of.");
  return pressed;
}

bool offer_runs(Frame& frame, const std::vector<FoundRun>& runs) {
  bool pressed = false;
  int found = 0;
  for (const FoundRun& run : runs) {
    if (!run.shipped.empty() || !run.has_checkpoint() || ++found > kMostRuns) continue;
    pressed |= offer(frame, run, run.path.string(), found == 1);
  }
  if (found == 0) faint_text("No run folder with a checkpoint lies below ./runs.");
  if (found > kMostRuns)
    faint_text(fmt::format(
        "and {} older ones below ./runs: type the path of one into the field at the top.",
        found - kMostRuns));
  return pressed;
}

/// A button that trains demo, whatever the form of panel Training holds. True when it is pressed.
bool offer_training(Frame& frame, std::int64_t max_iterations) {
  if (frame.now.training->is_at_work()) {
    faint_text(
        "A network is being trained: panel Training shows the run, and can open the network.");
    return false;
  }
  const bool pressed = ImGui::Button("Train the demo network, two minutes");
  if (pressed) {
    TrainingPanelState demo;
    demo.max_iterations = max_iterations;
    ask_to_train(frame, demo);
  }
  frame.name_widget("train demo");
  ImGui::SameLine();
  faint_text("on pictures that the program draws itself, such as these:");
  return pressed;
}

/// Drawn pictures, each of a different class, in rows.
void show_drawn(Frame& frame, const Dataset& drawn, int columns, float side) {
  const int rows = std::max(1, int(ImGui::GetContentRegionAvail().y / (side + em(2))));
  const int count = std::min(drawn.size(), columns * std::min(rows, 2));
  for (int i = 0; i < count; ++i) {
    if (i % columns != 0) ImGui::SameLine(0, em(0.5f));
    ImGui::BeginGroup();
    show_picture(
        frame.pictures.get(fmt::format("drawn {}", i), 1, [&] { return to_image(drawn, i); }),
        {side, side});
    faint_text(shortened(drawn.class_names()[std::size_t(drawn.label(i))], side));
    ImGui::EndGroup();
  }
}

}  // namespace

StartChoice start_panel(Frame& frame, const TrainingPanelState& training) {
  StartChoice choice = StartChoice::nothing;
  if (!frame.now.available) {
    faint_text("Looking for networks ...");
    return choice;
  }
  const AvailableRuns& around = *frame.now.available;
  const float side = em(7), room = ImGui::GetContentRegionAvail().x;
  const int columns = std::clamp(int(room / (side + em(0.5f))), 1, 8);
  const float left = std::max(1.0f, (room - float(columns) * (side + em(0.5f))) / 2);
  ImGui::Indent(left);
  ImGui::Dummy({1, em(0.8f)});
  if (offer_shipped(frame, around.runs)) choice = StartChoice::network;
  if (offer_photograph(frame)) choice = StartChoice::photograph;
  ImGui::Dummy({1, em(0.2f)});
  if (offer_runs(frame, around.runs)) choice = StartChoice::network;
  ImGui::Dummy({1, em(0.2f)});
  if (offer_training(frame, training.max_iterations)) choice = StartChoice::training;
  ImGui::Dummy({1, em(0.2f)});
  show_drawn(frame, around.drawn, columns, side);
  ImGui::Unindent(left);
  return choice;
}

}  // namespace alexnet::viewer
