#pragma once
#include <vector>

#include "data/dataset.h"

namespace alexnet::classical {

constexpr int kSiftSize = 128;  ///< 4 x 4 cells of 8 directions

/// Dense SIFT of one picture: a descriptor of the grey picture at every `step` pixels, for cells of
/// each of these sizes. For each size the picture is smoothed by cell / 6 first, as if it were seen
/// from as far as that size wants (VLFeat's vl_phow does the same).
///
/// Descriptors are turned into their square roots after division by their sum, so that their
/// dot product compares histograms as histograms ought to be compared (Arandjelovic, Zisserman
/// 2012). Returns count x 128 floats; patches without any edge are left out.
std::vector<float> dense_sift(const Dataset& data, int index, int step,
                              const std::vector<int>& cell_sizes);

}  // namespace alexnet::classical
