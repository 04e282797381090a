#include "viewer/model/predict.h"

#include <algorithm>

#include "predict/evaluate.h"

namespace alexnet::viewer {
namespace {

constexpr int kTop = 5;

}  // namespace

Image crop_image(const Image& picture, const Crop& crop, int side) {
  Image image(side, side);
  for (int y = 0; y < side; ++y)
    for (int x = 0; x < side; ++x) {
      const int from = crop.mirrored ? side - 1 - x : x;
      std::copy_n(picture.pixel(crop.left + from, crop.top + y), 3, image.pixel(x, y));
    }
  return image;
}

Prediction to_prediction(std::span<const float> probabilities, int label) {
  Prediction prediction;
  const int count = std::min(kTop, int(probabilities.size()));
  for (int k : top_classes(probabilities, count)) prediction.top.push_back({k, probabilities[k]});
  if (label >= 0) {
    prediction.truth_probability = probabilities[label];
    prediction.truth_rank = rank_of(probabilities, label);
  }
  return prediction;
}

std::vector<Prediction> predict_rows(TrainedModel& model, const Dataset& data,
                                     std::span<const int> indices, bool labelled) {
  const Tensor probabilities =
      predict(model.network, data, model.preprocessing, indices, Views::centre);
  const std::size_t classes = model.preprocessing.class_names.size();
  std::vector<Prediction> rows;
  for (std::size_t i = 0; i < indices.size(); ++i)
    rows.push_back(to_prediction({&probabilities.view()(int(i), 0, 0, 0), classes},
                                 labelled ? data.label(indices[i]) : -1));
  return rows;
}

TenViews predict_ten_views(TrainedModel& model, const Dataset& data, int index, bool labelled) {
  const int side = model.network.variant().input.w;
  const std::size_t classes = model.preprocessing.class_names.size();
  const std::array<Crop, 10> crops = ten_crops(data.side(), side);
  const Image picture = to_image(data, index);

  TenViews result;
  std::vector<float> average(classes);
  Tensor images("images", model.network.variant().input.with_batch(1));
  for (std::size_t v = 0; v < crops.size(); ++v) {
    fill_test_batch(data, model.preprocessing, {&index, 1}, crops[v], images);
    const HostView probabilities(model.network.forward(images, {}));
    const std::span<const float> values = probabilities.view.values();
    const int best = top_classes(values, 1).front();
    result.best[v] = {best, values[best]};
    for (std::size_t k = 0; k < classes; ++k) average[k] += values[k] / float(crops.size());
    result.views[v] = crop_image(picture, crops[v], side);
  }
  result.average = to_prediction(average, labelled ? data.label(index) : -1);
  return result;
}

}  // namespace alexnet::viewer
