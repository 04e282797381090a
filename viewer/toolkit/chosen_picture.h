#pragma once
#include <array>

#include "viewer/toolkit/frame.h"

namespace alexnet::viewer {

/// The picture that a panel looks at, and the one that it has already asked for.
struct ChosenPicture {
  PictureRef picture;
  /// The user chose an own picture, but own pictures are away: another network predicts them.
  bool own_are_away = false;
  std::array<std::uint64_t, 4> asked_for = {~0ull};
};

/// Lets the user choose a validation picture or an own picture. True when the panel should ask for
/// it: when the panel is first seen, and when another picture is chosen. `name` is for scripted
/// clicks.
bool choose_picture(Frame& frame, const std::string& name, ChosenPicture& chosen);

/// "validation picture 17: cat", "own picture 0: holiday.jpg"
std::string name_of(const Snapshot& now, PictureRef picture);
/// Its pixels as a texture.
ImTextureID texture_of(Frame& frame, PictureRef picture);

}  // namespace alexnet::viewer
