#include "viewer/panels/kernels.h"

#include <algorithm>
#include <cmath>

#include "core/ceil_div.h"
#include "inspect/filters.h"
#include "viewer/model/kernel_facts.h"
#include "viewer/model/network_facts.h"
#include "viewer/panels/colour_histogram.h"
#include "viewer/toolkit/widgets.h"

namespace alexnet::viewer {
namespace {

constexpr int kKernelsPerRow = 16;

/// The towers' first layers, and what their colours say (where they have three).
struct FirstLayer {
  std::vector<const ConvFilters*> towers;
  std::vector<ColourFacts> colours;
  WeightRange symmetric{0, 0}, global{0, 0};
  bool has_colours() const { return !colours.empty(); }
};

FirstLayer first_layer_of(const NetworkFacts& network) {
  FirstLayer first;
  for (int i : network.first_layer) {
    const ConvFilters& conv = network.convolutions[i];
    const ConstTensorView filters = conv.weight;
    const WeightRange full = full_range(filters.values());
    first.global = first.towers.empty() ? full : covering(first.global, full);
    first.symmetric = covering(first.symmetric, symmetric_range(filters.values()));
    first.towers.push_back(&conv);
    if (filters.shape.c == 3) first.colours.push_back(colour_facts(filters));
  }
  return first;
}

WeightRange range_of(const FirstLayer& first, ConstTensorView filters, int kernel,
                     WeightScale scale) {
  if (scale == WeightScale::symmetric) return first.symmetric;
  if (scale == WeightScale::global) return first.global;
  return full_range(filters.images(kernel, 1).values());
}

/// Zoom, scale, order: what the user chooses.
void draw_choices(Frame& frame, KernelsState& state, const NetworkFacts& network, bool colours) {
  choose(frame, "Scale", state.scale,
         {{WeightScale::symmetric, "symmetric"},
          {WeightScale::global, "global"},
          {WeightScale::per_kernel, "per kernel"}});
  explain(
      frame,
      "symmetric: a weight of 0 is mid-grey, one scale for all kernels. global: the smallest "
      "weight of all is black, the largest white. per kernel: each kernel has its own scale, so "
      "weak ones look as strong as the others.",
      "Figure 3");
  if (colours && state.layer == 0) {
    ImGui::SameLine(0, em(1.5f));
    ImGui::Checkbox("sort by colour", &state.sort_by_colour);
    frame.name_widget("sort by colour");
  }
  ImGui::SameLine(0, em(1.5f));
  ImGui::SetNextItemWidth(em(6));
  ImGui::SliderInt("zoom", &state.zoom, 0, 24, state.zoom == 0 ? "fit" : "%d",
                   ImGuiSliderFlags_AlwaysClamp);
  frame.name_widget("zoom");
  tooltip("Pixels per weight; Ctrl and click to type a number.");

  const std::vector<std::string> names = filter_layers(network);
  state.layer = std::clamp(state.layer, 0, int(names.size()) - 1);
  ImGui::AlignTextToFramePadding();
  ImGui::TextUnformatted("Layer");
  for (int i = 0; i < int(names.size()); ++i) {
    ImGui::SameLine();
    ImGui::RadioButton(names[i].c_str(), &state.layer, i);
    frame.name_widget(names[i]);
  }
}

/// "Tower a (GPU 1)   conv1a: 48 kernels of 11 x 11 ...; bars: share of colour, mean 0.21, median
/// 0.12"
void draw_heading(const ConvFilters& conv, const ColourFacts* colours) {
  const Shape& shape = conv.weight.shape();
  coloured_text(tower_colour(conv.tower),
                fmt::format("Tower {}  (GPU {})", to_text(conv.tower), int(conv.tower) + 1));
  ImGui::SameLine(0, em(1));
  std::string text = fmt::format("{}: {} kernels of {} x {} over {} channel{}", conv.node, shape.n,
                                 shape.h, shape.w, shape.c, shape.c == 1 ? "" : "s");
  if (colours)
    text += fmt::format("; bars: share of colour, mean {:.2f}, median {:.2f}", colours->mean(),
                        colours->median);
  faint_text(shortened(text, ImGui::GetContentRegionAvail().x));
  tooltip(text);
}

/// One tower's kernels, 16 a row, each with its colour share as a bar below it.
void draw_tower(Frame& frame, KernelsState& state, const FirstLayer& first, int tower,
                int pixels_per_weight) {
  const ConvFilters& conv = *first.towers[tower];
  const ColourFacts* colours = first.has_colours() ? &first.colours[tower] : nullptr;
  draw_heading(conv, colours);

  const ConstTensorView filters = conv.weight;
  const ImVec2 size = {float(filters.shape.w * pixels_per_weight),
                       float(filters.shape.h * pixels_per_weight)};
  const float bar = em(0.25f), gap = em(0.4f);
  const ImVec2 start = ImGui::GetCursorScreenPos();
  const std::uint64_t version = frame.now.network_version * 3 + std::uint64_t(state.scale);

  std::vector<int> order(std::size_t(filters.shape.n));
  for (int i = 0; i < filters.shape.n; ++i) order[i] = i;
  if (colours) order = kernel_order(*colours, state.sort_by_colour);
  for (int i = 0; i < filters.shape.n; ++i) {
    const int kernel = order[i];
    const ImVec2 place = {start.x + float(i % kKernelsPerRow) * (size.x + gap),
                          start.y + float(i / kKernelsPerRow) * (size.y + gap + bar + 2)};
    ImGui::SetCursorScreenPos(place);
    const std::string name = fmt::format("kernel {} {}", to_text(conv.tower), kernel);
    const ImTextureID picture = frame.pictures.get(name, version, [&] {
      return filter_tile(filters, kernel, range_of(first, filters, kernel, state.scale));
    });
    const bool chosen = state.tower == tower && state.kernel == kernel;
    if (picture_button(frame, name, picture, size, chosen)) {
      state.tower = tower;
      state.kernel = kernel;
    }
    if (colours) {
      tooltip(fmt::format("Kernel {}: {:.0f} % of its energy is colour. Click for more.", kernel,
                          100 * colours->shares[kernel]));
      draw_bar({place.x, place.y + size.y + 2}, {size.x, bar}, colours->shares[kernel],
               tower_colour(conv.tower));
    }
  }
  const int rows = ceil_div(filters.shape.n, kKernelsPerRow);
  ImGui::SetCursorScreenPos({start.x, start.y + float(rows) * (size.y + gap + bar + 2)});
  ImGui::Dummy({1, em(0.4f)});
}

void draw_colour_summary(Frame& frame, const FirstLayer& first) {
  const auto& colours = first.colours;
  const NetworkFacts& network = *frame.now.network;
  std::string text = colour_sentence(colours[0]);
  if (network.split)
    text = colour_sentence(colours[0], colours[1], *network.split) + " " +
           axis_sentence(colours[0], colours[1], *network.axes);
  const float width = ImGui::GetContentRegionAvail().x - em(2.5f);
  ImGui::TextUnformatted(broken_into_lines(text, width).c_str());
  explain(frame,
          "A kernel's colour share is the part of its energy (sum of squares) that is not grey: at "
          "every pixel the mean of the three weights is the grey part. The paper found one GPU's "
          "kernels largely colour-agnostic and the other's largely colour-specific, in every run, "
          "and calls this a result of the restricted connectivity. The first p is how often the "
          "mean shares of two random halves of the same kernels lie as far apart as those of the "
          "towers. A second p, if it is at most 0.05, is the same for their mean axes of colour: "
          "which two colours a kernel sets against each other. The kernels of one network are not "
          "independent, so p says little about other networks.",
          "sections 6.1 and 3.5");
}

void draw_histograms(const FirstLayer& first) {
  const ImVec2 room = ImGui::GetContentRegionAvail();
  const float width = std::min(em(22), (room.x - em(3)) / 2);
  const float height = std::clamp(room.y - em(4.2f), em(3), em(8));
  int highest = 0;  // of all towers, so that their bars can be compared
  for (const ColourFacts& colours : first.colours)
    highest = std::max(highest, colours.tallest_bar());
  for (std::size_t t = 0; t < first.colours.size(); ++t) {
    if (t > 0) ImGui::SameLine(0, em(2));
    ImGui::BeginGroup();
    colour_histogram(first.colours[t], first.towers[t]->tower, highest, {width, height});
    ImGui::EndGroup();
  }
}

int fitting_zoom(const FirstLayer& first, float width) {
  const float per_tile = width / kKernelsPerRow - em(0.4f) - 1;
  return std::max(1, int(per_tile) / first.towers[0]->weight.shape().w);
}

}  // namespace

void kernels_panel(Frame& frame, KernelsState& state) {
  if (!frame.now.network) return show_no_network("so there are no kernels to show");
  const NetworkFacts& network = *frame.now.network;
  if (network.first_layer.empty())
    return show_missing(
        fmt::format("The first layer of {} is not a convolution: it has no kernels.",
                    network.variant.name),
        "Open a network that was trained as another variant, such as demo.");

  const FirstLayer first = first_layer_of(network);
  if (state.tower >= int(first.towers.size()) ||
      (state.tower >= 0 && state.kernel >= first.towers[state.tower]->weight.shape().n))
    state.tower = -1;  // it was another network's

  draw_choices(frame, state, network, first.has_colours());
  ImGui::Separator();
  if (state.layer > 0) return other_filters(frame, state);

  const float detail_width = em(20);
  const float width = ImGui::GetContentRegionAvail().x - detail_width - em(1);
  ImGui::BeginChild("kernels", {width, 0}, false, ImGuiWindowFlags_HorizontalScrollbar);
  if (first.has_colours()) draw_colour_summary(frame, first);
  const int zoom = state.zoom > 0 ? state.zoom : fitting_zoom(first, width - em(1));
  for (int t = 0; t < int(first.towers.size()); ++t) draw_tower(frame, state, first, t, zoom);
  if (first.has_colours()) draw_histograms(first);
  ImGui::EndChild();
  ImGui::SameLine(0, em(1));
  ImGui::BeginChild("detail", {0, 0});
  if (state.tower >= 0 && !frame.now.patches && frame.now.validation &&
      state.asked_for != frame.now.network_version) {
    frame.ask(FindExcitingPatches{});
    state.asked_for = frame.now.network_version;
  }
  kernel_detail(frame, state);
  ImGui::EndChild();
}

}  // namespace alexnet::viewer
