#include "viewer/panels/ten_views.h"

#include <algorithm>

#include "viewer/toolkit/chosen_picture.h"
#include "viewer/toolkit/prediction_bars.h"

namespace alexnet::viewer {
namespace {

constexpr const char* kNames[] = {"top left", "top right", "bottom left", "bottom right", "centre"};
constexpr int kViewsPerRow = 5;

/// A view, and the class predicted from it alone.
void draw_view(Frame& frame, const TenViews& views, int view, float side) {
  const std::vector<std::string>& names = frame.now.network->class_names;
  ImGui::BeginGroup();
  show_picture(frame.pictures.get(fmt::format("view {}", view), views.number,
                                  [&] { return views.views[view]; }),
               {side, side});
  faint_text(shortened(kNames[view % kViewsPerRow], side));
  if (view >= kViewsPerRow) faint_text(shortened("mirrored", side));
  const Ranked& best = views.best[view];
  const std::string& name = names[best.class_index];
  ImGui::TextUnformatted(fmt::format("{:.2f}", best.probability).c_str());
  ImGui::TextUnformatted(shortened(short_name(name), side).c_str());
  ImGui::EndGroup();
  frame.name_widget(fmt::format("view {}", view));
  tooltip(fmt::format("{}: {:.4f}", name, best.probability));
}

}  // namespace

void ten_views(Frame& frame, PredictionsState& state, const Predictions& predictions) {
  if (back_button(frame, "All pictures", "all pictures")) state.opened = -1;
  if (state.opened < 0) return;
  const PictureRef picture = {state.own, predictions.picture(state.opened)};
  const int truth = predictions.labelled ? predictions.pictures.label(picture.index) : -1;
  const std::vector<std::string>& names = frame.now.network->class_names;
  ImGui::SameLine();
  if (ImGui::Button("Step through it")) state.step_through = picture;
  frame.name_widget("step through it");
  tooltip("Shows in the panel Step how the network comes to its answer, value by value.");
  ImGui::SameLine(0, em(1));
  ImGui::TextUnformatted(
      shortened(name_of(frame.now, picture), ImGui::GetContentRegionAvail().x - em(3)).c_str());
  explain(frame,
          "The four corners and the centre, and their mirror images. The paper averages the ten "
          "predictions; it lowers the error a little, at ten times the cost.",
          "section 4.1");

  const TenViews* views = frame.now.ten_views.get();
  if (!views || views->picture != picture) {
    const bool comes = is_coming<PredictTenViews>(frame.now);
    if (!comes) {  // it was stopped
      if (ImGui::Button("Predict ten views")) frame.ask(PredictTenViews{picture});
      frame.name_widget("predict ten views");
    }
    return show_missing(comes ? "Predicting ten views ..." : "The ten views are not predicted yet.",
                        "The picture's corners and centre, and their mirror images.");
  }

  const float left_width = em(20);
  ImGui::BeginGroup();
  ImGui::TextUnformatted("Centre view alone");
  prediction_bars(predictions.rows[state.opened], truth, names, left_width);
  ImGui::Dummy({1, em(1)});
  ImGui::TextUnformatted("Average of the ten views");
  prediction_bars(views->average, truth, names, left_width);
  ImGui::EndGroup();
  ImGui::SameLine(0, em(2));
  ImGui::BeginGroup();
  const ImVec2 room = ImGui::GetContentRegionAvail();
  const float side = std::min(room.x / kViewsPerRow - em(0.6f), room.y / 2 - em(5.6f));
  for (int view = 0; view < int(views->views.size()); ++view) {
    if (view % kViewsPerRow != 0) ImGui::SameLine();
    draw_view(frame, *views, view, side);
  }
  ImGui::EndGroup();
}

}  // namespace alexnet::viewer
