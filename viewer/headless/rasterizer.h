#pragma once
#include <imgui.h>

#include <map>

#include "core/image.h"

namespace alexnet::viewer {

/// The pictures that ImGui's triangles are painted with, in memory. The counterpart of
/// gl/textures.h.
class RasterTextures {
 public:
  ImTextureID add(Image image);
  void remove(ImTextureID texture);
  const Image& at(ImTextureID texture) const;
  std::size_t size() const { return images_.size(); }

 private:
  std::map<std::uintptr_t, Image> images_;
  std::uintptr_t next_ = 1000;  // far from 0, which is no texture, and from kFontTexture
};

/// The font's texture has transparency, so it is no Image: it is drawn from ImGui's own copy.
inline constexpr std::uintptr_t kFontTexture = 1;

/// Draws what ImGui wants drawn, on the CPU: no graphics driver, no display, the same picture on
/// every machine with the same font. The rules are a GPU's: pixel centres, the top-left rule for
/// shared edges, linear sampling for the font, nearest for pictures, blending with what is below.
Image rasterize(const ImDrawData& data, const RasterTextures& textures, ImU32 background);

}  // namespace alexnet::viewer
