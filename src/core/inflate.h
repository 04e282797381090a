#pragma once
#include <cstdint>
#include <span>

namespace alexnet {

/// Unpacks raw deflate data (RFC 1951) into exactly `result`. False if they are damaged or unpack
/// to another size. `packed` goes on for a few bytes after their end, as in every file format: the
/// decompressor (stb_image's, so it lives in image.cpp) reads ahead.
bool inflate(std::span<const std::uint8_t> packed, std::span<std::uint8_t> result);

}  // namespace alexnet
