#include "data/gzip.h"

#include <array>
#include <cstring>
#include <filesystem>

#include "core/check.h"
#include "core/inflate.h"

namespace alexnet {
namespace {

/// The checksum at the end of a gzip file.
std::uint32_t crc32(std::span<const std::uint8_t> bytes) {
  static const std::array<std::uint32_t, 256> table = [] {
    std::array<std::uint32_t, 256> t;
    for (std::uint32_t i = 0; i < 256; ++i) {
      t[i] = i;
      for (int bit = 0; bit < 8; ++bit) t[i] = t[i] & 1 ? 0xEDB88320 ^ (t[i] >> 1) : t[i] >> 1;
    }
    return t;
  }();
  std::uint32_t crc = ~0u;
  for (std::uint8_t byte : bytes) crc = table[(crc ^ byte) & 255] ^ (crc >> 8);
  return ~crc;
}

std::uint32_t little_endian(const std::uint8_t* at) {
  return std::uint32_t(at[0]) | std::uint32_t(at[1]) << 8 | std::uint32_t(at[2]) << 16 |
         std::uint32_t(at[3]) << 24;
}

/// The size of the gzip header (RFC 1952) in bytes, or 0 if it is not one.
std::size_t header_size(std::span<const std::uint8_t> file) {
  if (file.size() < 18 || file[0] != 0x1f || file[1] != 0x8b || file[2] != 8) return 0;
  if (file[3] & 0xe0) return 0;  // reserved bits
  const int flags = file[3];
  std::size_t at = 10;
  const auto skip_text = [&] {
    while (at < file.size() && file[at] != 0) ++at;
    ++at;
  };
  if (flags & 4) at += 2 + file[at] + 256u * file[at + 1];  // extra field
  if (flags & 8) skip_text();                               // file name
  if (flags & 16) skip_text();                              // comment
  if (flags & 2) at += 2;                                   // header checksum
  return at + 8 <= file.size() ? at : 0;
}

}  // namespace

std::vector<std::uint8_t> read_plain_or_gzip(const Path& path) {
  if (std::filesystem::exists(path)) return read_file(path);
  const Path packed = path.string() + ".gz";
  ALEXNET_CHECK(std::filesystem::exists(packed), "{}: neither this file nor {} exists",
                path.string(), packed.filename().string());
  const MappedFile file(packed);
  const std::span<const std::uint8_t> bytes = file.bytes();
  const std::size_t header = header_size(bytes);
  ALEXNET_CHECK(header > 0, "{}: not a gzip file", packed.string());

  const std::uint8_t* trailer = bytes.data() + bytes.size() - 8;
  const std::uint64_t size = little_endian(trailer + 4);
  // Deflate compresses at most about a thousandfold: a larger claim is damage, not data.
  ALEXNET_CHECK(size <= bytes.size() * 1100,
                "{}: damaged or truncated: it claims to unpack to {} bytes", packed.string(), size);
  std::vector<std::uint8_t> result(size);
  const bool whole = inflate(bytes.subspan(header), result);
  ALEXNET_CHECK(whole && crc32(result) == little_endian(trailer),
                "{}: the packed data are damaged or truncated", packed.string());
  return result;
}

}  // namespace alexnet
