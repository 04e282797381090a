#pragma once
#include <imgui.h>

#include "viewer/headless/rasterizer.h"

namespace alexnet::test {

/// A frame of ImGui, of that size, in a context of its own and without a window. While it lives,
/// there may be no other.
class ImGuiFrame {
 public:
  ImGuiFrame(float width, float height) {
    ImGui::CreateContext();
    ImGuiIO& io = ImGui::GetIO();
    io.IniFilename = nullptr;
    io.DisplaySize = {width, height};
    unsigned char* alpha = nullptr;
    int alpha_width = 0, alpha_height = 0;
    io.Fonts->GetTexDataAsAlpha8(&alpha, &alpha_width, &alpha_height);
    io.Fonts->SetTexID((ImTextureID)viewer::kFontTexture);
    ImGui::NewFrame();
  }
  ~ImGuiFrame() {
    ImGui::EndFrame();
    ImGui::DestroyContext();
  }
  ImGuiFrame(const ImGuiFrame&) = delete;
  ImGuiFrame& operator=(const ImGuiFrame&) = delete;

  /// Ends the frame: what was drawn.
  const ImDrawData& render() {
    ImGui::Render();
    return *ImGui::GetDrawData();
  }
};

}  // namespace alexnet::test
