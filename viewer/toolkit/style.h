#pragma once
#include <imgui.h>

#include "model/node_spec.h"

namespace alexnet::viewer {

// Colours that people with any kind of colour vision can tell apart (Okabe and Ito, 2008). They
// never carry a meaning alone: a word or a place says the same.
inline constexpr ImU32 kBlue = IM_COL32(0, 114, 178, 255);
inline constexpr ImU32 kVermillion = IM_COL32(213, 94, 0, 255);
inline constexpr ImU32 kGreen = IM_COL32(0, 158, 115, 255);
inline constexpr ImU32 kOrange = IM_COL32(230, 159, 0, 255);
inline constexpr ImU32 kSky = IM_COL32(86, 180, 233, 255);
inline constexpr ImU32 kInk = IM_COL32(28, 30, 34, 255);
inline constexpr ImU32 kFaint = IM_COL32(108, 112, 120, 255);
inline constexpr ImU32 kRule = IM_COL32(214, 216, 220, 255);
inline constexpr ImU32 kTrack = IM_COL32(234, 236, 240, 255);

inline ImU32 tower_colour(Tower tower) { return tower == Tower::a ? kBlue : kVermillion; }

/// The same colour with this opacity.
ImU32 with_alpha(ImU32 colour, float alpha);
/// The same hue, dark enough for letters on a white page; the palette's own colours are lighter.
ImU32 for_letters(ImU32 colour);

/// Arrows, or "<" and ">" where the font has none, as the one that is always there.
const char* left_arrow();
const char* right_arrow();

/// Light, like a printed page; `scale` 2 makes everything twice as large. Where one unit of ImGui's
/// coordinates is several pixels (macOS, Wayland), the font is loaded at that resolution. Call it
/// between frames, on a new context or one whose fonts and style were cleared.
void apply_style(float scale, float pixels_per_unit = 1);

}  // namespace alexnet::viewer
