#include "viewer/toolkit/style.h"

#include <filesystem>
#include <mutex>

#include "core/log.h"

namespace alexnet::viewer {
namespace {

// Where systems keep a font with the letters of most class names: DejaVu Sans, on macOS another.
constexpr const char* kFonts[] = {
    "/usr/share/fonts/truetype/dejavu/DejaVuSans.ttf",
    "/usr/share/fonts/dejavu-sans-fonts/DejaVuSans.ttf",
    "/usr/share/fonts/TTF/DejaVuSans.ttf",
    "/usr/share/fonts/dejavu/DejaVuSans.ttf",
    "/System/Library/Fonts/Supplemental/Arial Unicode.ttf",
};

void load_font(float scale) {
  // Latin, accents that follow their letter (file names of a Mac), Greek, Cyrillic, Latin of
  // Vietnamese and Welsh, punctuation, arrows. Others, such as Chinese, are shown as "?".
  static const ImWchar kLetters[] = {0x20,   0x24f,  0x300,  0x36f,  0x370,  0x52f, 0x1e00,
                                     0x1eff, 0x2010, 0x2027, 0x2190, 0x2193, 0};
  ImGuiIO& io = ImGui::GetIO();
  for (const char* font : kFonts) {
    if (!std::filesystem::exists(font)) continue;
    if (io.Fonts->AddFontFromFileTTF(font, 16 * scale, nullptr, kLetters)) return;
  }
  static std::once_flag once;
  std::call_once(once, [] {
    log_warning(
        "the font DejaVu Sans was not found: letters are small, and accents are shown as '?'");
  });
  ImFontConfig built_in;  // small and plain, but always there
  built_in.SizePixels = 13 * scale;
  io.Fonts->AddFontDefault(&built_in);
}

bool has_letter(ImWchar letter) { return ImGui::GetFont()->FindGlyphNoFallback(letter) != nullptr; }

}  // namespace

ImU32 with_alpha(ImU32 colour, float alpha) {
  return (colour & ~IM_COL32_A_MASK) | (ImU32(alpha * 255) << IM_COL32_A_SHIFT);
}

ImU32 for_letters(ImU32 colour) {
  if (colour == kInk || colour == kFaint) return colour;
  constexpr float kDarker = 0.62f;
  const auto darker = [&](int shift) {
    return ImU32(float((colour >> shift) & 255) * kDarker) << shift;
  };
  return (colour & IM_COL32_A_MASK) | darker(IM_COL32_R_SHIFT) | darker(IM_COL32_G_SHIFT) |
         darker(IM_COL32_B_SHIFT);
}

const char* left_arrow() { return has_letter(0x2190) ? "\u2190" : "<"; }
const char* right_arrow() { return has_letter(0x2192) ? "\u2192" : ">"; }

void apply_style(float scale, float pixels_per_unit) {
  load_font(scale * pixels_per_unit);
  ImGui::GetIO().FontGlobalScale = 1 / pixels_per_unit;
  ImGui::StyleColorsLight();
  ImGuiStyle& style = ImGui::GetStyle();
  style.WindowRounding = 0;
  style.WindowBorderSize = 0;
  style.WindowPadding = {16, 12};
  style.FramePadding = {8, 4};
  style.FrameRounding = style.GrabRounding = style.TabRounding = style.ChildRounding = 4;
  style.ItemSpacing = {8, 6};
  style.ScrollbarSize = 14;

  const auto set = [&](ImGuiCol what, ImU32 colour) {
    style.Colors[what] = ImGui::ColorConvertU32ToFloat4(colour);
  };
  set(ImGuiCol_WindowBg, IM_COL32(252, 252, 252, 255));
  set(ImGuiCol_ChildBg, IM_COL32(252, 252, 252, 255));
  set(ImGuiCol_PopupBg, IM_COL32(255, 255, 255, 250));
  set(ImGuiCol_Text, kInk);
  set(ImGuiCol_TextDisabled, kFaint);
  set(ImGuiCol_Border, kRule);
  set(ImGuiCol_FrameBg, kTrack);
  set(ImGuiCol_FrameBgHovered, with_alpha(kSky, 0.35f));
  set(ImGuiCol_FrameBgActive, with_alpha(kSky, 0.55f));
  set(ImGuiCol_Button, with_alpha(kBlue, 0.14f));
  set(ImGuiCol_ButtonHovered, with_alpha(kBlue, 0.28f));
  set(ImGuiCol_ButtonActive, with_alpha(kBlue, 0.45f));
  set(ImGuiCol_CheckMark, kBlue);
  set(ImGuiCol_SliderGrab, kBlue);
  set(ImGuiCol_SliderGrabActive, kBlue);
  set(ImGuiCol_Tab, with_alpha(kBlue, 0.10f));
  set(ImGuiCol_TabHovered, with_alpha(kBlue, 0.35f));
  set(ImGuiCol_TabActive, with_alpha(kBlue, 0.28f));
  set(ImGuiCol_PlotHistogram, kBlue);
  set(ImGuiCol_Separator, kRule);
  style.ScaleAllSizes(scale);
}

}  // namespace alexnet::viewer
