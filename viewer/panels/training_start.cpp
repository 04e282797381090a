#include <algorithm>

#include "model/variants.h"
#include "train/recipe.h"

#include "viewer/panels/training.h"
#include "viewer/toolkit/widgets.h"

namespace alexnet::viewer {
namespace {

void section(const char* title) {
  ImGui::Dummy({1, em(0.4f)});
  ImGui::TextUnformatted(title);
}

/// Which network: lists all variants; demo is chosen at first.
void choose_variant(Frame& frame, TrainingPanelState& state) {
  ImGui::SetNextItemWidth(em(9));
  const bool is_open =
      ImGui::BeginCombo("network", state.variant.c_str(), ImGuiComboFlags_HeightLargest);
  frame.name_widget("variant");
  if (!is_open) return;
  for (const std::string& name : variant_names()) {
    if (ImGui::Selectable(name.c_str(), name == state.variant)) {
      state.variant = name;
      state.epochs = recipe_for(name).epochs;
    }
    frame.name_widget("variant " + name);
    tooltip(make_variant(name).summary);
  }
  ImGui::EndCombo();
}

void train_here(Frame& frame, TrainingPanelState& state) {
  section("Train a network");
  faint_text(
      "`demo`: two towers, on pictures that the program draws itself: ten epochs in two minutes.");
  faint_text(
      "The others (but `linear`) were made for photographs or digits: give their folder. `mini` "
      "takes hours on 50,000 photographs, `paper` days.");
  choose_variant(frame, state);
  ImGui::SameLine(0, em(1.5f));
  ImGui::SetNextItemWidth(em(22));
  ImGui::InputTextWithHint("##train data", "data: a folder; empty: drawn pictures", state.data,
                           sizeof(state.data));
  frame.name_widget("train data");
  ImGui::SetNextItemWidth(em(9));
  ImGui::SliderInt("epochs", &state.epochs, 1, 100, "%d", ImGuiSliderFlags_AlwaysClamp);
  frame.name_widget("epochs");
  ImGui::SameLine(0, em(1.5f));
  ImGui::SetNextItemWidth(em(6));
  if (ImGui::InputInt("seed", &state.seed)) state.seed = std::max(0, state.seed);
  frame.name_widget("seed");
  tooltip("Of initial weights, batches, crops and dropout: another seed, another network.");
  ImGui::SetNextItemWidth(em(22));
  ImGui::InputTextWithHint("##folder", "run folder; empty: runs/viewer, numbered", state.folder,
                           sizeof(state.folder));
  frame.name_widget("run folder");
  ImGui::SameLine();
  if (ImGui::Button("Train")) ask_to_train(frame, state);
  frame.name_widget("train");
}

void watch(Frame& frame, TrainingPanelState& state) {
  section("Watch a run of another program");
  faint_text(
      "`alexnet train` writes a run folder: its curves, and the kernels of its checkpoints.");
  ImGui::SetNextItemWidth(em(22));
  const bool entered =
      ImGui::InputTextWithHint("##watched", "run folder", state.watched, sizeof(state.watched),
                               ImGuiInputTextFlags_EnterReturnsTrue);
  frame.name_widget("watched");
  ImGui::SameLine();
  if ((ImGui::Button("Watch") || entered) && state.watched[0] != '\0')
    frame.ask(TrainingCommand{WatchRun{state.watched}});
  frame.name_widget("watch");
  ImGui::SameLine();
  if (ImGui::Button("Search again")) frame.ask(FindRuns{});
  frame.name_widget("look again");
  tooltip("Searches for run folders below ./runs.");
  if (!frame.now.available) return;
  for (const FoundRun& run : frame.now.available->runs) {
    if (!run.has_metrics) continue;
    const std::string path = run.path.string();
    if (ImGui::Button(("Watch " + path).c_str())) frame.ask(TrainingCommand{WatchRun{run.path}});
    frame.name_widget("watch " + path);
  }
}

}  // namespace

void ask_to_train(Frame& frame, const TrainingPanelState& state) {
  StartTraining start;
  start.variant = state.variant;
  if (state.data[0] != '\0') start.data.data = state.data;
  start.folder = state.folder;
  start.epochs = state.epochs;
  start.seed = std::uint64_t(state.seed);
  start.max_iterations = state.max_iterations;
  frame.ask(TrainingCommand{start});
}

void training_start(Frame& frame, TrainingPanelState& state) {
  if (state.chooses) {
    if (back_button(frame, "Back", "back to training")) state.chooses = false;
    ImGui::SameLine(0, em(1));
    faint_text("to " + frame.now.training->folder.string());
  }
  if (frame.now.training->phase == TrainingPhase::none)
    faint_text(
        "Nothing is being trained yet. Start a run here, or watch one that `alexnet train` "
        "started.");
  train_here(frame, state);
  watch(frame, state);
}

}  // namespace alexnet::viewer
