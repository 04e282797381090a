#pragma once
#include <array>

#include "viewer/panels/frame.h"

namespace alexnet::viewer {

/// The picture that a panel looks at, and for which picture it has asked already.
struct ChosenPicture {
  PictureRef picture;
  std::array<std::uint64_t, 4> asked_for = {~0ull};
};

/// Lets the user choose one of the test pictures or of the own ones. True where the panel should
/// ask for it: when it is first seen, and when another is chosen. Named `name`, for scripted
/// clicks.
bool choose_picture(Frame& frame, const std::string& name, ChosenPicture& chosen);

/// "test picture 17: cat", "own picture 0: holiday.jpg"
std::string name_of(const Snapshot& now, PictureRef picture);
/// Its pixels as a texture.
ImTextureID texture_of(Frame& frame, PictureRef picture);

}  // namespace alexnet::viewer
