#include "viewer/toolkit/prediction_bars.h"

#include "predict/evaluate.h"

namespace alexnet::viewer {
namespace {

/// One class: its bar, its name over the bar, its probability beside it.
void draw_row(ImVec2 place, float width, const std::string& name, const std::string& after_name,
              float probability, ImU32 colour) {
  const float number_width = em(2.6f), after_width = ImGui::CalcTextSize(after_name.c_str()).x;
  const float bar_width = width - number_width;
  draw_bar(place, {bar_width, bar_row_height() - 3}, probability, colour);
  text_at({place.x + 4, place.y}, kInk, shortened(name, bar_width - 8 - after_width) + after_name);
  text_at({place.x + bar_width + 6, place.y}, kFaint, fmt::format("{:.2f}", probability));
}

}  // namespace

float bar_row_height() { return em(1.3f); }

void prediction_bars(const Prediction& prediction, int true_class,
                     const std::vector<std::string>& class_names, float width) {
  ImVec2 place = ImGui::GetCursorScreenPos();
  const std::string arrow = right_arrow() + std::string(" ");
  for (const Ranked& ranked : prediction.top) {
    const bool is_true = ranked.class_index == true_class;
    draw_row(place, width, (is_true ? arrow : "") + short_name(class_names[ranked.class_index]), "",
             ranked.probability, with_alpha(is_true ? kGreen : kSky, 0.6f));
    place.y += bar_row_height();
  }
  const int rank = prediction.truth_rank;
  if (rank > int(prediction.top.size()))
    draw_row(place, width, arrow + short_name(class_names[true_class]),
             rank == kNoRank ? " (no rank)" : fmt::format(" (rank {})", rank),
             prediction.truth_probability, with_alpha(kVermillion, 0.6f));
  ImGui::Dummy({width, bar_row_height() * float(prediction.top.size() + 1)});
}

}  // namespace alexnet::viewer
