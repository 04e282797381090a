#pragma once
#include <cstdint>
#include <span>

namespace alexnet {

/// Unpacks raw deflate data (RFC 1951) into exactly `result`. False if they are damaged or unpack
/// to another size. (stb_image's decompressor, so it lives in image.cpp.)
bool inflate(std::span<const std::uint8_t> packed, std::span<std::uint8_t> result);

}  // namespace alexnet
