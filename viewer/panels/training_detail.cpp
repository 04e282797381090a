#include "viewer/panels/training_detail.h"

#include <algorithm>
#include <cmath>

#include "core/ceil_div.h"
#include "inspect/filters.h"
#include "viewer/toolkit/axis.h"
#include "viewer/toolkit/widgets.h"

namespace alexnet::viewer {
namespace {

constexpr int kFormingPerRow = 16;

/// One tower's kernels side by side in one picture: it changes as a whole, once a second.
Image sheet_of(ConstTensorView filters, WeightRange range) {
  const int gap = 1, w = filters.shape.w + gap, h = filters.shape.h + gap;
  const int rows = ceil_div(filters.shape.n, kFormingPerRow);
  Image sheet = white_image(std::min(kFormingPerRow, filters.shape.n) * w - gap, rows * h - gap);
  for (int k = 0; k < filters.shape.n; ++k)
    paste(sheet, filter_tile(filters, k, range), k % kFormingPerRow * w, k / kFormingPerRow * h);
  return sheet;
}

WeightRange range_of(const WeightSnapshot& weights) {
  WeightRange range{0, 0};
  for (const WeightSnapshot::Filters& filters : weights.first_layer)
    range = covering(range, symmetric_range(filters.weight.view().values()));
  return range;
}

void cell(const std::string& text, ImU32 colour = kInk) {
  ImGui::TableNextColumn();
  coloured_text(colour, text);
}

/// Where a ratio lies on a logarithmic scale from a millionth (0) to one (1).
float on_log_scale(double ratio) { return float(1 + std::log10(ratio) / 6); }

/// How large the step is relative to the weights, with a line at a thousandth.
void ratio_cell(const UpdateRatio& layer) {
  ImGui::TableNextColumn();
  if (!layer.rms_update) return faint_text("");
  if (*layer.rms_update == 0 || layer.rms_weight == 0) return faint_text("none");
  const double ratio = *layer.rms_update / layer.rms_weight;
  const ImVec2 place = ImGui::GetCursorScreenPos();
  const float bar = std::max(em(2), ImGui::GetContentRegionAvail().x - em(5.5f));
  draw_bar({place.x, place.y + em(0.35f)}, {bar, em(0.5f)}, on_log_scale(ratio),
           tower_colour(layer.tower));
  const float usual = place.x + bar * on_log_scale(1e-3);
  ImGui::GetWindowDrawList()->AddLine({usual, place.y + em(0.2f)}, {usual, place.y + em(1)}, kInk);
  text_at({place.x + bar + em(0.5f), place.y}, kInk, fmt::format("{:.2g} %", 100 * ratio));
  ImGui::Dummy({bar, ImGui::GetTextLineHeight()});
}

}  // namespace

void forming_kernels(Frame& frame, const WeightSnapshot& weights, float width) {
  ImGui::TextUnformatted(
      fmt::format("Kernels after iteration {}", short_number(double(weights.iteration))).c_str());
  explain(frame,
          "The first layer's kernels, tower a above tower b, one scale for all: a weight of 0 is "
          "mid-grey. They begin as noise; in `demo` and `mini` edges and colours appear within the "
          "first epochs, in `paper` later.",
          "section 6.1; Figure 3");
  const WeightRange range = range_of(weights);
  for (const WeightSnapshot::Filters& filters : weights.first_layer) {
    const ConstTensorView weight = filters.weight;
    const ImTextureID picture = frame.pictures.get("forming " + filters.node, weights.number,
                                                   [&] { return sheet_of(weight, range); });
    const int columns = std::min(kFormingPerRow, weight.shape.n);
    const int rows = ceil_div(weight.shape.n, kFormingPerRow);
    const float w = float(columns * (weight.shape.w + 1) - 1);
    const float h = float(rows * (weight.shape.h + 1) - 1);
    const float zoom = std::max(1.0f, std::floor(std::min(width / w, em(8) / h)));
    ImGui::Image(picture, {w * zoom, h * zoom});
    frame.name_widget("forming " + filters.node);
    tooltip(fmt::format("{}: {} kernels of {} x {}", filters.node, weight.shape.n, weight.shape.h,
                        weight.shape.w));
  }
  if (weights.first_layer.empty()) faint_text("The first layer is not a convolution.");
}

void update_ratios(Frame& frame, const WeightSnapshot& weights) {
  ImGui::TextUnformatted("Weights and their last step");
  explain(frame,
          "Root mean squares over all weights of a layer. The update is what momentum, decay and "
          "gradient added at the last iteration. Bars are logarithmic, with a line at a thousandth "
          "(0.1 %). While a network learns fast at its first learning rate, updates are about that "
          "large; in its first iterations they are smaller, above all in deep layers; at a tenth "
          "of the rate they are a tenth of that. Much larger ones destroy what was learned; a "
          "layer far below the others hardly learns. (The program that the authors released "
          "printed means of absolute values.)",
          "section 5 has the rule of the update");
  if (!ImGui::BeginTable("pulses", 4, ImGuiTableFlags_SizingFixedFit | ImGuiTableFlags_RowBg))
    return;
  ImGui::TableSetupColumn("layer", 0, em(4.5f));
  ImGui::TableSetupColumn("rms w", 0, em(5));
  ImGui::TableSetupColumn("rms update", 0, em(6.5f));
  ImGui::TableSetupColumn("update / w (logarithmic bar)", ImGuiTableColumnFlags_WidthStretch);
  ImGui::TableHeadersRow();
  for (const UpdateRatio& ratio : weights.layers) {
    ImGui::TableNextRow();
    cell(ratio.node, tower_colour(ratio.tower));
    cell(fmt::format("{:.2e}", ratio.rms_weight));
    cell(ratio.rms_update ? fmt::format("{:.2e}", *ratio.rms_update) : "not kept");
    ratio_cell(ratio);
  }
  ImGui::EndTable();
}

}  // namespace alexnet::viewer
