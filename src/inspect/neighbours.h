#pragma once
#include <functional>

#include "data/dataset.h"
#include "data/preprocessing.h"
#include "model/network.h"

namespace alexnet {

/// A training picture and how far it is from the one asked about.
struct Neighbour {
  int index;
  float distance;
};

/// What the last fully connected layer reads (fc7 of both towers, after dropout's scaling): the
/// features of each picture of the last forward, (n, D).
/// Errors: a network without a hidden layer.
Tensor last_hidden_features(const Network& network);

/// The features of these pictures of `data`, (indices.size(), D); empty where there are none.
/// Calls progress(done) after each batch. Cost: one forward pass per picture.
/// Errors: pictures that do not fit the network.
Tensor hidden_features(Network& network, const Dataset& data, const Preprocessing& preprocessing,
                       std::span<const int> indices,
                       const std::function<void(int done)>& progress = {});
/// The same for every picture of `data`.
Tensor all_hidden_features(Network& network, const Dataset& data,
                           const Preprocessing& preprocessing,
                           const std::function<void(int done)>& progress = {});

/// For every query, its k nearest pictures of `data` by Euclidean distance between features, the
/// nearest first; at equal distances, the lower index first.
///
/// Paper: section 6.1 and Figure 4, right: the nearest training pictures in the last hidden layer
/// show the same kind of thing, though their pixels differ.
/// queries: (q, D) from hidden_features. Cost: one forward pass per picture of `data`.
/// Errors: pictures that do not fit the network; features of another length.
std::vector<std::vector<Neighbour>> nearest(Network& network, const Dataset& data,
                                            const Preprocessing& preprocessing,
                                            ConstTensorView queries, int k,
                                            const std::function<void(int done)>& progress = {});

/// The same if the features of all pictures are known: `features` (N, D). Cost: N q (D + k).
std::vector<std::vector<Neighbour>> nearest(ConstTensorView features, ConstTensorView queries,
                                            int k);

/// The same by the pixels themselves (0 ... 255, every channel), for comparison: the k pictures of
/// `data` nearest to each of these pictures of `queries`. Errors: pictures of another size.
std::vector<std::vector<Neighbour>> nearest_by_pixels(
    const Dataset& data, const Dataset& queries, std::span<const int> indices, int k,
    const std::function<void(int done)>& progress = {});

/// Figure 4, right: a row for each of these pictures of `queries`: itself, a gap, and its
/// neighbours among the pictures of `data`, which are of the same size.
Image neighbour_picture(const Dataset& queries, std::span<const int> indices, const Dataset& data,
                        std::span<const std::vector<Neighbour>> neighbours);

}  // namespace alexnet
