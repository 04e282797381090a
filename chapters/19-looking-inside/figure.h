#pragma once
#include <numeric>

#include "inspect/exciting_patches.h"
#include "inspect/filters.h"
#include "inspect/neighbours.h"
#include "support/plot.h"
#include "trained.h"

// Figures 3 and 4 of the paper in miniature.
namespace alexnet::course {

/// The five nearest training pictures of each of the first 100 validation pictures.
struct Nearest {
  std::vector<std::vector<Neighbour>> by_features;  ///< in the last hidden layer
  std::vector<std::vector<Neighbour>> by_pixels;
};

inline Nearest find_nearest(Trained& t) {
  std::vector<int> queries(100);
  std::iota(queries.begin(), queries.end(), 0);
  t.look_at(0, 100);
  const Tensor features = last_hidden_features(t.network);
  return {nearest(t.network, t.train, t.preprocessing, features, 5),
          nearest_by_pixels(t.train, t.val, queries, 5)};
}

/// How many of the neighbours are of the query's class.
inline int count_alike(const Trained& t, const std::vector<std::vector<Neighbour>>& found) {
  int count = 0;
  for (std::size_t query = 0; query < found.size(); ++query)
    for (const Neighbour& n : found[query])
      count += t.train.label(n.index) == t.val.label(int(query));
  return count;
}

inline Image enlarged(const Image& picture, int zoom) {
  Image large(picture.width * zoom, picture.height * zoom);
  for (int y = 0; y < large.height; ++y)
    for (int x = 0; x < large.width; ++x)
      std::copy_n(picture.pixel(x / zoom, y / zoom), 3, large.pixel(x, y));
  return large;
}

/// A tile for each kernel, tower a above tower b; then the strongest kernel of each tower with the
/// patches that excite it most; then a row for each query with its neighbours, both ways.
inline void write_figure(const char* path, const Trained& t, const Nearest& nearest,
                         std::span<const int> queries) {
  constexpr int kZoom = 6, kStep = 60, kGap = 20;
  const Image kernels = filters_picture(t.network, kZoom);
  const int top_of_patches = kernels.height + kGap,
            top_of_queries = top_of_patches + 2 * kStep + kGap;
  Image sheet = white_image(kernels.width, top_of_queries + int(queries.size()) * kStep);
  paste(sheet, kernels, 0, 0);

  int top = top_of_patches;
  for (const TowerPatches& tower : exciting_patches(t.network, t.train, t.preprocessing, 10)) {
    const ConstTensorView w =
        t.network.nodes()[std::size_t(t.network.find(tower.node))].layer->parameters()[0].value;
    int strongest = 0;
    const auto norm = [&](int f) {
      double sum = 0;
      for (const Real weight : w.images(f, 1).values()) sum += double(weight) * weight;
      return sum;
    };
    for (int f = 1; f < w.shape.n; ++f)
      if (norm(f) > norm(strongest)) strongest = f;
    const WeightRange range = symmetric_range(w.images(strongest, 1).values());
    paste(sheet, enlarged(filter_tile(w, strongest, range), 8), 0, top);
    int left = kStep + kGap;
    for (const ExcitingPatch& patch : tower.by_kernel[std::size_t(strongest)]) {
      paste(sheet, enlarged(patch_image(t.train, tower, patch), 8), left, top);
      left += kStep;
    }
    top += kStep;
  }

  top = top_of_queries;
  for (const int query : queries) {
    paste(sheet, to_image(t.val, query), 0, top);
    int left = kStep + kGap;
    for (const auto* found : {&nearest.by_features, &nearest.by_pixels}) {
      for (const Neighbour& n : (*found)[std::size_t(query)]) {
        paste(sheet, to_image(t.train, n.index), left, top);
        left += kStep;
      }
      left += kGap / 2;
    }
    top += kStep;
  }
  write_png(path, sheet);
}

}  // namespace alexnet::course
