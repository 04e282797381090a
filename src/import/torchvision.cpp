#include <fmt/ranges.h>

#include <algorithm>

#include "core/safetensors.h"
#include "import/imagenet.h"
#include "import/published.h"

namespace alexnet {
namespace {

struct TorchvisionLayer {
  const char* ours;
  const char* theirs;
  float factor;  ///< 2 after dropout
};
constexpr TorchvisionLayer kTorchvisionLayers[] = {
    {"conv1", "features.0", 1}, {"conv2", "features.3", 1},  {"conv3", "features.6", 1},
    {"conv4", "features.8", 1}, {"conv5", "features.10", 1}, {"fc6", "classifier.1", 2},
    {"fc7", "classifier.4", 2}, {"fc8", "classifier.6", 1},
};

// What torchvision's transforms subtract and divide by, for colours from 0 to 1.
constexpr std::array<float, 3> kMean = {0.485f, 0.456f, 0.406f};
constexpr std::array<float, 3> kDeviation = {0.229f, 0.224f, 0.225f};

/// (x / 255 - mean) / deviation = (x - 255 mean) / (255 deviation), and ours is x - 255 mean.
void divide_by_deviation(TensorView conv1) {
  for (int f = 0; f < conv1.shape.n; ++f)
    for (int c = 0; c < conv1.shape.c; ++c) {
      float* taps = &conv1(f, c, 0, 0);
      for (int i = 0; i < conv1.shape.h * conv1.shape.w; ++i) taps[i] /= 255 * kDeviation[c];
    }
}

/// A file written by torch.save is a zip archive of Python objects, or one such object (before
/// 2020), that only Python should open.
void check_kind(const Path& path) {
  const MappedFile file(path);
  const std::string_view begin(reinterpret_cast<const char*>(file.bytes().data()),
                               std::min<std::size_t>(file.bytes().size(), 9));
  ALEXNET_CHECK(!begin.starts_with("PK") && !begin.starts_with("\x80\x02"),
                "{}: is a file of torch.save, expected safetensors; alexnet import --help has the "
                "line of Python that writes one",
                path.string());
  ALEXNET_CHECK(begin.size() == 9 && begin[8] == '{',
                "{}: not a safetensors file; a .caffemodel is read with --from caffe",
                path.string());
}

/// As many as classifier.6 has weights for: memory is allocated only for classes that are there.
int count_classes(const Path& path) {
  const SafetensorsFile file(path);
  for (const TorchvisionLayer& row : kTorchvisionLayers)
    for (const char* kind : {".weight", ".bias"})
      ALEXNET_CHECK(file.contains(row.theirs + std::string(kind)),
                    "{}: has no tensor '{}{}': not torchvision's alexnet", path.string(),
                    row.theirs, kind);
  const std::vector<std::int64_t>& shape = file.info("classifier.6.weight").shape;
  ALEXNET_CHECK(shape.size() == 2 && shape[0] >= 2 && shape[1] == 4096,
                "{}: tensor 'classifier.6.weight' has shape ({}), expected (classes, 4096)",
                path.string(), fmt::join(shape, ", "));
  return int(shape[0]);
}

void read_parameters(const Path& path, Network& network) {
  const SafetensorsFile file(path);
  for (Parameter* p : network.parameters()) {
    const std::size_t dot = p->name.find('.');
    const auto row =
        std::find_if(std::begin(kTorchvisionLayers), std::end(kTorchvisionLayers),
                     [&](const TorchvisionLayer& r) { return r.ours == p->name.substr(0, dot); });
    ALEXNET_CHECK(row != std::end(kTorchvisionLayers),
                  "variant {}: parameter '{}' is none of torchvision's", network.variant().name,
                  p->name);
    const std::string theirs = row->theirs + p->name.substr(dot);
    file.read(theirs, p->value);
    check_finite(file, theirs, p->value);
    if (p->is_bias) continue;
    for (float& weight : p->value.view().values()) weight *= row->factor;
    if (p->name == "conv1.weight") divide_by_deviation(p->value);
  }
}

}  // namespace

TrainedModel import_torchvision(const Path& path) {
  check_kind(path);
  return import_torchvision(path, make_variant("torchvision", count_classes(path)));
}

TrainedModel import_torchvision(const Path& path, const Variant& variant) {
  std::array<float, 3> mean_colour;
  for (std::size_t c = 0; c < 3; ++c) mean_colour[c] = 255 * kMean[c];
  TrainedModel model{Network(variant, Placement{}, 1),
                     imagenet_preprocessing(variant.classes, mean_colour),
                     {.data = "imagenet"}};
  read_parameters(path, model.network);
  return model;
}

}  // namespace alexnet
