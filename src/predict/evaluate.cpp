#include "predict/evaluate.h"

#include <algorithm>
#include <numeric>

#include "data/loader.h"
#include "data/transforms.h"
#include "predict/gpu_feed.h"

namespace alexnet {
namespace {

void check_pictures(const Network& network, const Dataset& data,
                    const Preprocessing& preprocessing) {
  check_input(data, network.variant().input);
  check_side(data, preprocessing.picture_side, "the network was trained on");
}

/// Counts the errors of the centre views, of as many pictures as fill whole batches. The GPUs
/// preprocess them, too, and get the next batch while they work on one.
ErrorCounts count_on_gpus(Network& network, const Dataset& data, const Preprocessing& preprocessing,
                          const std::function<void(int done)>& progress) {
  LoaderOptions options;
  options.batch_size = network.batch_size();
  options.crop_side = network.variant().input.w;
  options.augmentation = {.crops_and_reflections = false, .colour_noise = ColourNoise::none};
  options.shuffle = false;
  options.preprocess_on_gpu = true;
  options.end = data.size() / options.batch_size;
  Loader loader(data, preprocessing, options);
  GpuFeed feed(network, preprocessing, options.batch_size);
  for (int done = options.batch_size; done <= data.size(); done += options.batch_size) {
    const ConstTensorView labels = feed.bring(loader.next(feed.used()));
    feed.count(network.forward(options.batch_size, {}), labels);
    if (progress) progress(done);
  }
  return feed.read_counts();
}

}  // namespace

Tensor predict(Network& network, const Dataset& data, const Preprocessing& preprocessing,
               std::span<const int> indices, Views views) {
  const Shape& input = network.variant().input;
  const int classes = network.variant().classes, count = int(indices.size());
  ALEXNET_CHECK_GE(network.batch_size(), count);
  check_pictures(network, data, preprocessing);
  std::vector<Crop> crops = {centre_crop(data.side(), input.w)};
  if (views == Views::ten) {
    const auto ten = ten_crops(data.side(), input.w);
    crops.assign(ten.begin(), ten.end());
  }
  Tensor images("images", input.with_batch(count));
  Tensor mean("probabilities", Shape::matrix(count, classes));
  for (const Crop& crop : crops) {
    fill_test_batch(data, preprocessing, indices, crop, images);
    const HostView probs(network.forward(images, {}));
    for (std::int64_t i = 0; i < mean.shape().size(); ++i)
      mean.data()[i] += probs.view.data[i] / Real(crops.size());
  }
  return mean;
}

Evaluation evaluate(Network& network, const Dataset& data, const Preprocessing& preprocessing,
                    Views views, const std::function<void(int done)>& progress) {
  const Variant& variant = network.variant();
  ALEXNET_CHECK(int(data.class_names().size()) == variant.classes,
                "{}: has {} classes, but the network (variant {}) has {}", data.name(),
                data.class_names().size(), variant.name, variant.classes);
  check_pictures(network, data, preprocessing);
  ErrorCounts counts;
  if (network.is_on_gpus() && views == Views::centre && data.size() >= network.batch_size())
    counts = count_on_gpus(network, data, preprocessing, progress);
  for (int first = counts.pictures; first < data.size(); first += network.batch_size()) {
    std::vector<int> indices(std::size_t(std::min(network.batch_size(), data.size() - first)));
    std::iota(indices.begin(), indices.end(), first);
    std::vector<int> labels;
    for (int index : indices) labels.push_back(data.label(index));
    counts.add(predict(network, data, preprocessing, indices, views), labels);
    if (progress) progress(counts.pictures);
  }
  return counts.rates();
}

}  // namespace alexnet
