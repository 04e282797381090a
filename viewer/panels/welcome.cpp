#include "viewer/panels/welcome.h"

#include <algorithm>

#include "viewer/panels/widgets.h"

namespace alexnet::viewer {
namespace {

constexpr int kMostRuns = 6;

void offer_runs(Frame& frame, const std::vector<FoundRun>& runs) {
  int offered = 0;
  for (const FoundRun& run : runs) {
    if (!run.has_checkpoint || offered == kMostRuns) continue;
    if (offered++ > 0) ImGui::SameLine();
    const std::string path = run.path.string();
    if (ImGui::Button(("Open " + path).c_str())) frame.ask(OpenCheckpoint{run.path});
    frame.name_widget("open " + path);
    if (run.shipped) tooltip("A network that the program came with.");
  }
  if (offered == 0) faint_text("No run folder with a checkpoint lies below ./runs.");
}

/// Pictures of the drawn data, each of another class, in rows.
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

bool welcome(Frame& frame, const TrainingPanelState& training) {
  if (!frame.now.around) return false;
  bool trains = false;
  const Dataset& drawn = frame.now.around->drawn;
  const float side = 2.0f * float(drawn.side()), room = ImGui::GetContentRegionAvail().x;
  const int columns = std::clamp(int(room / (side + em(0.5f))), 1, 8);
  const float left = std::max(1.0f, (room - float(columns) * (side + em(0.5f))) / 2);
  ImGui::Indent(left);
  ImGui::Dummy({1, em(0.8f)});
  offer_runs(frame, frame.now.around->runs);
  ImGui::Dummy({1, em(0.4f)});
  if (frame.now.training->is_at_work()) {
    faint_text("A network is being trained: panel Training shows it, and opens it.");
  } else {
    trains = ImGui::Button("Train the demo network, two minutes");
    if (trains) ask_to_train(frame, training);
    frame.name_widget("train demo");
    ImGui::SameLine();
    faint_text("on pictures that the program draws itself, such as these:");
  }
  ImGui::Dummy({1, em(0.2f)});
  show_drawn(frame, drawn, columns, side);
  ImGui::Unindent(left);
  return trains;
}

}  // namespace alexnet::viewer
