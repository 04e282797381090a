// MNIST's idx files, plain and in gzip.
#include "data/sources.h"
#include "fuzz/fuzz.h"

namespace alexnet::fuzz {
namespace {

// Two pictures of 2 x 3 pixels, and their labels.
const Bytes kImages = {0, 0, 8, 3, 0, 0, 0, 2, 0, 0, 0, 2,  0,  0,
                       0, 3, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12};
const Bytes kLabels = {0, 0, 8, 1, 0, 0, 0, 2, 9, 0};

// The same pictures as gzip -9n packs them.
const Bytes kPackedImages = {0x1f, 0x8b, 0x08, 0x00, 0x00, 0x00, 0x00, 0x00, 0x02, 0x03, 0x63,
                             0x60, 0xe0, 0x60, 0x66, 0x60, 0x60, 0x60, 0x82, 0x62, 0x66, 0x46,
                             0x26, 0x66, 0x16, 0x56, 0x36, 0x76, 0x0e, 0x4e, 0x2e, 0x6e, 0x1e,
                             0x00, 0x48, 0x11, 0x0c, 0x84, 0x1c, 0x00, 0x00, 0x00};

/// Writes four valid files into a folder, so that a damaged one can be put among them.
void put_valid(const std::string& folder) {
  for (const std::string part : {"/train", "/t10k"}) {
    put(folder + part + "-images-idx3-ubyte", kImages);
    put(folder + part + "-labels-idx1-ubyte", kLabels);
  }
}

void read_pictures(const std::string& folder) {
  const Splits splits = mnist_source(work_folder() / folder);
  for (int i = 0; i < splits.train.size(); ++i) splits.train.read(i);
}

}  // namespace

std::vector<Bytes> fuzz_seeds() { return {kImages, kLabels, kPackedImages}; }

}  // namespace alexnet::fuzz

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using namespace alexnet::fuzz;
  static const bool prepared = [] {
    for (const char* folder : {"images", "labels", "packed"}) put_valid(folder);
    std::filesystem::remove(work_folder() / "packed/train-images-idx3-ubyte");
    return true;
  }();
  static_cast<void>(prepared);
  put("images/train-images-idx3-ubyte", data, size);
  put("labels/train-labels-idx1-ubyte", data, size);
  put("packed/train-images-idx3-ubyte.gz", data, size);
  for (const char* folder : {"images", "labels", "packed"}) attempt([&] { read_pictures(folder); });
  return 0;
}
