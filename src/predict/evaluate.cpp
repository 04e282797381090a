#include "predict/evaluate.h"

#include <algorithm>
#include <cmath>
#include <numeric>

namespace alexnet {

std::vector<int> top_classes(std::span<const Real> probabilities, int k) {
  std::vector<int> order(probabilities.size());
  std::iota(order.begin(), order.end(), 0);
  k = std::min(k, int(order.size()));
  const auto value = [&](int i) {  // NaN comes last
    return std::isnan(probabilities[i]) ? Real(-1) : probabilities[i];
  };
  std::partial_sort(order.begin(), order.begin() + k, order.end(), [&](int a, int b) {
    return value(a) > value(b) || (value(a) == value(b) && a < b);
  });
  order.resize(std::size_t(k));
  return order;
}

int rank_of(std::span<const Real> probabilities, int label) {
  const Real own = probabilities[label];
  if (std::isnan(own)) return kNoRank;
  int rank = 1;
  for (int k = 0; k < int(probabilities.size()); ++k)
    rank += probabilities[k] > own || (probabilities[k] == own && k < label);
  return rank;
}

void ErrorCounts::add(ConstTensorView probabilities, std::span<const int> labels) {
  const int classes = probabilities.shape.c;
  for (std::size_t n = 0; n < labels.size(); ++n) {
    ALEXNET_CHECK(labels[n] >= 0 && labels[n] < classes, "label {}: expected 0 ... {}, found {}", n,
                  classes - 1, labels[n]);
    const std::span<const Real> p = probabilities.values().subspan(n * classes, classes);
    const int rank = rank_of(p, labels[n]);
    ++pictures;
    top1 += rank > 1;
    top5 += rank > 5;
    loss -= std::log(std::clamp(double(p[labels[n]]), 1e-30, 1.0));  // it may round to zero
  }
}

void ErrorCounts::add(const ErrorCounts& more) {
  pictures += more.pictures;
  top1 += more.top1;
  top5 += more.top5;
  loss += more.loss;
}

Evaluation ErrorCounts::rates() const {
  const double count = std::max(1, pictures);
  return {pictures, loss / count, top1 / count, top5 / count};
}

Tensor predict(Network& network, const Dataset& data, const Preprocessing& preprocessing,
               std::span<const int> indices, Views views) {
  const Shape& input = network.variant().input;
  const int classes = network.variant().classes, count = int(indices.size());
  ALEXNET_CHECK_GE(network.batch_size(), count);
  check_input(data, input);
  check_side(data, preprocessing.picture_side, "the network was trained on");
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
                "{}: has {} classes, variant {} knows {}", data.name(), data.class_names().size(),
                variant.name, variant.classes);
  ErrorCounts counts;
  for (int first = 0; first < data.size(); first += network.batch_size()) {
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
