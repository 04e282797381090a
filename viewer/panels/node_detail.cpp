#include "viewer/panels/node_detail.h"

#include <algorithm>

#include "core/with_commas.h"
#include "viewer/model/maps.h"
#include "viewer/toolkit/axis.h"
#include "viewer/toolkit/chosen_picture.h"
#include "viewer/toolkit/sheet.h"
#include "viewer/toolkit/widgets.h"

namespace alexnet::viewer {
namespace {

void draw_facts(const NodeFacts& node, const NodeOutput* output) {
  coloured_text(tower_colour(node.tower), node.name);
  ImGui::SameLine();
  wrapped_text(kInk, node.what);
  std::string text = node.output.map_size() == 1 ? fmt::format("{} units", node.output.c)
                                                 : fmt::format("{} maps of {} x {}", node.output.c,
                                                               node.output.h, node.output.w);
  if (node.parameters > 0)
    text += fmt::format("; {} parameters, {:.2f} million multiply-adds",
                        with_commas(node.parameters), double(node.multiply_adds) / 1e6);
  if (output) text += "; " + short_time(output->time_ms);
  wrapped_text(kFaint, text);
}

void draw_statistics(const MapStatistics& s, bool is_maps) {
  wrapped_text(kFaint,
               fmt::format("from {:.3g} to {:.3g}, mean {:.3g}; {:.1f} % are exactly 0{}",
                           s.smallest, s.largest, s.mean, 100 * s.zero_share,
                           is_maps && s.silent_maps > 0
                               ? fmt::format("; {} maps are silent for this picture", s.silent_maps)
                               : ""));
  const ImVec2 place = ImGui::GetCursorScreenPos();
  const ImVec2 size = {ImGui::GetContentRegionAvail().x - em(1), em(3)};
  const int tallest = *std::max_element(s.histogram.begin(), s.histogram.end());
  draw_histogram(place, size, s.histogram, tallest, with_alpha(kBlue, 0.6f));
  const std::string smallest = fmt::format("{:.3g}", s.smallest);
  const std::string largest = fmt::format("{:.3g}", s.largest);
  const float labels = place.y + size.y + em(0.15f);
  text_at({place.x, labels}, kFaint, smallest);
  text_at({place.x + size.x - ImGui::CalcTextSize(largest.c_str()).x, labels}, kFaint, largest);
  ImGui::Dummy({size.x, size.y + em(1.3f)});
  tooltip(
      fmt::format("How the values are distributed, from {:.3g} to {:.3g}; the tallest bar stands "
                  "for {} values.",
                  s.smallest, s.largest, tallest));
}

/// "Dead over 32 validation pictures: 3 of 4096 units, 0 of 64 maps"
void draw_dead(Frame& frame, const NodeFacts& node, int index) {
  const DeadUnits* dead = frame.now.dead_units.get();
  if (!dead) {
    if (!frame.now.validation)
      return wrapped_text(kFaint, "Dead units are counted over validation pictures.");
    faint_text("Dead units are not counted yet.");
    if (is_coming<CountDeadUnits>(frame.now)) return;
    ImGui::SameLine();  // it was stopped
    if (ImGui::SmallButton("Count them")) frame.ask(CountDeadUnits{});
    return frame.name_widget("count dead units");
  }
  const DeadCount& count = dead->nodes[index];
  std::string text = fmt::format("Dead over {} validation pictures: {} of {} units", dead->pictures,
                                 count.units, node.output.image_size());
  if (node.output.map_size() > 1) text += fmt::format(", {} of {} maps", count.maps, node.output.c);
  wrapped_text(count.units > 0 ? kInk : kFaint, text);
  explain(
      frame,
      "Units that are exactly 0 for every picture of a random sample of the validation pictures. "
      "After a ReLU such a unit gets no gradient: if it is 0 for all training pictures too, it "
      "never learns again. The paper starts some biases at 1, so that units begin with "
      "something to learn from.",
      "sections 3.1 and 5");
}

void draw_maps(Frame& frame, const NetworkState& state, const Activations& activations,
               const NodeOutput& output) {
  ImVec2 room = ImGui::GetContentRegionAvail();
  room.y = std::max(room.y - em(0.5f), em(10));  // in a low window, one scrolls down to them
  const ShownSheet sheet = fitted_sheet(output.values.shape(), room);
  const std::uint64_t version = activations.number * 2 + (state.own_scale ? 1 : 0);
  const auto make = [&] { return map_sheet(output.values, sheet.layout, state.own_scale); };
  const std::string name = sheet.picture_name(fmt::format("maps {}", state.node));
  show_picture(frame.pictures.get(name, version, make), sheet.size());
  frame.name_widget("maps");
  if (const auto at = sheet.under_mouse())
    tooltip(fmt::format("map {}, y {}, x {}: {:.4g}", at->map, at->y, at->x,
                        output.values.view()(0, at->map, at->y, at->x)));
}

}  // namespace

void node_detail(Frame& frame, NetworkState& state) {
  const NodeFacts& node = frame.now.network->nodes[state.node];
  const Activations* activations = frame.now.activations.get();
  const NodeOutput* output = activations ? &activations->outputs[state.node] : nullptr;
  const bool runs = is_coming<RunPicture>(frame);
  // The previous picture is shown until the chosen one has run, but not if that was stopped.
  if (output && activations->picture != state.chosen.picture && !runs) output = nullptr;
  draw_facts(node, output);
  if (!output) {
    const bool has_pictures = frame.now.validation || frame.now.own_predictions;
    if (!runs && has_pictures) {  // it was stopped
      if (ImGui::Button("Run the picture")) frame.ask(RunPicture{state.chosen.picture});
      frame.name_widget("run the picture");
    }
    return show_missing(runs ? "The picture runs through the network ..."
                             : "The picture has not run through the network.",
                        "A validation picture shows what the node computes.");
  }
  const bool is_maps = node.output.map_size() > 1;
  draw_statistics(state.statistics.get({activations->number, std::uint64_t(state.node)},
                                       [&] { return map_statistics(output->values); }),
                  is_maps);
  draw_dead(frame, node, state.node);

  const float side = em(5);
  show_picture(texture_of(frame, activations->picture), {side, side});
  ImGui::SameLine();
  ImGui::BeginGroup();
  wrapped_text(kInk, name_of(frame.now, activations->picture));
  choose(frame, "Scale", state.own_scale, {{false, "shared"}, {true, "per map"}});
  explain(frame,
          "What the node computes for the picture: a grey tile per map, or a pixel per unit. Black "
          "is the smallest value and white the largest: of all maps, or of each map by itself.",
          "Figure 2");
  ImGui::EndGroup();
  draw_maps(frame, state, *activations, *output);
}

}  // namespace alexnet::viewer
