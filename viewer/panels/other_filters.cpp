#include <algorithm>

#include "inspect/filters.h"
#include "viewer/model/network_facts.h"
#include "viewer/panels/kernels.h"
#include "viewer/toolkit/sheet.h"
#include "viewer/toolkit/widgets.h"

namespace alexnet::viewer {
namespace {

/// The least pixels per weight at which tiles lie a pixel apart: among smaller weights, the gaps
/// would be all that one sees.
constexpr int kLeastWithGaps = 3;

/// A row for every filter; in it, a tile for every map that it reads.
SheetLayout layout_of(const Shape& s, int zoom) {
  return {s.c, s.n, s.w, s.h, zoom < kLeastWithGaps ? 0 : 1};
}

/// As many pixels per weight as the width has room for, but at least one.
int fitting_zoom(const Shape& s, float width) {
  const int with_gaps = int(width) / (s.c * (s.w + 1));
  return with_gaps >= kLeastWithGaps ? with_gaps
                                     : std::clamp(int(width) / (s.c * s.w), 1, kLeastWithGaps - 1);
}

/// All filters of a layer, every tile in greys.
Image filter_sheet(ConstTensorView filters, const SheetLayout& layout, WeightRange range,
                   WeightScale scale) {
  const Shape& s = filters.shape;
  Image sheet = white_image(layout.width(), layout.height());
  for (int f = 0; f < s.n; ++f) {
    const WeightRange own =
        scale == WeightScale::per_kernel ? full_range(filters.images(f, 1).values()) : range;
    for (int c = 0; c < s.c; ++c) {
      // One channel at a time, so that a layer that reads three maps is drawn in greys as well.
      const ConstTensorView one{&filters(f, c, 0, 0), Shape::filters(1, 1, s.h, s.w),
                                filters.device};
      const auto [left, top] = place_in_sheet(layout, {f * s.c + c, 0, 0});
      paste(sheet, filter_tile(one, 0, own), left, top);
    }
  }
  return sheet;
}

/// What black and white stand for in all towers.
WeightRange range_of(const std::vector<const ConvFilters*>& towers, WeightScale scale) {
  const auto of_one = scale == WeightScale::symmetric ? symmetric_range : full_range;
  WeightRange range = of_one(towers.front()->weight.view().values());
  for (const ConvFilters* conv : towers)
    range = covering(range, of_one(conv->weight.view().values()));
  return range;
}

void draw_sheet(Frame& frame, const KernelsState& state, const ConvFilters& conv, WeightRange range,
                ImVec2 room) {
  const ConstTensorView filters = conv.weight;
  const Shape& s = filters.shape;
  ImGui::BeginGroup();
  coloured_text(tower_colour(conv.tower), conv.node);
  ImGui::SameLine();
  faint_text(fmt::format("{} kernels of {} x {} over {} maps", s.n, s.h, s.w, s.c));
  // The vertical scrollbar is always there: if it came and went, so would the room that is fitted.
  ImGui::BeginChild(
      conv.node.c_str(), room, true,
      ImGuiWindowFlags_HorizontalScrollbar | ImGuiWindowFlags_AlwaysVerticalScrollbar);
  const int zoom = state.zoom > 0 ? state.zoom : fitting_zoom(s, ImGui::GetContentRegionAvail().x);
  const Shape tiles = {1, s.n * s.c, s.h, s.w};
  const ShownSheet sheet = {tiles, layout_of(s, zoom), ImGui::GetCursorScreenPos(), float(zoom)};
  const auto picture =
      frame.pictures.get(sheet.picture_name("filters " + conv.node),
                         frame.now.network_version * 3 + std::uint64_t(state.scale),
                         [&] { return filter_sheet(filters, sheet.layout, range, state.scale); });
  show_picture(picture, sheet.size());
  frame.name_widget("filters " + conv.node);
  if (const auto at = sheet.under_mouse()) {
    const int filter = at->map / s.c, map = at->map % s.c;
    tooltip(fmt::format("kernel {}, reads map {}, y {}, x {}: {:.3g}", filter, map, at->y, at->x,
                        filters(filter, map, at->y, at->x)));
  }
  ImGui::EndChild();
  ImGui::EndGroup();
}

}  // namespace

void other_filters(Frame& frame, const KernelsState& state) {
  const NetworkFacts& network = *frame.now.network;
  const std::string layer = filter_layers(network)[state.layer];

  std::vector<const ConvFilters*> towers;
  for (const ConvFilters& conv : network.convolutions)
    if (layer_of(conv) == layer) towers.push_back(&conv);

  faint_text(
      "A row is a kernel; a tile is its weights for one map of the layer below. Beyond the first "
      "layer they do not look like pictures.");
  const WeightRange range = range_of(towers, state.scale);
  const ImVec2 room = ImGui::GetContentRegionAvail();
  const ImVec2 each = {room.x / float(towers.size()) - em(0.6f), room.y - em(2)};
  for (std::size_t t = 0; t < towers.size(); ++t) {
    if (t > 0) ImGui::SameLine(0, em(1));
    draw_sheet(frame, state, *towers[t], range, each);
  }
}

}  // namespace alexnet::viewer
