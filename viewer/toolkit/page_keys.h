#pragma once
#include <imgui.h>

namespace alexnet::viewer {

/// Page Up and Page Down, which a presenter's remote control sends too, arrive as these letters. As
/// keys they would also move ImGui's keyboard cursor, perhaps onto a button.
inline constexpr char kPageBack = ',', kPageOn = '.';

/// What the window does when one of the two keys goes down. Not in a field for text.
inline void type_page_key(bool on) {
  ImGuiIO& io = ImGui::GetIO();
  if (!io.WantTextInput) io.AddInputCharacter(unsigned(on ? kPageOn : kPageBack));
}

}  // namespace alexnet::viewer
