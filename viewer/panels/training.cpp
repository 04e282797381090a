#include "viewer/panels/training.h"

#include "core/duration.h"
#include "viewer/panels/training_curves.h"
#include "viewer/panels/training_detail.h"
#include "viewer/toolkit/widgets.h"

namespace alexnet::viewer {
namespace {

const char* name_of(TrainingPhase phase) {
  switch (phase) {
    case TrainingPhase::none:
      return "";
    case TrainingPhase::preparing:
      return "Reading the pictures";
    case TrainingPhase::training:
      return "Training";
    case TrainingPhase::pausing:
      return "Pausing";
    case TrainingPhase::paused:
      return "Paused";
    case TrainingPhase::stopping:
      return "Stopping";
    case TrainingPhase::ended:
      return "Ended";
    case TrainingPhase::watching:
      return "Watching";
    case TrainingPhase::unwatched:
      return "No longer watched";
  }
  return "";
}

/// A watched run that has written nothing for this long is taken to have ended.
constexpr double kQuiet_s = 120;

/// "epoch 3, iteration 812 of 3,750, 1,830 images/s, 1 min 12 s left"
std::string standing(const TrainingFacts& training) {
  const Measurement& m = training.newest;
  if (m.iteration == 0) return "";
  std::string text =
      fmt::format("epoch {}, iteration {}", m.epoch + 1, short_number(double(m.iteration)));
  if (training.total > 0) text += " of " + short_number(double(training.total));
  if (training.watched_has_ended) return text + ", all epochs are done";
  if (training.quiet_s > kQuiet_s)
    return text + ", last measurement " + duration_text(training.quiet_s) + " ago";
  if (!training.runs() && training.phase != TrainingPhase::watching) return text;
  if (m.images_per_s > 0) text += fmt::format(", {:.0f} images/s", m.images_per_s);
  if (training.runs()) text += ", " + duration_text(training.left_s) + " left";
  return text;
}

void button(Frame& frame, const char* text, const char* name, const Command& command) {
  ImGui::SameLine();
  if (ImGui::Button(text)) frame.ask(command);
  frame.name_widget(name);
}

void draw_buttons(Frame& frame, TrainingPanelState& state) {
  const TrainingFacts& training = *frame.now.training;
  ImGui::AlignTextToFramePadding();
  coloured_text(training.phase == TrainingPhase::training ? kGreen : kInk, name_of(training.phase));
  frame.name_widget("phase");
  if (training.phase == TrainingPhase::training)
    button(frame, "Pause", "pause", TrainingCommand{PauseTraining{true}});
  if (training.phase == TrainingPhase::pausing)
    tooltip("Once the iteration, or the validation, is done.");
  if (training.phase == TrainingPhase::pausing || training.phase == TrainingPhase::paused)
    button(frame, "Continue", "continue training", TrainingCommand{PauseTraining{false}});
  if (training.is_at_work() && training.phase != TrainingPhase::stopping) {
    const bool has_begun = training.phase != TrainingPhase::preparing;
    button(frame, has_begun ? "Stop and save" : "Stop", "stop training",
           TrainingCommand{StopTraining{}});
  }
  if (training.phase == TrainingPhase::watching)
    button(frame, "Stop watching", "stop training", TrainingCommand{StopTraining{}});
  if (training.can_resume) {
    button(frame, "Resume", "resume training", TrainingCommand{ResumeTraining{}});
    tooltip(
        fmt::format("Continues from what was saved, with the rate, dropout and noise that are set "
                    "here now. In a terminal, alexnet train --resume {} continues as planned, "
                    "without what was changed by hand.",
                    training.folder.string()));
  }
  if (training.phase == TrainingPhase::ended || training.phase == TrainingPhase::unwatched) {
    ImGui::SameLine();
    if (ImGui::Button("Another run")) state.chooses = true;
    frame.name_widget("another run");
  }
  if (training.has_checkpoint) {
    button(frame, "Open its newest checkpoint", "open trained", OpenCheckpoint{training.folder});
    tooltip(training.is_at_work()
                ? "The other panels then show what it has learned so far; training continues."
                : "The other panels then show what it has learned.");
  }
  ImGui::SameLine(0, em(1));
  // What changes comes first: where there is no room for all, the end is left out.
  std::string text;
  for (const std::string& part : {standing(training), training.what, training.folder.string()})
    if (!part.empty()) text += (text.empty() ? "" : "; ") + part;
  faint_text(shortened(text, ImGui::GetContentRegionAvail().x));
  tooltip(text);
}

std::string dropout_sentence(float dropped) {
  if (dropped == 0) return "This network has no dropout.";
  return fmt::format(
      "Every hidden unit of the fully connected layers is left out with probability {:.2g} (in the "
      "paper: 0.5).",
      dropped);
}

/// What can be changed while it trains.
void draw_controls(Frame& frame) {
  constexpr float kLowest = 0.0001f;
  TrainControls controls = frame.now.training->controls;
  ImGui::AlignTextToFramePadding();
  ImGui::TextUnformatted("Learning rate x");
  ImGui::SameLine();
  ImGui::SetNextItemWidth(em(12));
  ImGui::SliderFloat("##rate", &controls.rate_factor, kLowest, 10, "",
                     ImGuiSliderFlags_Logarithmic | ImGuiSliderFlags_AlwaysClamp);
  frame.name_widget("rate");
  tooltip("Multiplies the learning rate of the schedule; Ctrl and click to type a number.");
  ImGui::SameLine();
  const float after = ImGui::GetCursorPosX() + em(4.5f);
  ImGui::TextUnformatted(fmt::format("{:.3g}", controls.rate_factor).c_str());
  ImGui::SameLine(after);
  if (ImGui::Button("divide by 10"))
    controls.rate_factor = std::max(kLowest, controls.rate_factor / 10);
  frame.name_widget("divide rate");
  ImGui::SameLine();
  if (ImGui::Button("as planned")) controls.rate_factor = 1;
  frame.name_widget("planned rate");
  explain(frame,
          "The authors changed the rate by hand: they divided it by 10 when the validation error "
          "stopped improving, three times before the end. Curves mark where it changed.",
          "section 5");
  if (ImGui::GetContentRegionAvail().x > em(60)) ImGui::SameLine(0, em(1.5f));  // else a line below
  ImGui::Checkbox("dropout", &controls.dropout);
  frame.name_widget("dropout");
  tooltip(dropout_sentence(frame.now.training->dropped) + "\n\nPaper: section 4.2.");
  ImGui::SameLine(0, em(1));
  ImGui::Checkbox("colour noise", &controls.colour_noise);
  frame.name_widget("colour noise");
  tooltip(
      "The colours of each training picture are shifted along their principal components."
      "\n\nPaper: section 4.1.");
  if (!(controls == frame.now.training->controls))
    frame.ask(TrainingCommand{AdjustTraining{controls}});
}

void draw_curves(Frame& frame, TrainingPanelState& state) {
  ImGui::Checkbox("logarithmic loss", &state.logarithmic);
  frame.name_widget("logarithmic");
  explain(frame,
          "Training values are means since the previous point, with dropout and varied pictures; "
          "validation values are of the whole validation set, without either. So early on the "
          "validation values are the better ones.",
          "sections 4 and 5");
  const std::vector<Measurement>& rows = *frame.now.training->rows;
  const ImVec2 room = ImGui::GetContentRegionAvail();
  const ImVec2 half = {room.x, std::max(em(9), (room.y - em(0.6f)) / 2)};
  const Remembered<Chart>::Of of = {frame.now.training->rows_number, state.logarithmic};
  draw_chart(frame, state.loss.get(of, [&] { return loss_chart(rows, state.logarithmic); }), half);
  draw_chart(frame, state.errors.get(of, [&] { return error_chart(rows); }), half);
}

}  // namespace

void training_panel(Frame& frame, TrainingPanelState& state) {
  const TrainingFacts& training = *frame.now.training;
  if (training.is_at_work() || training.phase == TrainingPhase::watching) state.chooses = false;
  const bool nothing = !training.is_at_work() && !training.rows && !training.weights &&
                       training.phase != TrainingPhase::watching;
  if (nothing || state.chooses) return training_start(frame, state);

  draw_buttons(frame, state);
  if (training.is_at_work()) draw_controls(frame);
  ImGui::Separator();
  const float right = std::min(em(33.5f), ImGui::GetContentRegionAvail().x * 0.55f);
  ImGui::BeginChild("curves", {ImGui::GetContentRegionAvail().x - right - em(1), 0});
  if (training.rows)
    draw_curves(frame, state);
  else
    show_missing("Nothing is measured yet.",
                 fmt::format("The training curves get a point every {} iterations, the validation "
                             "curves one per epoch.",
                             TrainOptions{}.log_every));
  ImGui::EndChild();
  ImGui::SameLine(0, em(1));
  ImGui::BeginChild("weights", {0, 0});
  if (training.weights) {
    forming_kernels(frame, *training.weights, right - em(1));
    update_ratios(frame, *training.weights);
  } else {
    show_missing("No kernels yet.",
                 "They appear with the first iteration, or the first "
                 "checkpoint of a run that is watched.");
  }
  ImGui::EndChild();
}

}  // namespace alexnet::viewer
