// Safetensors, and the two kinds of file that use it: checkpoints and packed data sets.
#include <stdexcept>

#include "core/safetensors.h"
#include "data/packed.h"
#include "fuzz/fuzz.h"
#include "predict/checkpoint.h"

namespace alexnet::fuzz {
namespace {

/// A network with as few parameters as possible, so that a checkpoint of it is a short file.
Variant smallest_variant() { return narrowed(make_variant("lenet5", 3), 1000); }

Network& network() {
  static Network smallest(smallest_variant(), Placement{}, 1);
  return smallest;
}

/// Reads every byte, so that a sanitizer notices those that do not belong to the file.
void look_at(std::span<const std::uint8_t> bytes) {
  volatile unsigned sum = 0;
  for (std::uint8_t byte : bytes) sum = sum + byte;
}

void read_tensors(const Path& path, std::size_t file_size) {
  const SafetensorsFile file(path);
  // There is often readable memory beyond the end of a mapped file, and no sanitizer notices an
  // access to it. But tensors that do not overlap cannot together be longer than their file.
  std::size_t together = 0;
  for (const SafetensorsInfo& tensor : file.tensors())
    together += file.bytes(tensor.name, tensor.dtype).size();
  if (together > file_size) throw std::logic_error("a tensor reaches beyond the end of the file");
  for (const SafetensorsInfo& tensor : file.tensors()) {
    look_at(file.bytes(tensor.name, tensor.dtype));
    const bool fits = tensor.dtype == DType::f32 && tensor.shape.size() <= 4;
    if (!fits || tensor.size_bytes() == 0) continue;  // a Tensor is never empty
    std::vector<std::int64_t> extents = tensor.shape;
    extents.resize(4, 1);
    Tensor copy("copy", {int(extents[0]), int(extents[1]), int(extents[2]), int(extents[3])});
    file.read(tensor.name, copy);
  }
}

void read_pictures(const Path& path) {
  const Dataset data = open_packed(path);
  for (int i = 0; i < data.size(); ++i) look_at(data.image(i));
}

Bytes saved_checkpoint() {
  Preprocessing preprocessing;
  preprocessing.class_names = {"a", "b", "c"};
  preprocessing.picture_side = 28;
  preprocessing.statistics.mean_image = Tensor("mean_image", {1, 1, 28, 28});
  network().initialize(1);
  for (Parameter* p : network().parameters()) p->velocity = Tensor("velocity", p->value.shape());
  const Path path = work_folder() / "seed";
  save_checkpoint(path, network(), preprocessing, {.schedule = "0x1p-7 0x1p+0 1 2 0", .data = {}});
  return read_file(path);
}

Bytes saved_data_set() {
  ImageSource source;
  source.name = "five pictures";
  source.class_names = {"a", "b"};
  source.labels = {0, 1, 0, 1, 0};
  source.read = [](int) { return Image(4, 4); };
  const Path path = work_folder() / "seed";
  pack(source, 4, path);
  return read_file(path);
}

Bytes saved_types() {
  const Path path = work_folder() / "seed";
  SafetensorsWriter writer(path,
                           {{"bytes", DType::u8, {2, 3}},
                            {"integers", DType::i32, {3}},
                            {"halves", DType::f16, {1, 2, 1, 1, 2}},
                            {"floats", DType::f32, {2, 2}},
                            {"one", DType::f32, {}},
                            {"nothing", DType::f32, {0, 7}}},
                           {{"key", "value"}});
  writer.finish();
  Bytes bytes = read_file(path);  // without the tensors' bytes, which are added as zeros
  bytes.resize(bytes.size() + 6 + 12 + 8 + 16 + 4);
  return bytes;
}

}  // namespace

std::vector<Bytes> fuzz_seeds() { return {saved_types(), saved_checkpoint(), saved_data_set()}; }

}  // namespace alexnet::fuzz

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using namespace alexnet;
  using namespace alexnet::fuzz;
  const Path path = put("input", data, size);
  attempt([&] { read_tensors(path, size); });
  attempt([&] { Checkpoint(path).preprocessing(); });
  attempt([&] { Checkpoint(path).state(); });
  attempt([&] { Checkpoint(path).network(Placement{}, 1); });
  attempt([&] { Checkpoint(path).read_parameters(network()); });
  attempt([&] { Checkpoint(path).read_velocities(network()); });
  attempt([&] { read_pictures(path); });
  attempt([&] { open_packed_statistics(path); });
  return 0;
}
