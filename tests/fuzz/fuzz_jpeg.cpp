// The part of a JPEG file that we read ourselves: the segments before the coefficients.
#include <cstdlib>

#include "core/jpeg.h"
#include "fuzz/fuzz.h"

namespace alexnet::fuzz {
namespace {

// An EXIF block with two entries, of which the second is the orientation, 6; and a scan.
const Bytes kMostSignificantFirst = {
    0xFF, 0xD8, 0xFF, 0xE1, 0, 46,                                      // APP1
    'E',  'x',  'i',  'f',  0, 0,  'M', 'M', 0,  42, 0, 0, 0, 8, 0, 2,  // TIFF's header
    0x01, 0x00, 0,    4,    0, 0,  0,   1,   0,  0,  0, 9,              // the width
    0x01, 0x12, 0,    3,    0, 0,  0,   1,   0,  6,  0, 0, 0, 0, 0, 0,  // and the end
    0xFF, 0xDA, 0,    8,    1, 1,  0,   0,   63, 0};
const Bytes kLeastSignificantFirst = {
    0xFF, 0xD8, 0xFF, 0xE0, 0,  4, 'J', 'F',                           // APP0
    0xFF, 0xFF, 0xE1, 0,    46,                                        // APP1, with a fill byte
    'E',  'x',  'i',  'f',  0,  0, 'I', 'I', 42, 0, 8, 0, 0, 0, 2, 0,  // TIFF's header
    0x00, 0x01, 4,    0,    1,  0, 0,   0,   9,  0, 0, 0,              // the width
    0x12, 0x01, 3,    0,    1,  0, 0,   0,   6,  0, 0, 0, 0, 0, 0, 0,  // and the end
    0xFF, 0xDA, 0,    8,    1,  1, 0,   0,   63, 0};

}  // namespace

std::vector<Bytes> fuzz_seeds() { return {kMostSignificantFirst, kLeastSignificantFirst}; }

}  // namespace alexnet::fuzz

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using namespace alexnet;
  const int orientation = jpeg_orientation({data, size});
  if (orientation < 1 || orientation > 8) std::abort();
  fuzz::attempt([&] { ALEXNET_CHECK(!is_cut_jpeg({data, size}), "cut off"); });
  return 0;
}
