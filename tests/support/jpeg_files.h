#pragma once
#include <cstdint>
#include <string>
#include <vector>

#include "core/image.h"

// Small JPEG files, made by stb_image_write, and EXIF blocks to put into them, made by hand.
namespace alexnet::test {

/// The picture as a JPEG file of the best quality, with colour at the resolution of brightness.
std::vector<std::uint8_t> jpeg_of(const Image& image);

/// A segment APP1 of these bytes.
std::vector<std::uint8_t> app1_segment(const std::string& contents);

/// Where in such a segment EXIF's TIFF block begins: after marker, length and "Exif".
inline constexpr std::size_t kExifTiff = 10;

/// As cameras write it: a directory with a width, the orientation, and nothing after it.
std::vector<std::uint8_t> exif_segment(int orientation, bool most_significant_first);

/// The file with that segment as its first.
std::vector<std::uint8_t> with_segment(std::vector<std::uint8_t> jpeg,
                                       const std::vector<std::uint8_t>& segment);

}  // namespace alexnet::test
