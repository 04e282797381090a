#pragma once
#include <cstdint>
#include <span>

// What the segments before a JPEG's coefficients say and stb_image does not report.
namespace alexnet {

bool is_jpeg(std::span<const std::uint8_t> bytes);

/// Whether these are the first bytes of a JPEG that was cut off before its coefficients. Newer
/// versions of stb_image turn that into a grey picture.
bool is_cut_jpeg(std::span<const std::uint8_t> bytes);

/// How the camera was held: EXIF's orientation, 1 ... 8.
///
///     1  upright            2  mirrored left to right
///     3  upside down        4  mirrored top to bottom
///     5  rows are columns   6  needs a quarter turn to the right
///     7  as 5, upside down  8  needs a quarter turn to the left
///
/// Also 1 if the file does not say, if what it says is damaged, or if it is not a JPEG.
int jpeg_orientation(std::span<const std::uint8_t> bytes);

}  // namespace alexnet
