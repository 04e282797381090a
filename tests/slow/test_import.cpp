// `alexnet import` on files as large as the published ones, up to a prediction. What the networks
// compute is compared with PyTorch's in unit/test_import.cpp, with narrow ones.
#include <cmath>
#include <nlohmann/json.hpp>

#include "core/safetensors.h"
#include "predict/shipped.h"
#include "support/catch.h"
#include "support/program.h"
#include "support/protobuf_writer.h"
#include "support/temp_folder.h"

using namespace alexnet;
using namespace alexnet::test;

namespace {

/// A layer of a published network; a fully connected one has two extents.
struct PublishedLayer {
  std::string name;
  std::vector<int> shape;
};

constexpr int kClasses = 2;
constexpr float kBiasOfDog = 3;

/// All weights are 0, so what is left of any picture is the last layer's bias: cat 0, dog 3.
std::vector<float> biases(const PublishedLayer& layer) {
  std::vector<float> values(std::size_t(layer.shape[0]));
  if (layer.shape[0] == kClasses) values[1] = kBiasOfDog;
  return values;
}

std::size_t size_of(const PublishedLayer& layer) {
  std::size_t size = 1;
  for (const int extent : layer.shape) size *= std::size_t(extent);
  return size;
}

/// Imports the file, with names, and asks the network about a photograph.
void check_that_it_predicts(const TempFolder& folder, const char* file, const char* from) {
  write_file(folder / "names.txt", "cat\ndog, domestic dog\n");
  const Outcome imported = run_alexnet(folder.path(), {"import", file, "--from", from, "--out",
                                                       "out", "--class-names", "names.txt"});
  INFO(imported.err);
  REQUIRE(imported.exit_code == 0);
  CHECK(imported.out == std::string("out: variant ") + from + ", 2 classes\n");
  const Outcome predicted =
      run_alexnet(folder.path(), {"predict", "--checkpoint", "out", "--json",
                                  (shipped_photographs() / "raccoon.jpg").string()});
  INFO(predicted.err);
  REQUIRE(predicted.exit_code == 0);
  const auto best = nlohmann::json::parse(predicted.out)[0]["predictions"][0];
  CHECK(best["class"] == "dog");
  CHECK(best["probability"].get<double>() == Approx(1 / (1 + std::exp(-kBiasOfDog))).epsilon(1e-5));
}

}  // namespace

TEST_CASE("import: a whole torchvision network is read, named, and predicts") {
  const TempFolder folder;
  const std::vector<PublishedLayer> layers = {
      {"features.0", {64, 3, 11, 11}},   {"features.3", {192, 64, 5, 5}},
      {"features.6", {384, 192, 3, 3}},  {"features.8", {256, 384, 3, 3}},
      {"features.10", {256, 256, 3, 3}}, {"classifier.1", {4096, 256 * 6 * 6}},
      {"classifier.4", {4096, 4096}},    {"classifier.6", {kClasses, 4096}},
  };
  std::vector<Tensor> tensors;
  tensors.reserve(2 * layers.size());
  std::vector<NamedTensor> named;
  for (const PublishedLayer& layer : layers) {
    Shape shape{layer.shape[0], layer.shape[1], 1, 1};
    const int rank = int(layer.shape.size());
    if (rank == 4) shape.h = shape.w = layer.shape[2];
    named.push_back({layer.name + ".weight", tensors.emplace_back("weight", shape), rank});
    const std::vector<float> values = biases(layer);
    Tensor& bias = tensors.emplace_back("bias", Shape::vector(int(values.size())));
    std::copy(values.begin(), values.end(), bias.data());
    named.push_back({layer.name + ".bias", bias, 1});
  }
  save_safetensors(folder / "alexnet.safetensors", named, {});
  check_that_it_predicts(folder, "alexnet.safetensors", "torchvision");
}

TEST_CASE("import: a whole Caffe network is read, named, and predicts") {
  const TempFolder folder;
  std::string file;
  for (const PublishedLayer& layer : std::vector<PublishedLayer>{{"conv1", {96, 3, 11, 11}},
                                                                 {"conv2", {256, 48, 5, 5}},
                                                                 {"conv3", {384, 256, 3, 3}},
                                                                 {"conv4", {384, 192, 3, 3}},
                                                                 {"conv5", {256, 192, 3, 3}},
                                                                 {"fc6", {4096, 256 * 6 * 6}},
                                                                 {"fc7", {4096, 4096}},
                                                                 {"fc8", {kClasses, 4096}}})
    file += caffe_layer(layer.name, {caffe_blob(layer.shape, std::vector<float>(size_of(layer))),
                                     caffe_blob({layer.shape[0]}, biases(layer))});
  write_file(folder / "bvlc_alexnet.caffemodel", file);
  check_that_it_predicts(folder, "bvlc_alexnet.caffemodel", "caffe");
}
