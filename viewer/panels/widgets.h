#pragma once
#include "viewer/panels/frame.h"
#include "viewer/panels/style.h"

// The pieces that panels are put together from.
namespace alexnet::viewer {

/// A length in pixels at the font's usual size, on any screen.
float em(float count);

/// Says what is missing and what to do about it, in the middle of what is left of the panel.
void show_missing(const std::string& what, const std::string& what_to_do);

/// The same where no network is open, "so nothing can be predicted".
void show_no_network(const std::string& consequence);

/// The same where a network is open but no data set, "so nothing can be predicted"; and whether
/// pictures of one's own would help.
void show_no_test_pictures(const NetworkFacts& network, const std::string& consequence,
                           bool own_would_help = true);

/// Whether the mouse is on the widget that was just drawn, or the keyboard: to show it.
bool is_pointed_at();

/// Small faint text.
void faint_text(const std::string& text);
void coloured_text(ImU32 colour, const std::string& text);
/// In as many lines as it takes.
void wrapped_text(ImU32 colour, const std::string& text);
/// Text at a place, without moving the cursor.
void text_at(ImVec2 place, ImU32 colour, const std::string& text);
/// The text, or as much of its beginning as fits and "...".
std::string shortened(const std::string& text, float width);

/// A class's name as the paper's figures write it: up to the first comma, behind which WordNet has
/// its synonyms.
std::string short_name(const std::string& class_name);

/// A mark "(?)" that explains when it is pointed at, and names the paper's section.
void explain(Frame& frame, const std::string& text, const std::string& section);
/// A tooltip for the widget that was just drawn.
void tooltip(const std::string& text);

/// A picture as large as `size`, every pixel sharp, with a thin line around it.
void show_picture(ImTextureID picture, ImVec2 size);
/// The same to be clicked or chosen with the keyboard. `name` is for scripted clicks.
bool picture_button(Frame& frame, const std::string& name, ImTextureID picture, ImVec2 size,
                    bool chosen);

/// A horizontal bar on a track; `share` is what of the track it fills, 0 ... 1.
void draw_bar(ImVec2 place, ImVec2 size, float share, ImU32 colour);

/// Buttons "<" and ">" around "page 2 of 7"; also the keys Page Up and Page Down.
void choose_page(Frame& frame, const std::string& name, int& page, int pages);

/// A number of `count`, counted from 0, to be stepped through with "<" and ">" (also the keys Page
/// Up and Page Down) or written: "test picture < 17 > of 0 ... 2399".
void choose_index(Frame& frame, const std::string& name, int& index, int count, const char* what);

/// Buttons of which one is chosen.
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
