#include <algorithm>
#include <cmath>

#include "inspect/filters.h"
#include "viewer/model/network_facts.h"
#include "viewer/panels/kernels.h"
#include "viewer/panels/widgets.h"

namespace alexnet::viewer {
namespace {

/// All filters of a layer, a row each: a grey tile for every map that it reads, a pixel apart.
Image filter_sheet(ConstTensorView filters, WeightRange range, WeightScale scale) {
  const Shape& s = filters.shape;
  Image sheet(s.c * (s.w + 1), s.n * (s.h + 1));
  std::fill(sheet.rgb.begin(), sheet.rgb.end(), std::uint8_t{255});
  for (int f = 0; f < s.n; ++f) {
    const WeightRange own =
        scale == WeightScale::per_kernel ? full_range(filters.images(f, 1).values()) : range;
    for (int c = 0; c < s.c; ++c) {
      // One channel at a time, so that a layer that reads three maps is drawn in greys as well.
      const ConstTensorView one{&filters(f, c, 0, 0), Shape::filters(1, 1, s.h, s.w),
                                filters.device};
      const Image tile = filter_tile(one, 0, own);
      for (int y = 0; y < s.h; ++y)
        std::copy_n(tile.pixel(0, y), s.w * 3, sheet.pixel(c * (s.w + 1), f * (s.h + 1) + y));
    }
  }
  return sheet;
}

void draw_sheet(Frame& frame, const KernelsState& state, const ConvFilters& conv, ImVec2 room) {
  const ConstTensorView filters = conv.weight;
  const Shape& s = filters.shape;
  ImGui::BeginGroup();
  coloured_text(tower_colour(conv.tower), conv.node);
  ImGui::SameLine();
  faint_text(fmt::format("{} filters of {} x {} over {} maps", s.n, s.h, s.w, s.c));
  ImGui::BeginChild(conv.node.c_str(), room, true, ImGuiWindowFlags_HorizontalScrollbar);
  const WeightRange range = state.scale == WeightScale::symmetric
                                ? symmetric_range(filters.values())
                                : full_range(filters.values());
  const auto picture = frame.pictures.get(
      "sheet " + conv.node, frame.now.network_version * 3 + std::uint64_t(state.scale),
      [&] { return filter_sheet(filters, range, state.scale); });
  const ImVec2 size = {float(s.c * (s.w + 1)), float(s.n * (s.h + 1))};
  const float fitting = std::max(1.0f, std::floor(ImGui::GetContentRegionAvail().x / size.x));
  const float zoom = state.zoom > 0 ? float(state.zoom) : fitting;
  show_picture(picture, {size.x * zoom, size.y * zoom});
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
      "A filter is a row; its tiles are the maps of the layer below that it reads. Beyond "
      "the first layer they are no pictures.");
  const ImVec2 room = ImGui::GetContentRegionAvail();
  const ImVec2 each = {room.x / float(towers.size()) - em(0.6f), room.y - em(2)};
  for (std::size_t t = 0; t < towers.size(); ++t) {
    if (t > 0) ImGui::SameLine(0, em(1));
    draw_sheet(frame, state, *towers[t], each);
  }
}

}  // namespace alexnet::viewer
