#include <algorithm>
#include <cmath>

#include "import/caffe_file.h"
#include "import/imagenet.h"
#include "import/published.h"

namespace alexnet {
namespace {

struct ExpectedLayer {
  const char* name;
  int groups;
  int halo;      ///< how many of our maps are copies of the other tower's
  float factor;  ///< 2 after dropout
};
constexpr ExpectedLayer kExpectedLayers[] = {
    {"conv1", 1, kCaffeHalo, 1},
    {"conv2", 2, kCaffeHalo, 1},
    {"conv3", 1, 0, 1},
    {"conv4", 2, 0, 1},
    {"conv5", 2, 0, 1},
    {"fc6", 1, 0, 1},
    {"fc7", 1, 0, 2},
    {"fc8", 1, 0, 2},
};

// Red, green, blue of the mean image that Caffe publishes.
constexpr std::array<float, 3> kMeanColour = {122.67892f, 116.66877f, 104.00699f};

constexpr int kNotRead = -1;

/// Maps of a tower, as Caffe numbers them. With a halo of 2 and 50 maps: 0 ... 49 in tower a, 46
/// ... 95 in tower b.
struct TowerMaps {
  int first, count, halo;
  Tower tower;

  TowerMaps(Tower which, int width, int copies)
      : first(which == Tower::a ? 0 : width - 2 * copies),
        count(width),
        halo(copies),
        tower(which) {}
  int number(int i) const { return first + i; }
  /// The same for the next layer, which reads no copies.
  int number_to_read(int i) const {
    const bool copy = tower == Tower::a ? i >= count - halo : i < halo;
    return copy ? kNotRead : number(i);
  }
};

/// Fills our network from the layers of Caffe's file.
class CaffeReader {
 public:
  CaffeReader(std::string file, const std::vector<CaffeLayer>& layers, Network& network)
      : file_(std::move(file)), layers_(layers), network_(network) {}

  void read() {
    check_order();
    for (std::size_t i = 0; i < std::size(kExpectedLayers); ++i) {
      if (std::string_view(kExpectedLayers[i].name).starts_with("conv"))
        read_conv(kExpectedLayers[i], i == 0 ? nullptr : &kExpectedLayers[i - 1]);
      else
        read_linear(kExpectedLayers[i]);
    }
  }

 private:
  /// CaffeNet has the same layers with the same shapes, but pools before it normalizes.
  void check_order() const {
    const auto at = [&](const char* name) {
      return std::find_if(layers_.begin(), layers_.end(),
                          [&](const CaffeLayer& l) { return l.name == name; });
    };
    ALEXNET_CHECK(at("norm1") != layers_.end() || at("pool1") == layers_.end(),
                  "{}: has no layer 'norm1': not bvlc_alexnet", file_);
    ALEXNET_CHECK(at("pool1") == layers_.end() || at("norm1") < at("pool1"),
                  "{}: pools before it normalizes, as CaffeNet (bvlc_reference_caffenet) does; "
                  "expected bvlc_alexnet",
                  file_);
  }

  /// Weights (blob 0) or biases (blob 1) of a layer, in that shape. Old files write four extents.
  const std::vector<float>& blob(const ExpectedLayer& row, std::size_t which,
                                 std::vector<std::int64_t> expected) const {
    const auto layer = std::find_if(layers_.begin(), layers_.end(), [&](const CaffeLayer& l) {
      return l.name == row.name && l.blobs.size() >= 2;
    });
    ALEXNET_CHECK(layer != layers_.end(),
                  "{}: has no layer '{}' with weights and biases: not bvlc_alexnet", file_,
                  row.name);
    const CaffeBlob& found = layer->blobs[which];
    std::vector<std::int64_t> shape = found.shape;
    while (shape.size() > expected.size() && shape.front() == 1) shape.erase(shape.begin());
    ALEXNET_CHECK(!found.data.empty(),
                  "{}: {} of layer '{}' are not floats; expected a caffemodel in single precision",
                  file_, which == 0 ? "weights" : "biases", row.name);
    for (const float value : found.data)
      ALEXNET_CHECK(std::isfinite(value), "{}: is damaged: layer '{}' holds {}", file_, row.name,
                    value);
    ALEXNET_CHECK(shape == expected, "{}: {} of layer '{}' have shape {}, expected {}", file_,
                  which == 0 ? "weights" : "biases", row.name, shape_text(found.shape),
                  shape_text(expected));
    return found.data;
  }

  Parameter& parameter(const std::string& name) const {
    for (Parameter* p : network_.parameters())
      if (p->name == name) return *p;
    throw_error("{}: variant {} has no parameter '{}'", file_, network_.variant().name, name);
  }
  int width(const ExpectedLayer& row) const {
    return parameter(std::string(row.name) + "a.bias").value.shape().n;
  }
  /// How many maps Caffe's layer has.
  int maps(const ExpectedLayer& row) const { return 2 * (width(row) - row.halo); }

  /// The maps that a convolution of ours reads, channel by channel, as Caffe numbers them.
  std::vector<int> channels(Tower tower, const ExpectedLayer* before, int count) const {
    if (!before) return {2, 1, 0};  // theirs are blue, green, red
    std::vector<int> numbers;
    const bool both = count == 2 * width(*before);
    for (const Tower from : {Tower::a, Tower::b}) {
      if (!both && from != tower) continue;
      const TowerMaps maps_before(from, width(*before), before->halo);
      for (int i = 0; i < maps_before.count; ++i) numbers.push_back(maps_before.number_to_read(i));
    }
    return numbers;
  }

  void read_conv(const ExpectedLayer& row, const ExpectedLayer* before) {
    const int filters = maps(row), channels_of_group = (before ? maps(*before) : 3) / row.groups;
    const int filters_of_group = filters / row.groups;
    for (const Tower tower : {Tower::a, Tower::b}) {
      const std::string name = std::string(row.name) + to_text(tower);
      const TensorView weight = parameter(name + ".weight").value;
      const TensorView bias = parameter(name + ".bias").value;
      const Shape& s = weight.shape;
      const std::vector<float>& weights = blob(row, 0, {filters, channels_of_group, s.h, s.w});
      const std::vector<float>& biases = blob(row, 1, {filters});
      const TowerMaps ours(tower, s.n, row.halo);
      const std::vector<int> reads = channels(tower, before, s.c);
      const std::ptrdiff_t taps = std::ptrdiff_t{s.h} * s.w;
      for (int f = 0; f < s.n; ++f) {
        const int filter = ours.number(f);
        const int first_channel = filter / filters_of_group * channels_of_group;
        bias.data[f] = biases[std::size_t(filter)];
        for (int c = 0; c < s.c; ++c) {
          const int channel = reads[std::size_t(c)] - first_channel;  // within its group
          const bool is_read = reads[std::size_t(c)] != kNotRead;
          if (is_read && channel >= 0 && channel < channels_of_group)
            std::copy_n(weights.data() + (filter * channels_of_group + channel) * taps, taps,
                        &weight(f, c, 0, 0));
          else
            std::fill_n(&weight(f, c, 0, 0), taps, 0.0f);
        }
      }
    }
  }

  /// Our inputs are tower a's, then tower b's, each C, H, W: the same order as Caffe's.
  void read_linear(const ExpectedLayer& row) {
    const bool joined = std::string_view(row.name) == "fc8";
    const int towers = joined ? 1 : 2;
    for (int tower = 0; tower < towers; ++tower) {
      const std::string name = row.name + std::string(joined ? "" : tower == 0 ? "a" : "b");
      const TensorView weight = parameter(name + ".weight").value;
      const TensorView bias = parameter(name + ".bias").value;
      const int outputs = weight.shape.n, inputs = weight.shape.c;
      const std::vector<float>& weights = blob(row, 0, {towers * outputs, inputs});
      const std::vector<float>& biases = blob(row, 1, {towers * outputs});
      const std::size_t size = weight.values().size();
      for (std::size_t i = 0; i < size; ++i)
        weight.data[i] = row.factor * weights[std::size_t(tower) * size + i];
      std::copy_n(&biases[std::size_t(tower * outputs)], outputs, bias.data);
    }
  }

  std::string file_;
  const std::vector<CaffeLayer>& layers_;
  Network& network_;
};

/// As many as fc8 has biases, if it has weights for all of them: memory is allocated only for
/// classes that are there.
int count_classes(const std::vector<CaffeLayer>& layers, const std::string& file) {
  constexpr std::size_t kInputs = 4096;
  for (const CaffeLayer& layer : layers)
    if (layer.name == "fc8" && layer.blobs.size() >= 2) {
      const std::size_t weights = layer.blobs[0].data.size(), classes = layer.blobs[1].data.size();
      ALEXNET_CHECK(classes >= 2 && weights == classes * kInputs,
                    "{}: layer 'fc8' has {} weights and {} biases, expected {} weights per bias",
                    file, weights, classes, kInputs);
      return int(classes);
    }
  throw_error("{}: has no layer 'fc8' with weights and biases: not bvlc_alexnet", file);
}

void read_mean(const Path& path, TensorView mean_image) {
  const CaffeBlob blob = read_binaryproto(path);
  const Shape& s = mean_image.shape;
  ALEXNET_CHECK(!blob.data.empty() && (blob.shape == std::vector<std::int64_t>{1, s.c, s.h, s.w} ||
                                       blob.shape == std::vector<std::int64_t>{s.c, s.h, s.w}),
                "{}: expected a mean image of shape (1, {}, {}, {}), found {}", path.string(), s.c,
                s.h, s.w, shape_text(blob.shape));
  for (const float value : blob.data)
    ALEXNET_CHECK(std::isfinite(value), "{}: is damaged: the mean image holds {}", path.string(),
                  value);
  const std::ptrdiff_t plane = std::ptrdiff_t{s.h} * s.w;
  for (int c = 0; c < 3; ++c)
    std::copy_n(blob.data.data() + (2 - c) * plane, plane, mean_image.data + c * plane);
}

TrainedModel import_layers(const Path& path, const std::vector<CaffeLayer>& layers,
                           const Variant& variant, const std::optional<Path>& mean_image) {
  TrainedModel model{Network(variant, Placement{}, 1),
                     imagenet_preprocessing(variant.classes, kMeanColour),
                     {.data = "imagenet"}};
  CaffeReader(path.string(), layers, model.network).read();
  if (mean_image) read_mean(*mean_image, model.preprocessing.statistics.mean_image);
  return model;
}

}  // namespace

TrainedModel import_caffe(const Path& path, const std::optional<Path>& mean_image) {
  const std::vector<CaffeLayer> layers = read_caffemodel(path);
  const int classes = count_classes(layers, path.string());
  return import_layers(path, layers, make_variant("caffe", classes), mean_image);
}

TrainedModel import_caffe(const Path& path, const std::optional<Path>& mean_image,
                          const Variant& variant) {
  return import_layers(path, read_caffemodel(path), variant, mean_image);
}

}  // namespace alexnet
