#include "viewer/headless/hands.h"

#include <utility>

#include "viewer/toolkit/page_keys.h"

namespace alexnet::viewer {

void move_mouse(ImVec2 to, bool down) {
  ImGuiIO& io = ImGui::GetIO();
#if IMGUI_VERSION_NUM >= 18700
  io.AddMousePosEvent(to.x, to.y);
  io.AddMouseButtonEvent(0, down);
#else
  io.MousePos = to;
  io.MouseDown[0] = down;
#endif
}

std::optional<ImGuiKey> find_key(std::string_view name) {
  constexpr std::pair<std::string_view, ImGuiKey> kKeys[] = {
      {"tab", ImGuiKey_Tab},           {"space", ImGuiKey_Space},    {"enter", ImGuiKey_Enter},
      {"escape", ImGuiKey_Escape},     {"left", ImGuiKey_LeftArrow}, {"right", ImGuiKey_RightArrow},
      {"up", ImGuiKey_UpArrow},        {"down", ImGuiKey_DownArrow}, {"pageup", ImGuiKey_PageUp},
      {"pagedown", ImGuiKey_PageDown},
  };
  for (const auto& [known, key] : kKeys)
    if (name == known) return key;
  return std::nullopt;
}

void hold_key(ImGuiKey key, bool down) {
  if (key == ImGuiKey_PageUp || key == ImGuiKey_PageDown) {
    if (down) type_page_key(key == ImGuiKey_PageDown);
    return;
  }
  ImGuiIO& io = ImGui::GetIO();
#if IMGUI_VERSION_NUM >= 18700
  io.AddKeyEvent(key, down);
#else
  io.KeysDown[io.KeyMap[key]] = down;
#endif
}

}  // namespace alexnet::viewer
