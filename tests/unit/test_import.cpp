#include <cmath>
#include <cstring>
#include <fstream>
#include <limits>

#include "core/safetensors.h"
#include "import/caffe_file.h"
#include "import/protobuf.h"
#include "import/published.h"
#include "inspect/colour_split.h"
#include "predict/evaluate.h"
#include "support/compare.h"
#include "support/golden.h"
#include "support/protobuf_writer.h"
#include "support/temp_folder.h"

using namespace alexnet;
using namespace alexnet::test;

namespace {

const Path kGolden = ALEXNET_GOLDEN_DIR;

/// The variant with these numbers of filters and units per tower, layer by layer.
Variant with_widths(const char* name, const std::vector<int>& widths) {
  Variant v = make_variant(name, 10);
  for (NodeSpec& node : v.nodes) {
    const bool learns = node.name.starts_with("conv") || node.name.starts_with("fc");
    if (!learns || node.name.starts_with("fc8")) continue;
    const int width = widths[std::size_t(node.name[node.name.find_first_of("1234567")] - '1')];
    if (auto* conv = std::get_if<ConvSpec>(&node.layer)) conv->filters = width;
    if (auto* fc = std::get_if<LinearSpec>(&node.layer)) fc->outputs = width;
  }
  return v;
}

/// Those of make_imported.py. Caffe's conv1 and conv2 have 4 filters per tower; ours, 2 more as a
/// halo.
Variant small_torchvision() { return with_widths("torchvision", {8, 12, 16, 12, 12, 12, 16}); }
Variant small_caffe() { return with_widths("caffe", {6, 6, 4, 4, 4, 8, 6}); }

/// The picture of make_imported.py in the middle of one of 256 x 256, as a data set keeps it.
Dataset picture(int side) {
  constexpr int kSide = 256;
  auto planes = std::make_shared<std::vector<std::uint8_t>>(3 * kSide * kSide);
  const int edge = (kSide - side) / 2;
  for (std::uint32_t i = 0; i < std::uint32_t(3 * side * side); ++i) {
    std::uint32_t h = i * 0x9E3779B9u;
    h ^= h >> 16;
    h *= 0x7FEB352Du;
    h ^= h >> 15;
    h *= 0x846CA68Bu;
    h ^= h >> 16;
    const int c = int(i) / (side * side), y = int(i) / side % side, x = int(i) % side;
    (*planes)[std::size_t((c * kSide + y + edge) * kSide + x + edge)] = std::uint8_t(h >> 24);
  }
  return Dataset("picture", 3, kSide, {"class 0"}, {0}, *planes, planes);
}

/// Runs the picture through an imported network, as `alexnet predict` does.
void run(TrainedModel& model) {
  const Variant& v = model.network.variant();
  const int first = 0;
  predict(model.network, picture(v.input.w), model.preprocessing, {&first, 1}, Views::centre);
}

/// Rounding errors of the longest sum, fc6's 432 products, which pass through eight layers at most.
const Tolerance kThroughTheNetwork = sum_of(8 * 432);

/// Not write_file(): that waits for the disk, and these are many.
void write(const Path& path, const std::string& bytes) {
  std::ofstream(path, std::ios::binary) << bytes;
}

/// Some maps of a node's output, as a tensor of their own.
Tensor maps(const Network& network, const char* node, int first, int count) {
  const ConstTensorView y = network.output(network.find(node));
  Tensor some("maps", {1, count, y.shape.h, y.shape.w});
  std::copy_n(&y(0, first, 0, 0), some.shape().size(), some.data());
  return some;
}

}  // namespace

TEST_CASE("import: torchvision's layers compute what PyTorch computes") {
  const Golden golden("torchvision.safetensors");
  TrainedModel model = import_torchvision(kGolden / "torchvision.safetensors", small_torchvision());
  run(model);
  const Network& network = model.network;
  for (const char* name : {"fc8", "probs"}) {
    INFO(name);
    CHECK_CLOSE(network.output(network.find(name)), golden(std::string("out.") + name),
                kThroughTheNetwork);
  }
}

TEST_CASE(
    "import: Caffe's layers compute what PyTorch computes with groups and LRN over all maps") {
  const Golden golden("caffe.safetensors");
  const char* file = GENERATE("new.caffemodel", "old.caffemodel");
  INFO(file);
  TrainedModel model = import_caffe(kGolden / file, {}, small_caffe());
  run(model);
  const Network& network = model.network;
  // Both towers' maps but the halo: tower a's last two and tower b's first two.
  const Tensor pool2 = golden("pool2"), a = maps(network, "pool2a", 0, 4),
               b = maps(network, "pool2b", 2, 4);
  Tensor both("pool2", {1, 8, 13, 13});
  std::copy_n(a.data(), a.shape().size(), both.data());
  std::copy_n(b.data(), b.shape().size(), both.data() + a.shape().size());
  Tensor expected("pool2", {1, 8, 13, 13});
  std::copy_n(pool2.data(), pool2.shape().size(), expected.data());
  CHECK_CLOSE(both, expected, kThroughTheNetwork);
  for (const char* name : {"fc8", "probs"}) {
    INFO(name);
    CHECK_CLOSE(network.output(network.find(name)), golden(name), kThroughTheNetwork);
  }
}

TEST_CASE("import: each tower of Caffe's carries the maps beyond the seam as copies") {
  TrainedModel model = import_caffe(kGolden / "new.caffemodel", {}, small_caffe());
  run(model);
  const Network& network = model.network;
  for (const std::string layer : {"conv1", "conv2"}) {
    INFO(layer);
    CHECK_CLOSE(maps(network, (layer + "a").c_str(), 2, 4),
                maps(network, (layer + "b").c_str(), 0, 4), exact());
  }
}

TEST_CASE("import: kernels that are copies are not counted twice") {
  const TrainedModel model = import_caffe(kGolden / "new.caffemodel", {}, small_caffe());
  const std::vector<TowerColours> towers = colour_split(model.network);
  REQUIRE(towers.size() == 2);
  CHECK(towers[0].shares.size() == 4);
  CHECK(towers[1].shares.size() == 4);
  const Tensor& all =
      model.network.nodes()[model.network.find("conv1b")].layer->parameters()[0].value;
  CHECK(towers[1].shares[0] == colour_share(all, 2));  // its first two are tower a's
  CHECK(towers[0].shares[3] ==
        colour_share(
            model.network.nodes()[model.network.find("conv1a")].layer->parameters()[0].value, 3));
}

TEST_CASE("import: a caffemodel cut off anywhere is refused") {
  const TempFolder folder;
  for (const char* file : {"new.caffemodel", "old.caffemodel"}) {
    const std::string whole = read_text(kGolden / file);
    for (std::size_t size = 0; size + 20 < whole.size(); size = size < 200 ? size + 1 : size + 97) {
      INFO(file << ", " << size << " bytes of " << whole.size());
      write(folder / "cut", whole.substr(0, size));
      CHECK_ERROR(import_caffe(folder / "cut", {}, small_caffe()), (folder / "cut").c_str());
    }
  }
}

TEST_CASE("import: with any byte changed, a caffemodel is read or refused") {
  const TempFolder folder;
  std::string bytes = read_text(kGolden / "new.caffemodel");
  int refused = 0;
  for (std::size_t at = 0; at < bytes.size(); at = at < 400 ? at + 1 : at + 211) {
    bytes[at] = char(~bytes[at]);
    write(folder / "changed", bytes);
    try {
      import_caffe(folder / "changed", {}, small_caffe());
    } catch (const Error&) {
      ++refused;
    }
    bytes[at] = char(~bytes[at]);
  }
  CHECK(refused > 20);  // most bytes are floats, of which any will do
}

TEST_CASE("import: a caffemodel that is another network's is refused by layer, expected, found") {
  const TempFolder folder;
  const Path path = folder / "m.caffemodel";
  const auto check = [&](const std::string& bytes, auto... texts) {
    write(path, bytes);
    CHECK_ERROR(import_caffe(path, {}, small_caffe()), path.c_str(), texts...);
  };
  const std::string bias = caffe_blob({8}, std::vector<float>(8));
  check("", "holds no layers");
  check(bytes_field(1, "a name"), "holds no layers");
  check(
      "\x7f"
      "ELF",
      "unknown type", "byte");
  check(caffe_layer("conv1", {}), "'conv1'", "weights and biases");
  check(caffe_layer("conv1", {caffe_blob({8, 3, 7, 7}, std::vector<float>(8 * 147)), bias}),
        "weights of layer 'conv1'", "(8, 3, 7, 7)", "(8, 3, 11, 11)");
  check(caffe_layer("conv1", {caffe_blob({8, 3, 11, 11}, {1, 2}), bias}), "(8, 3, 11, 11)",
        "2 numbers");
  check(caffe_layer("conv1", {caffe_blob({1 << 30, 1 << 30, 1 << 30}, {1, 2}), bias}), "2 numbers");
  check(caffe_layer("conv1", {bytes_field(5, "12345"), bias}), "5 bytes", "floats");
  check(caffe_layer("conv1", {caffe_blob(std::vector<int>(33, 1), {1}), bias}), "33 extents");
  check(caffe_layer("pool1", {}) + caffe_layer("norm1", {}), "CaffeNet", "bvlc_alexnet");
  check(caffe_layer("pool1", {}), "'norm1'", "bvlc_alexnet");
  check(caffe_layer("conv1", {caffe_blob({8, 3, 11, 11}, {}), bias}), "not floats");

  write(path, caffe_layer("conv1", {}));
  CHECK_ERROR(import_caffe(path, {}), "'fc8'");
  write(path,
        caffe_layer("fc8", {caffe_blob({3, 2}, {1, 2, 3, 4, 5, 6}), caffe_blob({3}, {1, 2, 3})}));
  CHECK_ERROR(import_caffe(path, {}), "6 weights and 3 biases", "4096");
  write(path, caffe_layer("fc8",
                          {caffe_blob({1, 4096}, std::vector<float>(4096)), caffe_blob({1}, {0})}));
  CHECK_ERROR(import_caffe(path, {}), "4096 weights and 1 biases");  // one class is none to learn
}

TEST_CASE("import: the wire format's fields are read, and lengths that lie are refused") {
  const auto all = [](const std::string& text) {
    ProtobufReader reader("f", {reinterpret_cast<const std::uint8_t*>(text.data()), text.size()});
    std::vector<ProtobufField> fields;
    while (const auto field = reader.next()) fields.push_back(*field);
    return fields;
  };
  const std::string text = number_field(1, ~std::uint64_t{0}) + bytes_field(1000, "abc") +
                           varint(2 << 3 | 5) + "1234" + varint(3 << 3 | 1) + "12345678";
  const std::vector<ProtobufField> fields = all(text);
  REQUIRE(fields.size() == 4);
  CHECK((fields[0].is(1, ProtobufField::varint) && fields[0].value == ~std::uint64_t{0}));
  CHECK((fields[1].is(1000, ProtobufField::bytes) && fields[1].content.size() == 3));
  CHECK((fields[2].is(2, ProtobufField::four_bytes) && fields[2].content[3] == '4'));
  CHECK((fields[3].is(3, ProtobufField::eight_bytes) && fields[3].content[7] == '8'));
  for (std::size_t size : {5u, 12u, 14u, 20u, 28u}) CHECK_ERROR(all(text.substr(0, size)), "ends");
  CHECK_ERROR(all(varint(1 << 3 | 2) + varint(~std::uint64_t{0}) + "abc"), "ends within");
  CHECK_ERROR(all(std::string("\x08") + std::string(10, '\xff')), "64 bits");
  CHECK_ERROR(all(std::string("\x08") + std::string(9, '\xff') + '\x02'), "64 bits");
  CHECK_ERROR(all("\x0b"), "unknown type");  // groups, long out of use
  CHECK_ERROR(all(std::string("\x00\x01", 2)), "number 0");
}

TEST_CASE("import: torchvision's file is refused by tensor, expected, found") {
  const TempFolder folder;
  const Path path = folder / "w.safetensors";
  for (const char* begin : {"PK\x03\x04 and so on", "\x80\x02 and so on"}) {
    write(path, begin);
    CHECK_ERROR(import_torchvision(path), "torch.save", "--help");
  }
  write(path, "");
  CHECK_ERROR(import_torchvision(path), path.c_str(), "safetensors");
  const Tensor some("some", Shape::vector(4));
  save_safetensors(path, std::vector<NamedTensor>{{"features.0.weight", some, 1}}, {});
  CHECK_ERROR(import_torchvision(path), "'features.0.bias'", "torchvision");
  CHECK_ERROR(import_torchvision(kGolden / "torchvision.safetensors"), "'classifier.6.weight'",
              "(10, 16)", "(classes, 4096)");
  const Variant wide = with_widths("torchvision", {8, 13, 16, 12, 12, 12, 16});
  CHECK_ERROR(import_torchvision(kGolden / "torchvision.safetensors", wide), "'features.3.weight'",
              "(12, 8, 5, 5)", "(13, 8, 5, 5)");
}

TEST_CASE("import: weights that are not numbers are refused, and their layer is named") {
  const TempFolder folder;
  // The file with the first bias of conv1, found by its bytes, turned into NaN.
  const auto with_nan = [&](const char* file, const TrainedModel& model) {
    const float bias = model.network.parameters()[1]->value.data()[0], nan = std::nanf("");
    std::string bytes = read_text(kGolden / file);
    char pattern[sizeof bias], other[sizeof nan];
    std::memcpy(pattern, &bias, sizeof bias);
    std::memcpy(other, &nan, sizeof nan);
    const std::size_t place = bytes.find(std::string(pattern, sizeof pattern));
    REQUIRE(place != std::string::npos);
    bytes.replace(place, sizeof other, other, sizeof other);
    write(folder / file, bytes);
    return folder / file;
  };
  const Variant torchvision = small_torchvision(), caffe = small_caffe();
  const Path of_torchvision =
      with_nan("torchvision.safetensors",
               import_torchvision(kGolden / "torchvision.safetensors", torchvision));
  CHECK_ERROR(import_torchvision(of_torchvision, torchvision), of_torchvision.c_str(),
              "features.0.bias", "nan");
  const Path of_caffe =
      with_nan("new.caffemodel", import_caffe(kGolden / "new.caffemodel", {}, caffe));
  CHECK_ERROR(import_caffe(of_caffe, {}, caffe), of_caffe.c_str(), "'conv1'", "nan");
}

TEST_CASE("import: Caffe's mean image is blue, green, red in its file and red first here") {
  const TempFolder folder;
  std::vector<float> mean(3 * 256 * 256);
  for (std::size_t i = 0; i < mean.size(); ++i) mean[i] = float(i % 1000) / 8;
  std::string data = bytes_field(5, bytes_of(mean));
  const auto with_shape = [&](int channels, int side) {
    return number_field(1, 1) + number_field(2, std::uint64_t(channels)) +
           number_field(3, std::uint64_t(side)) + number_field(4, std::uint64_t(side)) + data;
  };
  write(folder / "mean.binaryproto", with_shape(3, 256));
  const auto import = [&](const char* mean_file) {
    return import_caffe(kGolden / "new.caffemodel", folder / mean_file, small_caffe());
  };
  const TrainedModel model = import("mean.binaryproto");
  const std::span<const float> read = model.preprocessing.statistics.mean_image.view().values();
  const std::size_t plane = 256 * 256;
  int wrong = 0;
  for (std::size_t i = 0; i < mean.size(); ++i)
    wrong += read[i] != mean[(2 - i / plane) * plane + i % plane];
  CHECK(wrong == 0);

  write(folder / "mean.binaryproto", with_shape(12, 128));
  CHECK_ERROR(import("mean.binaryproto"), "(1, 12, 128, 128)", "(1, 3, 256, 256)");
  write(folder / "mean.binaryproto", with_shape(3, 255));
  CHECK_ERROR(import("mean.binaryproto"), "(1, 3, 255, 255)", "196608");
  CHECK_ERROR(import("gone"), "gone");
  mean[7] = std::numeric_limits<float>::quiet_NaN();
  data = bytes_field(5, bytes_of(mean));
  write(folder / "mean.binaryproto", with_shape(3, 256));
  CHECK_ERROR(import("mean.binaryproto"), "is damaged", "nan");
}
