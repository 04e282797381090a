// CIFAR-10's binary files.
#include "data/sources.h"
#include "fuzz/fuzz.h"

namespace alexnet::fuzz {
namespace {

/// That many pictures, of class 0, 1, ...
Bytes records(int count) {
  constexpr std::size_t kRecord = 1 + 3 * 32 * 32;
  Bytes bytes(kRecord * std::size_t(count), 7);
  for (int i = 0; i < count; ++i) bytes[kRecord * std::size_t(i)] = std::uint8_t(i);
  return bytes;
}

}  // namespace

std::vector<Bytes> fuzz_seeds() { return {records(1), records(3)}; }

}  // namespace alexnet::fuzz

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using namespace alexnet;
  using namespace alexnet::fuzz;
  static const bool prepared = [] {
    for (const char* file : {"data_batch_2.bin", "data_batch_3.bin", "data_batch_4.bin",
                             "data_batch_5.bin", "test_batch.bin"})
      put(file, fuzz_seeds()[0]);
    return true;
  }();
  static_cast<void>(prepared);
  put("data_batch_1.bin", data, size);
  attempt([] {
    const Splits splits = cifar10_source(work_folder());
    for (int i = 0; i < splits.train.size(); ++i) splits.train.read(i);
  });
  return 0;
}
