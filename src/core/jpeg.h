#pragma once
#include <cstdint>
#include <span>

// What the segments in front of a JPEG's coefficients say, and stb_image does not tell.
namespace alexnet {

/// Whether these are the first bytes of a JPEG that was cut off before its coefficients. Newer
/// versions of stb_image make a grey picture of that.
bool is_cut_jpeg(std::span<const std::uint8_t> bytes);

/// How the camera was held: EXIF's orientation, 1 ... 8.
///
///     1  as it is seen      2  mirrored left to right
///     3  upside down        4  mirrored top to bottom
///     5  rows are columns   6  to be turned a quarter to the right
///     7  5 upside down      8  to be turned a quarter to the left
///
/// 1 as well where the file does not say, where what it says is damaged, and where it is no JPEG.
int jpeg_orientation(std::span<const std::uint8_t> bytes);

}  // namespace alexnet
