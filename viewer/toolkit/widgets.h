#pragma once
#include "viewer/toolkit/frame.h"
#include "viewer/toolkit/style.h"

// The pieces that panels are built from.
namespace alexnet::viewer {

/// `count` times the height of the font, in pixels.
float em(float count);

/// Says what is missing and what to do about it, in the middle of what is left of the panel.
void show_missing(const std::string& what, const std::string& what_to_do);

/// The same for when no network is open, "so nothing can be predicted".
void show_no_network(const std::string& consequence);

/// The same for when a network is open but no data set, "so nothing can be predicted"; and whether
/// own pictures would help. Validation pictures may be on their way, or have been stopped on the
/// way.
void show_no_validation_pictures(Frame& frame, const std::string& consequence,
                                 bool own_would_help = true);

/// Whether the mouse or the keyboard points at the widget that was just drawn, to highlight it.
bool is_pointed_at();

/// Text of less weight.
void faint_text(const std::string& text);
void coloured_text(ImU32 colour, const std::string& text);
/// The text with its lines broken at spaces, so that none is wider. (ImGui breaks lines after a
/// point as well, in the middle of a number.)
std::string broken_into_lines(const std::string& text, float width);
/// Text in as many lines as it takes.
void wrapped_text(ImU32 colour, const std::string& text);
/// Text at a place, without moving the cursor.
void text_at(ImVec2 place, ImU32 colour, const std::string& text);
/// The text, or as much of its beginning as fits and "...".
std::string shortened(const std::string& text, float width);

/// A class's name as the paper's figures write it: up to the first comma, after which WordNet has
/// its synonyms.
std::string short_name(const std::string& class_name);

/// A mark "(?)" that shows an explanation when pointed at, also by the keyboard, and names the
/// paper's section.
void explain(Frame& frame, const std::string& text, const std::string& section);
/// A tooltip for the widget that was just drawn.
void tooltip(const std::string& text);

/// A picture as large as `size`, every pixel sharp, with a thin line around it.
void show_picture(ImTextureID picture, ImVec2 size);
/// The same, to be clicked, or chosen with the keyboard. `name` is for scripted clicks.
bool picture_button(Frame& frame, const std::string& name, ImTextureID picture, ImVec2 size,
                    bool chosen);

/// A horizontal bar on a track; `share` is the part of the track that it fills, 0 ... 1.
void draw_bar(ImVec2 place, ImVec2 size, float share, ImU32 colour);

/// A histogram: a bar for each count, that of `highest` as high as `size`, on a line.
void draw_histogram(ImVec2 place, ImVec2 size, std::span<const int> counts, int highest,
                    ImU32 colour);

/// A button "< text" that leads back; the key Escape does the same.
bool back_button(Frame& frame, const std::string& text, const std::string& name);

/// Places the next widget to the right of the last one, with that gap, if it is no wider than the
/// room there, else below it.
void beside_if_room(float width, float gap = ImGui::GetStyle().ItemSpacing.x);

/// Whether the mouse is over the last widget. (ImGui's IsItemHovered() is also true of what the
/// keyboard has reached, wherever the mouse is.)
bool is_under_mouse();

/// Buttons "<" and ">" around "page 2 of 7"; also the keys Page Up and Page Down.
void choose_page(Frame& frame, const std::string& name, int& page, int pages);

/// The number of a picture, from 0 to count - 1, to be typed, or stepped through with "<" and ">"
/// (also the keys Page Up and Page Down): "picture < 17 > of 0 to 2399". Where there is an `order`,
/// steps follow it, round and round: many data sets are sorted by class.
void choose_index(Frame& frame, const std::string& name, int& index, int count,
                  const Order& order = nullptr);

/// Buttons, one of which is chosen.
template <class T>
void choose(Frame& frame, const char* label, T& chosen,
            const std::vector<std::pair<T, const char*>>& options) {
  ImGui::AlignTextToFramePadding();
  ImGui::TextUnformatted(label);
  for (const auto& [value, text] : options) {
    ImGui::SameLine();
    if (ImGui::RadioButton(text, chosen == value)) chosen = value;
    frame.name_widget(text);
  }
}

}  // namespace alexnet::viewer
