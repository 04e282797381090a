#include "core/jpeg.h"

#include <algorithm>
#include <optional>

namespace alexnet {
namespace {

using Bytes = std::span<const std::uint8_t>;

constexpr int kApp1 = 0xE1, kStartOfScan = 0xDA;  // after the latter come the coefficients

/// A segment: 0xFF, its marker, its length, its contents. It may extend beyond the file.
struct Segment {
  int marker;
  std::size_t begin, end;  // of its contents
};

/// The segment at `at`, which is moved past it. Nothing if none begins there or the file ends.
std::optional<Segment> next_segment(Bytes bytes, std::size_t& at) {
  while (at + 4 <= bytes.size() && bytes[at] == 0xFF && bytes[at + 1] == 0xFF) ++at;  // padding
  if (at + 4 > bytes.size() || bytes[at] != 0xFF) return {};
  const std::size_t length = std::size_t(bytes[at + 2]) << 8 | std::size_t(bytes[at + 3]);
  const Segment segment{bytes[at + 1], at + 4, at + 2 + length};
  at = segment.end;
  return segment;
}

/// EXIF's block, which is a TIFF file: numbers in one of two byte orders.
class Tiff {
 public:
  explicit Tiff(Bytes bytes)
      : bytes_(bytes), most_significant_first_(!bytes.empty() && bytes[0] == 'M') {}

  /// The orientation in its first directory; 0 if there is none.
  int orientation() const {
    constexpr std::size_t kTag = 0x0112, kShort = 3, kEntry = 12;
    const std::size_t byte_order = most_significant_first_ ? 0x4D4D : 0x4949;  // "MM", "II"
    if (number(0, 2) != byte_order || number(2, 2) != 42) return 0;
    const std::size_t directory = number(4, 4), entries = number(directory, 2);
    for (std::size_t i = 0; i < entries; ++i) {
      const std::size_t entry = directory + 2 + i * kEntry;  // tag, type, count, value
      if (number(entry, 2) == kTag && number(entry + 2, 2) == kShort && number(entry + 4, 4) == 1)
        return int(number(entry + 8, 2));
    }
    return 0;
  }

 private:
  /// The number of `size` bytes at `at`; 0 beyond the end.
  std::size_t number(std::size_t at, std::size_t size) const {
    if (at + size > bytes_.size()) return 0;
    std::size_t value = 0;
    for (std::size_t i = 0; i < size; ++i)
      value = value << 8 | bytes_[at + (most_significant_first_ ? i : size - 1 - i)];
    return value;
  }

  Bytes bytes_;
  bool most_significant_first_;
};

}  // namespace

bool is_jpeg(Bytes bytes) { return bytes.size() >= 2 && bytes[0] == 0xFF && bytes[1] == 0xD8; }

bool is_cut_jpeg(Bytes bytes) {
  if (!is_jpeg(bytes)) return false;
  std::size_t at = 2;
  while (const auto segment = next_segment(bytes, at))
    if (segment->marker == kStartOfScan) return segment->end > bytes.size();
  return at + 4 > bytes.size();  // else it is not a segment, and the decoder will report that
}

int jpeg_orientation(Bytes bytes) {
  constexpr std::uint8_t kExif[] = {'E', 'x', 'i', 'f', 0, 0};
  if (!is_jpeg(bytes)) return 1;
  std::size_t at = 2;
  while (const auto segment = next_segment(bytes, at)) {
    if (segment->marker == kStartOfScan || segment->end > bytes.size()) break;
    if (segment->marker != kApp1 || segment->end < segment->begin + std::size(kExif)) continue;
    const Bytes contents = bytes.subspan(segment->begin, segment->end - segment->begin);
    if (!std::equal(std::begin(kExif), std::end(kExif), contents.begin())) continue;
    const int orientation = Tiff(contents.subspan(std::size(kExif))).orientation();
    return orientation >= 1 && orientation <= 8 ? orientation : 1;
  }
  return 1;
}

}  // namespace alexnet
