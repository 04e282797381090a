#include "viewer/panels/neighbours.h"

#include <algorithm>

#include "core/ceil_div.h"
#include "viewer/panels/chosen_picture.h"
#include "viewer/panels/widgets.h"

namespace alexnet::viewer {
namespace {

/// A picture with its class and its distance; marked if the class is the query's.
void draw_neighbour(Frame& frame, const Neighbours& all, const Neighbour& neighbour,
                    int query_label, float side) {
  const int label = all.training.label(neighbour.index);
  const bool same = label == query_label;
  ImGui::BeginGroup();
  const ImVec2 place = ImGui::GetCursorScreenPos();
  show_picture(
      frame.pictures.get(fmt::format("training {}", neighbour.index), frame.now.network_version,
                         [&] { return to_image(all.training, neighbour.index); }),
      {side, side});
  if (same)
    ImGui::GetWindowDrawList()->AddRect({place.x - 1, place.y - 1},
                                        {place.x + side + 1, place.y + side + 1}, kGreen, 0.0f, 0,
                                        3.0f);
  const std::string& name = all.training.class_names()[label];
  tooltip(fmt::format("training picture {}: {}{}, distance {:.2f}", neighbour.index, name,
                      same ? " (the same class)" : "", neighbour.distance));
  coloured_text(same ? kGreen : kFaint, shortened(short_name(name), side));
  faint_text(fmt::format("{:.{}f}", neighbour.distance, neighbour.distance < 100 ? 1 : 0));
  ImGui::EndGroup();
}

void draw_row(Frame& frame, const Neighbours& all, const NeighbourRow& row, float side) {
  const int label = all.queries.label(row.query);
  ImGui::BeginGroup();
  show_picture(texture_of(frame, {false, row.query}), {side, side});
  tooltip(name_of(frame.now, {false, row.query}));
  ImGui::TextUnformatted(shortened(short_name(all.queries.class_names()[label]), side).c_str());
  faint_text(fmt::format("test {}", row.query));
  ImGui::EndGroup();
  for (const std::vector<Neighbour>* neighbours : {&row.by_features, &row.by_pixels}) {
    ImGui::SameLine(0, em(1.4f));
    for (std::size_t i = 0; i < neighbours->size(); ++i) {
      if (i > 0) ImGui::SameLine(0, em(0.3f));
      draw_neighbour(frame, all, (*neighbours)[i], label, side);
    }
  }
}

/// "Of the query's class are 29 of 30 by features, 11 of 30 by pixels."
std::string summary(const Neighbours& all) {
  int features = 0, pixels = 0, count = 0;
  for (const NeighbourRow& row : all.rows) {
    const int label = all.queries.label(row.query);
    for (const Neighbour& n : row.by_features) features += all.training.label(n.index) == label;
    for (const Neighbour& n : row.by_pixels) pixels += all.training.label(n.index) == label;
    count += int(row.by_features.size());
  }
  return fmt::format(
      "The same class as the test picture: {} of {} by the last hidden layer, {} of "
      "{} by pixels.",
      features, count, pixels, count);
}

void draw_column_titles(float side) {
  const float all = kNeighbours * side + (kNeighbours - 1) * em(0.3f);
  const ImVec2 start = ImGui::GetCursorScreenPos();
  text_at(start, kInk, "Test");
  text_at({start.x + side + em(1.4f), start.y}, kBlue, "Nearest in the last hidden layer");
  text_at({start.x + side + all + 2 * em(1.4f), start.y}, kVermillion, "Nearest by pixels");
  ImGui::Dummy({1, em(1.2f)});
}

}  // namespace

void neighbours_panel(Frame& frame, NeighboursState& state) {
  const Snapshot& now = frame.now;
  if (!now.network) return show_no_network("so nothing can be compared");
  if (!now.test)
    return show_no_test_pictures(frame, "so there is nothing to find neighbours of",
                                 /*own_would_help=*/false);

  const int count = now.test->size();
  choose_page(frame, "queries", state.page, ceil_div(count, kNeighbourRows));
  std::vector<int> queries;
  for (int i = state.page * kNeighbourRows; i < std::min(count, (state.page + 1) * kNeighbourRows);
       ++i)
    queries.push_back(at_place(now.test_order, i));
  ImGui::SameLine(0, em(1.5f));
  if (ImGui::Button("Find neighbours")) frame.ask(FindNeighbours{queries});
  frame.name_widget("find neighbours");
  explain(
      frame,
      "The training pictures whose activations in the last hidden layer lie nearest to the test "
      "picture's, by Euclidean distance. They show the same kind of thing though their pixels "
      "differ: the nearest by pixels, on the right, mostly do not.",
      "section 6.1; Figure 4, right");

  const Neighbours* found = now.neighbours.get();
  const bool fits = found && !found->rows.empty() && found->rows.front().query == queries.front();
  if (fits) {
    ImGui::SameLine(0, em(1.5f));
    faint_text(shortened(summary(*found), ImGui::GetContentRegionAvail().x));
    tooltip(summary(*found));
  }
  ImGui::Separator();
  if (!fits)
    return show_missing(
        is_coming<FindNeighbours>(now) ? "Looking through the training pictures ..."
                                       : "The neighbours of these test pictures are not known yet.",
        "`Find neighbours` shows every training picture to the network, which takes a while.");

  const ImVec2 room = ImGui::GetContentRegionAvail();
  const float text = 2 * ImGui::GetTextLineHeightWithSpacing() + em(0.6f);
  const float gaps = 2 * em(1.4f) + 2 * (kNeighbours - 1) * em(0.3f) + em(1);
  const float by_width = (room.x - gaps) / (1 + 2 * kNeighbours);
  const float by_height = (room.y - em(1.6f)) / kNeighbourRows - text;
  const float side = std::max(em(2), std::min(by_width, by_height));
  draw_column_titles(side);
  for (const NeighbourRow& row : found->rows) draw_row(frame, *found, row, side);
}

}  // namespace alexnet::viewer
