#include "viewer/headless/headless.h"

#include "viewer/headless/hands.h"
#include "viewer/toolkit/widgets.h"

namespace alexnet::viewer {
namespace {

constexpr ImU32 kPaper = IM_COL32(252, 252, 252, 255);

void append(std::vector<Command>& to, std::vector<Command> more) {
  for (Command& command : more) to.push_back(std::move(command));
}

}  // namespace

Headless::Headless(PictureSize size) {
  ImGui::CreateContext();
  ImGuiIO& io = ImGui::GetIO();
  io.IniFilename = nullptr;  // remember nothing
  io.DisplaySize = {float(size.width), float(size.height)};
  io.DeltaTime = 1.0f / 60;
  io.ConfigFlags |= ImGuiConfigFlags_NavEnableKeyboard;
#if IMGUI_VERSION_NUM < 18700
  for (int key = 0; key < ImGuiKey_COUNT; ++key)
    io.KeyMap[key] = key;  // a keyboard has to be there
#endif
  apply_style(size.scale);
  unsigned char* alpha = nullptr;
  int font_width = 0, font_height = 0;
  io.Fonts->GetTexDataAsAlpha8(&alpha, &font_width, &font_height);
  io.Fonts->SetTexID((ImTextureID)kFontTexture);
  pictures_ =
      std::make_unique<Pictures>([this](const Image& image) { return textures_.add(image); },
                                 [this](ImTextureID t) { textures_.remove(t); });
  move_mouse({-1, -1}, false);
}

Headless::~Headless() {
  pictures_.reset();
  ImGui::DestroyContext();
}

std::vector<Command> Headless::draw(const Snapshot& now) {
  ImGui::NewFrame();
  Frame frame{now, *pictures_, {}, false, {}};
  // ImGui's log holds every text that is drawn; it ends up in the clipboard, which is read below.
  ImGui::SetNextWindowPos({0, 0});
  ImGui::LogToClipboard();
  draw_app(frame, state);
  ImGui::LogFinish();
  ImGui::Render();
  pictures_->end_frame();
  const char* text = ImGui::GetClipboardText();
  text_ = text ? text : "";
  places_ = std::move(frame.places);
  cancelled_ = frame.cancel;
  return std::move(frame.commands);
}

ImVec2 Headless::place_of(const std::string& widget, ImVec2 where) const {
  const auto place = places_.find(widget);
  ALEXNET_CHECK(place != places_.end(), "no widget is named '{}'", widget);
  const auto [min, max, is_seen] = place->second;
  ALEXNET_CHECK(is_seen, "the widget '{}' is scrolled out of sight", widget);
  return {min.x + where.x * (max.x - min.x), min.y + where.y * (max.y - min.y)};
}

void Headless::point_at(const Snapshot& now, const std::string& widget, ImVec2 where) {
  move_mouse(place_of(widget, where), false);
  draw(now);
  draw(now);
}

std::vector<Command> Headless::click(const Snapshot& now, const std::string& widget, ImVec2 where) {
  const ImVec2 target = place_of(widget, where);
  std::vector<Command> commands;
  bool was_cancelled = false;
  for (const bool down : {false, true, false}) {
    move_mouse(target, down);
    append(commands, draw(now));
    was_cancelled |= cancelled_;
  }
  move_mouse({-1, -1}, false);  // or the widget would be drawn as pointed at
  append(commands, draw(now));
  cancelled_ |= was_cancelled;
  return commands;
}

std::vector<Command> Headless::type(const Snapshot& now, const std::string& letters) {
  ImGui::GetIO().AddInputCharactersUTF8(letters.c_str());
  std::vector<Command> commands = draw(now);
  append(commands, draw(now));
  return commands;
}

std::vector<Command> Headless::press(const Snapshot& now, ImGuiKey key) {
  std::vector<Command> commands;
  for (const bool down : {true, false}) {
    hold_key(key, down);
    append(commands, draw(now));
  }
  return commands;
}

Image Headless::picture() const { return rasterize(*ImGui::GetDrawData(), textures_, kPaper); }

}  // namespace alexnet::viewer
