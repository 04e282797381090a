#include "viewer/panels/predictions.h"

#include <algorithm>
#include <cmath>

#include "core/ceil_div.h"
#include "viewer/panels/ten_views.h"
#include "viewer/toolkit/chosen_picture.h"
#include "viewer/toolkit/prediction_bars.h"

namespace alexnet::viewer {
namespace {

/// Which rows are shown: all, or those whose most probable class is wrong.
std::vector<int> shown_rows(const Predictions& predictions, bool only_errors) {
  std::vector<int> shown;
  for (int i = 0; i < int(predictions.rows.size()); ++i)
    if (!only_errors || !predictions.labelled || predictions.rows[i].truth_rank != 1)
      shown.push_back(i);
  return shown;
}

/// "640 of 2400 validation pictures so far: top-1 error 3.2 %, top-5 error 0.0 %"
std::string error_rates(const Predictions& predictions) {
  int top1 = 0, top5 = 0;
  for (const Prediction& row : predictions.rows) {
    top1 += row.truth_rank > 1;
    top5 += row.truth_rank > 5;
  }
  const double count = double(predictions.rows.size());
  const bool all = int(predictions.rows.size()) == predictions.pictures.size();
  return fmt::format("{} of {} validation pictures{}: top-1 error {:.1f} %, top-5 error {:.1f} %",
                     predictions.rows.size(), predictions.pictures.size(), all ? "" : " so far",
                     100 * top1 / count, 100 * top5 / count);
}

/// "1 picture of your own", "64 of 500 pictures of your own"
std::string own_count(const Predictions& predictions) {
  const int count = int(predictions.rows.size()), all = predictions.pictures.size();
  return (count == all ? "" : fmt::format("{} of ", count)) +
         fmt::format("{} picture{} of your own", all, all == 1 ? "" : "s");
}

void draw_own_path(Frame& frame, PredictionsState& state) {
  ImGui::SetNextItemWidth(em(18));
  const bool entered =
      ImGui::InputTextWithHint("##path", "a picture of your own, or a folder", state.path,
                               sizeof(state.path), ImGuiInputTextFlags_EnterReturnsTrue);
  frame.name_widget("own path");
  tooltip("Pictures can also be dropped on the window.");
  ImGui::SameLine();
  if ((ImGui::Button("Predict") || entered) && state.path[0] != '\0') {
    frame.ask(PredictFiles{{Path(state.path)}});
    state.own = true;
    state.page = 0;
    state.opened = -1;
  }
  frame.name_widget("predict own");
}

void draw_choices(Frame& frame, PredictionsState& state) {
  const bool before = state.own;
  choose(frame, "Pictures", state.own, {{false, "validation"}, {true, "own"}});
  if (state.own != before) state.page = 0, state.opened = -1;
  if (!state.own) {
    ImGui::SameLine(0, em(1.5f));
    if (ImGui::Checkbox("only errors", &state.only_errors)) state.page = 0;
    frame.name_widget("only errors");
    tooltip("Only pictures whose most probable class is not the true one.");
  }
  ImGui::SameLine(0, em(1.5f));
  draw_own_path(frame, state);
}

std::string title_of(const Predictions& predictions, int picture) {
  if (!predictions.labelled) return predictions.titles[picture];
  return short_name(predictions.pictures.class_names()[predictions.pictures.label(picture)]);
}

/// A picture with its true label, and its five bars beside it.
void draw_card(Frame& frame, PredictionsState& state, const Predictions& predictions, int place,
               ImVec2 size) {
  const Prediction& row = predictions.rows[place];
  const PictureRef picture = {state.own, predictions.picture(place)};
  const bool wrong = predictions.labelled && row.truth_rank != 1;
  const float side = std::min(size.y - em(1.6f), size.x * 0.45f);
  ImGui::BeginGroup();
  const ImVec2 start = ImGui::GetCursorScreenPos();
  const std::string title = title_of(predictions, picture.index);
  const std::string verdict = wrong ? "  (wrong)" : "";
  const float title_width = size.x - em(1) - ImGui::CalcTextSize(verdict.c_str()).x;
  coloured_text(wrong ? kVermillion : kInk, shortened(title, title_width) + verdict);
  ImGui::SetCursorScreenPos({start.x, start.y + em(1.4f)});
  if (picture_button(frame, fmt::format("picture {}", place), texture_of(frame, picture),
                     {side, side}, false)) {
    state.opened = place;
    state.opened_of = frame.now.network_version;
    frame.ask(PredictTenViews{picture});
  }
  tooltip(name_of(frame.now, picture) + ". Click to see it in ten views.");
  ImGui::SetCursorScreenPos({start.x + side + em(0.5f), start.y + em(1.4f)});
  prediction_bars(row, predictions.labelled ? predictions.pictures.label(picture.index) : -1,
                  frame.now.network->class_names, size.x - side - em(1.5f));
  ImGui::SetCursorScreenPos(start);
  ImGui::Dummy(size);
  ImGui::EndGroup();
}

void draw_cards(Frame& frame, PredictionsState& state, const Predictions& predictions) {
  const std::vector<int> shown = shown_rows(predictions, state.only_errors);
  if (shown.empty())
    return show_missing("No errors so far: the most probable class is the true one everywhere.",
                        "Switch off `only errors` to see the pictures.");
  const ImVec2 least = {em(24), bar_row_height() * 6 + em(1.8f)};
  const ImVec2 room = ImGui::GetContentRegionAvail();
  // Few pictures are shown large: as many columns as rows, as far as there is room.
  const int wanted = int(std::ceil(std::sqrt(double(shown.size()))));
  const int columns = std::clamp(int(room.x / least.x), 1, wanted);
  const int wanted_rows = ceil_div(int(shown.size()), columns);
  const int rows = std::clamp(int((room.y - em(2)) / least.y), 1, wanted_rows);
  const ImVec2 card = {room.x / float(columns),
                       std::max(least.y, (room.y - em(2)) / float(rows) - em(0.4f))};
  const int per_page = columns * rows;
  choose_page(frame, "pictures", state.page, ceil_div(int(shown.size()), per_page));
  ImGui::SameLine(0, em(1.5f));
  faint_text(predictions.labelled ? error_rates(predictions) : own_count(predictions));
  if (predictions.labelled)
    explain(frame,
            "The five classes that the network finds most probable. An arrow marks the true class: "
            "green among the five, or orange below them, with its rank. The top-5 error counts "
            "pictures whose true class is not among the five.",
            "Figure 4, left; section 2");
  const int first = state.page * per_page;
  const int last = std::min(int(shown.size()), first + per_page);
  for (int i = first; i < last; ++i) {
    if ((i - first) % columns != 0) ImGui::SameLine(0, 0);
    draw_card(frame, state, predictions, shown[i], card);
  }
}

void offer_to_go_on(Frame& frame, const Command& command) {
  if (ImGui::Button("Continue predicting")) frame.ask(command);
  frame.name_widget("continue predicting");
}

/// What there is to show; if there is nothing, says what is missing and returns null.
const Predictions* available(Frame& frame, PredictionsState& state) {
  const Snapshot& now = frame.now;
  if (state.own) {
    if (!now.own_predictions)
      show_missing(is_coming<PredictFiles>(now) ? "Predicting your pictures ..."
                   : validation_pictures_are_coming(now)
                       ? "The network or its data are being opened ..."
                       : "No pictures of your own yet.",
                   "Drop pictures on the window, or give the path of one or of a folder above.");
    const Predictions* own = now.own_predictions.get();
    if (own && int(own->rows.size()) < own->pictures.size() && !is_coming<PredictFiles>(now))
      offer_to_go_on(frame, PredictFiles{own->asked_for});  // it was stopped
    return own;
  }
  if (!now.validation) {
    show_no_validation_pictures(frame, "so nothing is predicted yet");
    return nullptr;
  }
  if (state.asked_for != now.network_version) {
    frame.ask(PredictValidationSet{});
    state.asked_for = now.network_version;
  } else if (!is_coming<PredictValidationSet>(now) &&
             (!now.predictions || int(now.predictions->rows.size()) < now.validation->size())) {
    offer_to_go_on(frame, PredictValidationSet{});  // it was stopped
  }
  if (!now.predictions || now.predictions->rows.empty()) {
    show_missing(is_coming<PredictValidationSet>(now)
                     ? "Predicting the validation pictures ..."
                     : "The validation pictures are not predicted yet.",
                 "They appear here as they are predicted.");
    return nullptr;
  }
  return now.predictions.get();
}

}  // namespace

void predictions_panel(Frame& frame, PredictionsState& state) {
  if (!frame.now.network) return show_no_network("so nothing can be predicted");
  draw_choices(frame, state);
  ImGui::Separator();
  const Predictions* predictions = available(frame, state);
  if (!predictions) return;
  if (state.opened >= int(predictions->rows.size()) || state.opened_of != frame.now.network_version)
    state.opened = -1;
  if (state.opened >= 0)
    ten_views(frame, state, *predictions);
  else
    draw_cards(frame, state, *predictions);
}

}  // namespace alexnet::viewer
