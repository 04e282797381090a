#include "viewer/panels/prediction_bars.h"

namespace alexnet::viewer {

float bar_row_height() { return em(1.3f); }

void prediction_bars(const Prediction& prediction, int true_class,
                     const std::vector<std::string>& class_names, float width) {
  const ImVec2 start = ImGui::GetCursorScreenPos();
  const float height = bar_row_height(), number_width = em(2.6f);
  float y = start.y;
  for (const Ranked& ranked : prediction.top) {
    const bool is_true = ranked.class_index == true_class;
    draw_bar({start.x, y}, {width - number_width, height - 3}, ranked.probability,
             with_alpha(is_true ? kGreen : kSky, is_true ? 0.75f : 0.6f));
    const std::string name = (is_true ? "\u2192 " : "") + class_names[ranked.class_index];
    text_at({start.x + 4, y}, kInk, shortened(name, width - number_width - 8));
    text_at({start.x + width - number_width + 6, y}, kFaint,
            fmt::format("{:.2f}", ranked.probability));
    y += height;
  }
  if (prediction.truth_rank > int(prediction.top.size()))
    text_at({start.x + 4, y}, kVermillion,
            shortened(fmt::format("{} is only at place {} ({:.3f})", class_names[true_class],
                                  prediction.truth_rank, prediction.truth_probability),
                      width - 8));
  ImGui::Dummy({width, height * float(prediction.top.size() + 1)});
}

}  // namespace alexnet::viewer
