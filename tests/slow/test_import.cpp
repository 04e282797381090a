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

/// A layer of a published network; a fully connected one has two extents. All its weights are 0 but
/// one, by which one unit reads one input: the unit of the layer before. So a signal goes through
/// the network by one path, and is lost if a weight is taken for another.
struct PublishedLayer {
  std::string name;
  std::vector<int> shape;
  int unit, input;
};

constexpr int kClasses = 2;
constexpr float kSignal = 2;  // the bias of the first layer's unit: what every place of its map has

bool is_first(const PublishedLayer& layer) { return layer.shape[1] == 3; }

std::vector<float> weights(const PublishedLayer& layer) {
  std::size_t size = 1;
  for (const int extent : layer.shape) size *= std::size_t(extent);
  std::vector<float> values(size);
  if (is_first(layer)) return values;  // whatever the picture shows
  const std::size_t taps =
      layer.shape.size() == 4 ? std::size_t(layer.shape[2] * layer.shape[3]) : 1;
  const std::size_t inputs = std::size_t(layer.shape[1]);
  values[(std::size_t(layer.unit) * inputs + std::size_t(layer.input)) * taps + taps / 2] = 1;
  return values;
}

std::vector<float> biases(const PublishedLayer& layer) {
  std::vector<float> values(std::size_t(layer.shape[0]));
  if (is_first(layer)) values[std::size_t(layer.unit)] = kSignal;
  return values;
}

/// Imports the file, with names, and asks the network about a photograph. The scores should be 0
/// for cat and `signal` for dog.
void check_that_it_predicts(const TempFolder& folder, const char* file, const char* from,
                            double signal) {
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
  CHECK(best["probability"].get<double>() == Approx(1 / (1 + std::exp(-signal))).epsilon(1e-6));
}

}  // namespace

TEST_CASE("import: a whole torchvision network is read, named, and predicts") {
  const TempFolder folder;
  const std::vector<PublishedLayer> layers = {
      {"features.0", {64, 3, 11, 11}, 50, 0},
      {"features.3", {192, 64, 5, 5}, 7, 50},
      {"features.6", {384, 192, 3, 3}, 380, 7},
      {"features.8", {256, 384, 3, 3}, 30, 380},
      {"features.10", {256, 256, 3, 3}, 200, 30},
      {"classifier.1", {4096, 256 * 6 * 6}, 4000, 200 * 36 + 13},
      {"classifier.4", {4096, 4096}, 3, 4000},
      {"classifier.6", {kClasses, 4096}, 1, 3},
  };
  std::vector<Tensor> tensors;
  tensors.reserve(2 * layers.size());
  std::vector<NamedTensor> named;
  for (const PublishedLayer& layer : layers) {
    Shape shape{layer.shape[0], layer.shape[1], 1, 1};
    const int rank = int(layer.shape.size());
    if (rank == 4) shape.h = shape.w = layer.shape[2];
    const auto add = [&](const char* what, Shape of, const std::vector<float>& values,
                         int extents) {
      Tensor& tensor = tensors.emplace_back(what, of);
      std::copy(values.begin(), values.end(), tensor.data());
      named.push_back({layer.name + "." + what, tensor, extents});
    };
    add("weight", shape, weights(layer), rank);
    add("bias", Shape::vector(layer.shape[0]), biases(layer), 1);
  }
  save_safetensors(folder / "alexnet.safetensors", named, {});
  check_that_it_predicts(folder, "alexnet.safetensors", "torchvision", kSignal);
}

TEST_CASE("import: a whole Caffe network is read, named, and predicts") {
  const TempFolder folder;
  std::string file;
  // The path goes through both towers: conv2, conv4 and conv5 read within a tower, 48, 192 and 192
  // maps from its first one on.
  for (const PublishedLayer& layer :
       std::vector<PublishedLayer>{{"conv1", {96, 3, 11, 11}, 95, 0},
                                   {"conv2", {256, 48, 5, 5}, 200, 95 - 48},
                                   {"conv3", {384, 256, 3, 3}, 5, 200},
                                   {"conv4", {384, 192, 3, 3}, 100, 5},
                                   {"conv5", {256, 192, 3, 3}, 7, 100},
                                   {"fc6", {4096, 256 * 6 * 6}, 4000, 7 * 36 + 13},
                                   {"fc7", {4096, 4096}, 3, 4000},
                                   {"fc8", {kClasses, 4096}, 1, 3}})
    file += caffe_layer(layer.name, {caffe_blob(layer.shape, weights(layer)),
                                     caffe_blob({layer.shape[0]}, biases(layer))});
  write_file(folder / "bvlc_alexnet.caffemodel", file);
  double signal = kSignal;  // Caffe's LRN divides alpha by the number of maps, and its k is 1
  for (int norm = 1; norm <= 2; ++norm) signal /= std::pow(1 + 1e-4 / 5 * signal * signal, 0.75);
  check_that_it_predicts(folder, "bvlc_alexnet.caffemodel", "caffe", signal);
}
