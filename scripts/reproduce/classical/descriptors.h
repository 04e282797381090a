#pragma once
#include <vector>

#include "data/dataset.h"

namespace alexnet::classical {

constexpr int kSiftSize = 128;  ///< 4 x 4 cells of 8 directions

/// Dense SIFT of one picture: a descriptor of the grey picture at every `step` pixels, for each of
/// these cell sizes. For each size the picture is first smoothed by cell / 6, as if it were seen
/// from the distance that suits that size (VLFeat's vl_phow does the same).
///
/// Each descriptor is divided by its sum and replaced by its square roots, so that a dot product
/// compares histograms as histograms ought to be compared (Arandjelovic, Zisserman 2012). Returns
/// count x 128 floats; patches without any edge are left out.
std::vector<float> dense_sift(const Dataset& data, int index, int step,
                              const std::vector<int>& cell_sizes);

}  // namespace alexnet::classical
