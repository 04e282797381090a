#include "predict/error_counts.h"

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
  int rank = 1;
  for (int k = 0; k < int(probabilities.size()); ++k) {
    if (std::isnan(probabilities[k])) return kNoRank;
    rank += probabilities[k] > own || (probabilities[k] == own && k < label);
  }
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
    top1_wrong += rank > 1;
    top5_wrong += rank > 5;
    const double probability = std::clamp(double(p[labels[n]]), 1e-30, 1.0);  // it may round to 0
    loss += rank == kNoRank ? std::numeric_limits<double>::quiet_NaN() : -std::log(probability);
  }
}

void ErrorCounts::add(const ErrorCounts& more) {
  pictures += more.pictures;
  top1_wrong += more.top1_wrong;
  top5_wrong += more.top5_wrong;
  loss += more.loss;
}

Evaluation ErrorCounts::rates() const {
  const double count = std::max(1, pictures);
  return {pictures, loss / count, top1_wrong / count, top5_wrong / count};
}

}  // namespace alexnet
