// Caffe's .caffemodel and .binaryproto.
#include "fuzz/fuzz.h"
#include "import/caffe_file.h"

namespace alexnet::fuzz {
namespace {

// A layer of each generation, called "ab", with a blob of two floats: the new one has a shape and
// packed floats, the old one four extents and floats one by one.
const Bytes kNew = {0xa2, 0x06, 0x16, 0x0a, 0x02, 'a', 'b',  0x3a, 0x10, 0x3a, 0x04, 0x0a, 0x02,
                    0x01, 0x02, 0x2a, 0x08, 0,    0,   0x80, 0x3f, 0,    0,    0,    0x40};
const Bytes kOld = {0x12, 0x18, 0x22, 0x02, 'a', 'b', 0x32, 0x12, 0x08, 0x01, 0x10, 0x01, 0x18,
                    0x01, 0x20, 0x02, 0x2d, 0,   0,   0x80, 0x3f, 0x2d, 0,    0,    0,    0x40};
const Bytes kBlob(kNew.begin() + 9, kNew.end());

}  // namespace

std::vector<Bytes> fuzz_seeds() { return {kNew, kOld, kBlob}; }

}  // namespace alexnet::fuzz

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using namespace alexnet::fuzz;
  const alexnet::Path path = put("file", data, size);
  attempt([&] { alexnet::read_caffemodel(path); });
  attempt([&] { alexnet::read_binaryproto(path); });
  return 0;
}
