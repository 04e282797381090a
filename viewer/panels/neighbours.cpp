#include "viewer/panels/neighbours.h"

#include <algorithm>

#include "core/ceil_div.h"
#include "viewer/toolkit/chosen_picture.h"
#include "viewer/toolkit/widgets.h"

namespace alexnet::viewer {
namespace {

/// Where things in a row lie: pictures of `side`, each in the middle of a cell as wide as `cell`.
struct RowLayout {
  float side, cell;
  static constexpr float kGap = 1.4f;  ///< em, before each group of neighbours

  /// The left edge of a neighbour's cell, from the row's.
  float left_of(int group, int neighbour) const {
    return cell + em(kGap) + float(group) * (kNeighbours * cell + em(kGap)) +
           float(neighbour) * cell;
  }
};

/// A picture in the middle of its cell, at `place`, and lines of text below it.
void draw_cell(ImVec2 place, const RowLayout& layout, ImTextureID picture, const std::string& hint,
               ImU32 colour, const std::string& name, const std::string& number) {
  const ImVec2 corner = {place.x + (layout.cell - layout.side) / 2, place.y};
  ImGui::SetCursorScreenPos(corner);
  show_picture(picture, {layout.side, layout.side});
  tooltip(hint);
  const auto line = [&](int number_of_line, ImU32 ink, const std::string& text) {
    const std::string fits = shortened(text, layout.cell - em(0.4f));
    const float left = place.x + (layout.cell - ImGui::CalcTextSize(fits.c_str()).x) / 2;
    const float below = float(number_of_line) * ImGui::GetTextLineHeightWithSpacing();
    text_at({left, place.y + layout.side + em(0.2f) + below}, ink, fits);
  };
  line(0, colour, name);
  line(1, kFaint, number);
}

/// A picture with its class and its distance; marked if the class is the query's.
void draw_neighbour(Frame& frame, const Neighbours& all, const Neighbour& neighbour,
                    int query_label, const RowLayout& layout, ImVec2 place) {
  const int label = all.training.label(neighbour.index);
  const bool same = label == query_label;
  const std::string& name = all.training.class_names()[label];
  const ImTextureID picture =
      frame.pictures.get(fmt::format("training {}", neighbour.index), frame.now.network_version,
                         [&] { return to_image(all.training, neighbour.index); });
  const std::string hint =
      fmt::format("training picture {}: {}{}, distance {:.5g}", neighbour.index, name,
                  same ? " (the same class)" : "", neighbour.distance);
  draw_cell(place, layout, picture, hint, same ? kGreen : kFaint, short_name(name),
            neighbour.distance < 100 ? fmt::format("{:.3g}", neighbour.distance)
                                     : fmt::format("{:.0f}", neighbour.distance));
  if (!same) return;
  const ImVec2 corner = {place.x + (layout.cell - layout.side) / 2, place.y};
  ImGui::GetWindowDrawList()->AddRect({corner.x - 1, corner.y - 1},
                                      {corner.x + layout.side + 1, corner.y + layout.side + 1},
                                      kGreen, 0.0f, 0, 3.0f);
}

void draw_row(Frame& frame, const Neighbours& all, const NeighbourRow& row, const RowLayout& layout,
              float height) {
  const int label = all.queries.label(row.query);
  const ImVec2 start = ImGui::GetCursorScreenPos();
  draw_cell(start, layout, texture_of(frame, {false, row.query}),
            name_of(frame.now, {false, row.query}), kInk,
            short_name(all.queries.class_names()[label]), fmt::format("no. {}", row.query));
  int group = 0;
  for (const std::vector<Neighbour>* neighbours : {&row.by_features, &row.by_pixels}) {
    for (int i = 0; i < int(neighbours->size()); ++i)
      draw_neighbour(frame, all, (*neighbours)[std::size_t(i)], label, layout,
                     {start.x + layout.left_of(group, i), start.y});
    ++group;
  }
  ImGui::SetCursorScreenPos(start);
  ImGui::Dummy({1, height});
}

/// "The same class as the validation picture: 29 of 30 by the last hidden layer, 11 of 30 ..."
std::string summary(const Neighbours& all) {
  int features = 0, pixels = 0, count = 0;
  for (const NeighbourRow& row : all.rows) {
    const int label = all.queries.label(row.query);
    for (const Neighbour& n : row.by_features) features += all.training.label(n.index) == label;
    for (const Neighbour& n : row.by_pixels) pixels += all.training.label(n.index) == label;
    count += int(row.by_features.size());
  }
  return fmt::format(
      "The same class as the validation picture: {} of {} by the last hidden layer, {} of "
      "{} by pixels.",
      features, count, pixels, count);
}

void draw_column_titles(const RowLayout& layout) {
  const ImVec2 start = ImGui::GetCursorScreenPos();
  text_at({start.x + em(0.3f), start.y}, kInk, "Validation");
  const auto title = [&](int group, ImU32 colour, const char* text) {
    text_at({start.x + layout.left_of(group, 0) + em(0.3f), start.y}, colour,
            shortened(text, kNeighbours * layout.cell));
  };
  title(0, kBlue, "Nearest in the last hidden layer, with the distance");
  title(1, kVermillion, "Nearest by pixels, with the distance");
  ImGui::Dummy({1, em(1.2f)});
}

}  // namespace

void neighbours_panel(Frame& frame, NeighboursState& state) {
  const Snapshot& now = frame.now;
  if (!now.network) return show_no_network("so nothing can be compared");
  if (!now.validation)
    return show_no_validation_pictures(frame, "so there is nothing to find neighbours of",
                                       /*own_would_help=*/false);

  const int count = now.validation->size();
  choose_page(frame, "queries", state.page, ceil_div(count, kNeighbourRows));
  std::vector<int> queries;
  for (int i = state.page * kNeighbourRows; i < std::min(count, (state.page + 1) * kNeighbourRows);
       ++i)
    queries.push_back(at_place(now.validation_order, i));
  ImGui::SameLine(0, em(1.5f));
  if (ImGui::Button("Find neighbours")) frame.ask(FindNeighbours{queries});
  frame.name_widget("find neighbours");
  explain(
      frame,
      "The training pictures whose activations in the last hidden layer lie nearest to the "
      "validation picture's, by Euclidean distance. They show the same kind of thing more often "
      "than the nearest by pixels, on the right (the shipped network, 100 classes: 39% against "
      "5%).",
      "section 6.1; Figure 4, right");

  const Neighbours* found = now.neighbours.get();
  const bool fits = found && !found->rows.empty() && found->rows.front().query == queries.front();
  if (fits) {
    ImGui::SameLine(0, em(1.5f));
    faint_text(shortened(summary(*found), ImGui::GetContentRegionAvail().x));
    tooltip(summary(*found));
  }
  ImGui::Separator();
  const std::pair wanted = {now.network_version, state.page};
  if (!fits && now.knows_training_features && state.asked_for != wanted) {
    frame.ask(FindNeighbours{queries});  // which takes a moment now
    state.asked_for = wanted;
  }
  if (!fits)
    return show_missing(
        is_coming<FindNeighbours>(frame)
            ? "Looking through the training pictures ..."
            : "The neighbours of these validation pictures are not known yet.",
        now.knows_training_features
            ? "The training pictures have been through the network already."
            : "`Find neighbours` shows every training picture to the network, which takes a while; "
              "later pages come at once. The other panels can be used meanwhile.");

  const ImVec2 room = ImGui::GetContentRegionAvail();
  const float text = 2 * ImGui::GetTextLineHeightWithSpacing() + em(0.6f);
  const float cell = (room.x - 2 * em(RowLayout::kGap) - em(1)) / (1 + 2 * kNeighbours);
  const float height = (room.y - em(1.6f)) / kNeighbourRows;
  const RowLayout layout = {std::max(em(2), std::min(cell - em(0.3f), height - text)), cell};
  draw_column_titles(layout);
  for (const NeighbourRow& row : found->rows)
    draw_row(frame, *found, row, layout, layout.side + text - ImGui::GetStyle().ItemSpacing.y);
}

}  // namespace alexnet::viewer
