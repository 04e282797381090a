#pragma once
#include <cstdint>
#include <vector>

#include "core/file.h"

namespace alexnet {

/// The file at `path`, or `path`.gz unpacked, whichever is there.
/// Errors: neither; damaged or truncated gzip data; a checksum that does not match.
std::vector<std::uint8_t> read_plain_or_gzip(const Path& path);

}  // namespace alexnet
