#pragma once
#include <cstdint>
#include <span>

namespace alexnet {

/// Unpacks raw deflate data (RFC 1951) into exactly `result`. False if the data are damaged or
/// unpack to another size. `packed` has to extend a few bytes past their end, as it does in every
/// file format, because the decompressor (stb_image's, so it lives in image.cpp) reads ahead.
bool inflate(std::span<const std::uint8_t> packed, std::span<std::uint8_t> result);

}  // namespace alexnet
