#include "viewer/toolkit/widgets.h"

#include <algorithm>

#include "viewer/toolkit/page_keys.h"

namespace alexnet::viewer {
namespace {

/// Whether the key went down in this frame, in versions of ImGui before and after named keys.
bool key_pressed(ImGuiKey key) {
#if IMGUI_VERSION_NUM >= 18700
  return ImGui::IsKeyPressed(key);
#else
  return ImGui::IsKeyPressed(ImGui::GetKeyIndex(key));
#endif
}

bool is_typed(char letter) {
  const ImGuiIO& io = ImGui::GetIO();
  return !io.WantTextInput && io.InputQueueCharacters.contains(ImWchar(letter));
}

/// Buttons "<" and ">" around what `middle` draws. How far to go: -1, 0 or 1.
template <class Middle>
int step_through(Frame& frame, const std::string& name, Middle middle) {
  int by = 0;
  ImGui::PushID(name.c_str());
  if (ImGui::Button("<") || is_typed(kPageBack)) by = -1;
  frame.name_widget(name + " back");
  ImGui::SameLine();
  middle();
  ImGui::SameLine();
  if (ImGui::Button(">") || is_typed(kPageOn)) by = 1;
  frame.name_widget(name + " on");
  ImGui::PopID();
  return by;
}

void show_tooltip(const std::string& text) {
  ImGui::BeginTooltip();
  ImGui::PushTextWrapPos(em(24));
  ImGui::TextUnformatted(text.c_str());
  ImGui::PopTextWrapPos();
  ImGui::EndTooltip();
}

}  // namespace

float em(float count) { return count * ImGui::GetFontSize(); }

void show_missing(const std::string& what, const std::string& what_to_do) {
  const ImVec2 room = ImGui::GetContentRegionAvail();
  ImGui::Dummy({0, std::max(0.0f, room.y * 0.25f)});
  const auto centred = [&](const std::string& text) {
    const float width = std::min(ImGui::CalcTextSize(text.c_str()).x, room.x);
    const float left = ImGui::GetCursorPosX();
    ImGui::SetCursorPosX(left + (room.x - width) / 2);
    ImGui::PushTextWrapPos(left + room.x);
    ImGui::TextUnformatted(text.c_str());
    ImGui::PopTextWrapPos();
  };
  centred(what);
  ImGui::PushStyleColor(ImGuiCol_Text, kFaint);
  centred(what_to_do);
  ImGui::PopStyleColor();
}

void show_no_network(const std::string& consequence) {
  show_missing("No network is open, " + consequence + ".",
               "Panel Start lists what can be opened; the field at the top opens any checkpoint or "
               "run folder. `alexnet train` makes one in two minutes.");
}

void show_no_validation_pictures(Frame& frame, const std::string& consequence,
                                 bool own_would_help) {
  const NetworkFacts& network = *frame.now.network;
  if (validation_pictures_are_coming(frame.now))
    return show_missing("The validation pictures are being read ...",
                        "The bar below shows the progress.");
  const char* or_own = own_would_help ? ", or drop pictures of your own on the window" : "";
  const std::string& wanted = frame.now.wanted_data;
  if (wanted.empty())
    return show_missing(
        "There are no validation pictures, " + consequence + ".",
        fmt::format("The network was trained on {}, which did not come with it. Type a folder with "
                    "the same classes into the field at the top{}.",
                    network.data, or_own));
  if (ImGui::Button("Read the validation pictures")) frame.ask(OpenData{wanted});
  frame.name_widget("read validation pictures");
  show_missing("The validation pictures were not read, " + consequence + ".",
               fmt::format("They should come from {}. If that does not exist, type a folder with "
                           "the same classes into the field at the top{}.",
                           wanted, or_own));
}

void coloured_text(ImU32 colour, const std::string& text) {
  ImGui::PushStyleColor(ImGuiCol_Text, for_letters(colour));
  ImGui::TextUnformatted(text.c_str());
  ImGui::PopStyleColor();
}

void wrapped_text(ImU32 colour, const std::string& text) {
  coloured_text(colour, broken_into_lines(text, ImGui::GetContentRegionAvail().x));
}

std::string broken_into_lines(const std::string& text, float width) {
  std::string lines;
  std::size_t line = 0;  // where the last one begins
  for (std::size_t word = 0; word < text.size();) {
    const std::size_t end = std::min(text.find(' ', word), text.size());
    const std::string longer = lines.substr(line) + text.substr(word, end - word);
    if (word > 0 && ImGui::CalcTextSize(longer.c_str()).x > width) {
      lines.back() = '\n';  // in place of the space
      line = lines.size();
    }
    lines += text.substr(word, end + 1 - word);
    word = end + 1;
  }
  return lines;
}

void faint_text(const std::string& text) { coloured_text(kFaint, text); }

void text_at(ImVec2 place, ImU32 colour, const std::string& text) {
  const ImVec2 cursor = ImGui::GetCursorScreenPos();
  ImGui::SetCursorScreenPos(place);
  coloured_text(colour, text);
  ImGui::SetCursorScreenPos(cursor);
}

std::string shortened(const std::string& text, float width) {
  if (ImGui::CalcTextSize(text.c_str()).x <= width) return text;
  std::string start = text;
  while (!start.empty()) {
    // A UTF-8 letter is one byte that does not begin with bits 10, and those after it that do.
    while (start.size() > 1 && (start.back() & 0xc0) == 0x80) start.pop_back();
    start.pop_back();
    if (ImGui::CalcTextSize((start + "...").c_str()).x <= width) return start + "...";
  }
  return "";
}

std::string short_name(const std::string& class_name) {
  return class_name.substr(0, class_name.find(','));
}

void tooltip(const std::string& text) {
  if (ImGui::IsItemHovered()) show_tooltip(text);
}

void explain(Frame& frame, const std::string& text, const std::string& section) {
  ImGui::SameLine();
  // A button, so that the keyboard reaches it, that looks like text.
  ImGui::PushID(text.c_str());
  ImGui::PushStyleColor(ImGuiCol_Text, kFaint);
  ImGui::PushStyleColor(ImGuiCol_Button, 0);
  ImGui::PushStyleVar(ImGuiStyleVar_FramePadding, ImVec2{0, ImGui::GetStyle().FramePadding.y});
  ImGui::SmallButton("(?)");
  ImGui::PopStyleVar();
  ImGui::PopStyleColor(2);
  ImGui::PopID();
  frame.name_widget("explain " + section);
  if (is_pointed_at()) show_tooltip(text + "\n\nPaper: " + section + ".");
}

void show_picture(ImTextureID picture, ImVec2 size) {
  const ImVec2 min = ImGui::GetCursorScreenPos();
  ImGui::Image(picture, size);
  ImGui::GetWindowDrawList()->AddRect(min, {min.x + size.x, min.y + size.y}, kRule);
}

bool is_pointed_at() {
  return ImGui::IsItemHovered() || (ImGui::IsItemFocused() && ImGui::GetIO().NavVisible);
}

bool picture_button(Frame& frame, const std::string& name, ImTextureID picture, ImVec2 size,
                    bool chosen) {
  const ImVec2 min = ImGui::GetCursorScreenPos(), max = {min.x + size.x, min.y + size.y};
  const bool clicked = ImGui::InvisibleButton(name.c_str(), size);
  frame.name_widget(name);
  ImDrawList* draw = ImGui::GetWindowDrawList();
  draw->AddImage(picture, min, max);
  const ImU32 frame_colour = chosen ? kOrange : is_pointed_at() ? kSky : 0;
  if (frame_colour != 0)
    draw->AddRect({min.x - 2, min.y - 2}, {max.x + 2, max.y + 2}, frame_colour, 0.0f, 0, 3.0f);
  return clicked;
}

void draw_bar(ImVec2 place, ImVec2 size, float share, ImU32 colour) {
  ImDrawList* draw = ImGui::GetWindowDrawList();
  draw->AddRectFilled(place, {place.x + size.x, place.y + size.y}, kTrack);
  const float length = size.x * std::clamp(share, 0.0f, 1.0f);
  draw->AddRectFilled(place, {place.x + length, place.y + size.y}, colour);
}

void draw_histogram(ImVec2 place, ImVec2 size, std::span<const int> counts, int highest,
                    ImU32 colour) {
  ImDrawList* draw = ImGui::GetWindowDrawList();
  const float width = size.x / float(counts.size()), bottom = place.y + size.y;
  for (std::size_t i = 0; i < counts.size(); ++i) {
    const float height = size.y * float(counts[i]) / float(std::max(1, highest));
    const float left = place.x + float(i) * width;
    draw->AddRectFilled({left, bottom - height}, {left + width - 1, bottom}, colour);
  }
  draw->AddLine({place.x, bottom}, {place.x + size.x, bottom}, kFaint);
}

bool back_button(Frame& frame, const std::string& text, const std::string& name) {
  const bool clicked = ImGui::Button(("< " + text).c_str());
  frame.name_widget(name);
  // In a field for text, Escape takes back what was typed, and no more.
  return clicked || (key_pressed(ImGuiKey_Escape) && !ImGui::GetIO().WantTextInput);
}

void beside_if_room(float width, float gap) {
  const float right_edge = ImGui::GetWindowPos().x + ImGui::GetWindowContentRegionMax().x;
  if (ImGui::GetItemRectMax().x + gap + width <= right_edge) ImGui::SameLine(0, gap);
}

bool is_under_mouse() {
  return ImGui::IsMouseHoveringRect(ImGui::GetItemRectMin(), ImGui::GetItemRectMax());
}

void choose_page(Frame& frame, const std::string& name, int& page, int pages) {
  pages = std::max(1, pages);
  page = std::clamp(page, 0, pages - 1);
  const int by = step_through(frame, name, [&] {
    ImGui::TextUnformatted(fmt::format("page {} of {}", page + 1, pages).c_str());
  });
  page = std::clamp(page + by, 0, pages - 1);
}

void choose_index(Frame& frame, const std::string& name, int& index, int count,
                  const Order& order) {
  const int last = std::max(0, count - 1);
  index = std::clamp(index, 0, last);
  ImGui::AlignTextToFramePadding();
  ImGui::TextUnformatted("picture");
  ImGui::SameLine();
  const int by = step_through(frame, name, [&] {
    ImGui::SetNextItemWidth(em(3.6f));
    int typed = index;
    ImGui::InputInt("##number", &typed, 0, 0);
    if (ImGui::IsItemDeactivatedAfterEdit()) index = typed;  // Enter, or a click elsewhere
    frame.name_widget(name + " number");
  });
  index = std::clamp(index, 0, last);
  if (by != 0 && order) {
    const auto place = std::find(order->begin(), order->end(), index) - order->begin();
    index = (*order)[std::size_t((place + by + count) % count)];
  } else {
    index = std::clamp(index + by, 0, last);
  }
  ImGui::SameLine();
  faint_text(fmt::format("of 0 to {}", last));
}

}  // namespace alexnet::viewer
