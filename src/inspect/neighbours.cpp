#include "inspect/neighbours.h"

#include <algorithm>
#include <cmath>
#include <numeric>

#include "core/parallel.h"
#include "data/transforms.h"
#include "inspect/keep_best.h"

namespace alexnet {
namespace {

float distance(const Real* a, const Real* b, int size) {
  double sum = 0;
  for (int i = 0; i < size; ++i) sum += double(a[i] - b[i]) * double(a[i] - b[i]);
  return float(std::sqrt(sum));
}

bool nearer(const Neighbour& a, const Neighbour& b) {
  return a.distance < b.distance || (a.distance == b.distance && a.index < b.index);
}

float distance(std::span<const std::uint8_t> a, std::span<const std::uint8_t> b) {
  std::int64_t sum = 0;
  for (std::size_t i = 0; i < a.size(); ++i) sum += (a[i] - b[i]) * (a[i] - b[i]);
  return float(std::sqrt(double(sum)));
}

/// Compares every query with some pictures; `first` is the first one's index in the data set.
void keep_nearest(ConstTensorView features, int first, ConstTensorView queries, int k,
                  std::vector<std::vector<Neighbour>>& best) {
  ALEXNET_CHECK_EQ(features.shape.c, queries.shape.c);
  parallel_for(queries.shape.n, [&](std::int64_t q) {
    for (int i = 0; i < features.shape.n; ++i)
      keep_best(
          best[std::size_t(q)],
          {first + i, distance(&queries(int(q), 0, 0, 0), &features(i, 0, 0, 0), queries.shape.c)},
          k, nearer);
  });
}

/// Calls visit(position of the first picture in `indices`, features of the batch) for every batch.
template <class Visit>
void for_each_batch(Network& network, const Dataset& data, const Preprocessing& preprocessing,
                    std::span<const int> indices, const std::function<void(int done)>& progress,
                    Visit visit) {
  const Shape& input = network.variant().input;
  check_input(data, input);
  check_side(data, preprocessing.picture_side, "the network was trained on");
  const Crop crop = centre_crop(data.side(), input.w);
  const int count = int(indices.size()), batch_size = network.batch_size();
  Tensor images("images", input.with_batch(batch_size));
  for (int first = 0; first < count; first += batch_size) {
    const int size = std::min(batch_size, count - first);
    const TensorView batch = images.view().first(size);
    fill_test_batch(data, preprocessing, indices.subspan(std::size_t(first), std::size_t(size)),
                    crop, batch);
    network.forward(batch, {});
    visit(first, last_hidden_features(network));
    if (progress) progress(first + size);
  }
}

std::vector<int> all_of(const Dataset& data) {
  std::vector<int> indices(std::size_t(data.size()));
  std::iota(indices.begin(), indices.end(), 0);
  return indices;
}

}  // namespace

Tensor last_hidden_features(const Network& network) {
  const Network::Node& softmax = network.nodes().back();
  const auto check_is_node = [&](int input) {
    ALEXNET_CHECK(input != Network::kImages, "variant {}: has no hidden layer",
                  network.variant().name);
  };
  check_is_node(softmax.inputs.front());
  const Network::Node& last_linear = network.nodes()[softmax.inputs.front()];
  std::vector<HostView> parts;
  std::int64_t size = 0;
  for (int input : last_linear.inputs) {
    check_is_node(input);
    parts.emplace_back(network.output(input));
    size += parts.back().view.shape.image_size();
  }
  const int batch = parts[0].view.shape.n;
  Tensor features("features", Shape::matrix(batch, int(size)));
  for (int n = 0; n < batch; ++n) {
    Real* to = &features.view()(n, 0, 0, 0);
    for (const HostView& part : parts)
      to = std::copy_n(&part.view(n, 0, 0, 0), part.view.shape.image_size(), to);
  }
  return features;
}

Tensor hidden_features(Network& network, const Dataset& data, const Preprocessing& preprocessing,
                       std::span<const int> indices,
                       const std::function<void(int done)>& progress) {
  Tensor all;
  for_each_batch(network, data, preprocessing, indices, progress,
                 [&](int first, const Tensor& features) {
                   const int size = features.shape().c;
                   if (first == 0)
                     all = Tensor("features", Shape::matrix(int(indices.size()), size));
                   std::copy_n(features.data(), features.shape().size(),
                               all.data() + std::int64_t{first} * size);
                 });
  return all;
}

Tensor all_hidden_features(Network& network, const Dataset& data,
                           const Preprocessing& preprocessing,
                           const std::function<void(int done)>& progress) {
  return hidden_features(network, data, preprocessing, all_of(data), progress);
}

std::vector<std::vector<Neighbour>> nearest(Network& network, const Dataset& data,
                                            const Preprocessing& preprocessing,
                                            ConstTensorView queries, int k,
                                            const std::function<void(int done)>& progress) {
  std::vector<std::vector<Neighbour>> best(std::size_t(queries.shape.n));
  for_each_batch(
      network, data, preprocessing, all_of(data), progress,
      [&](int first, const Tensor& features) { keep_nearest(features, first, queries, k, best); });
  return best;
}

std::vector<std::vector<Neighbour>> nearest(ConstTensorView features, ConstTensorView queries,
                                            int k) {
  std::vector<std::vector<Neighbour>> best(std::size_t(queries.shape.n));
  keep_nearest(features, 0, queries, k, best);
  return best;
}

std::vector<std::vector<Neighbour>> nearest_by_pixels(
    const Dataset& data, const Dataset& queries, std::span<const int> indices, int k,
    const std::function<void(int done)>& progress) {
  ALEXNET_CHECK(data.side() == queries.side() && data.channels() == queries.channels(),
                "{}: its pictures are {} x {} with {} channels, those of {} {} x {} with {}",
                queries.name(), queries.side(), queries.side(), queries.channels(), data.name(),
                data.side(), data.side(), data.channels());
  std::vector<std::vector<Neighbour>> result(indices.size());
  constexpr int kAtATime = 256;
  for (int first = 0; first < data.size(); first += kAtATime) {
    const int last = std::min(data.size(), first + kAtATime);
    parallel_for(std::int64_t(indices.size()), [&](std::int64_t q) {
      for (int i = first; i < last; ++i)
        keep_best(result[q], {i, distance(queries.image(indices[q]), data.image(i))}, k, nearer);
    });
    if (progress) progress(last);
  }
  return result;
}

Image neighbour_picture(const Dataset& queries, std::span<const int> indices, const Dataset& data,
                        std::span<const std::vector<Neighbour>> neighbours) {
  constexpr int kGap = 4;
  const int step = data.side() + kGap;
  Image sheet = white_image(step * (int(neighbours[0].size()) + 1) + 3 * kGap,
                            step * int(indices.size()) + kGap);
  for (std::size_t row = 0; row < indices.size(); ++row) {
    const int top = kGap + int(row) * step;
    paste(sheet, to_image(queries, indices[row]), kGap, top);
    for (std::size_t i = 0; i < neighbours[row].size(); ++i)
      paste(sheet, to_image(data, neighbours[row][i].index), 3 * kGap + (int(i) + 1) * step, top);
  }
  return sheet;
}

}  // namespace alexnet
