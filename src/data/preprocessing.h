#pragma once
#include <string>
#include <vector>

#include "data/statistics.h"

namespace alexnet {

/// Which part of the mean picture is subtracted from a crop.
enum class MeanCrop {
  same_place,  ///< the same square: first the mean, then the crop (as we read the paper)
  centre       ///< always the central square (the 2012 code)
};

/// What lies between a picture and a network's input, and between its output and a name: everything
/// besides the network that prediction needs. Kept in every checkpoint.
struct Preprocessing {
  std::vector<std::string> class_names;
  int picture_side = 256;  ///< pictures are scaled to this before they are cropped
  Statistics statistics;   ///< the mean is subtracted ...
  MeanCrop mean_crop = MeanCrop::same_place;
  /// ... and the difference, -255 ... 255, is divided by this. The paper does not divide; its
  /// initial weights and learning rate depend on that.
  float divisor = 1;
  /// What the data set calls the same classes, if that differs: "n02123045".
  std::vector<std::string> names_in_data = {};
};

}  // namespace alexnet
