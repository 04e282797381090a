#pragma once
#include <imgui.h>

#include <optional>
#include <string_view>

// Simulated mouse and keyboard input, for old and new versions of ImGui. To be called between
// frames.
namespace alexnet::viewer {

void move_mouse(ImVec2 to, bool down);
/// "tab", "space", "enter", "escape", "left", "right", "up", "down", "pageup", "pagedown".
std::optional<ImGuiKey> find_key(std::string_view name);
void hold_key(ImGuiKey key, bool down);

}  // namespace alexnet::viewer
