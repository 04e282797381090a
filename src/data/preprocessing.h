#pragma once
#include <string>
#include <vector>

#include "data/statistics.h"

namespace alexnet {

/// What of the mean picture is subtracted from a crop.
enum class MeanCrop {
  same_place,  ///< the same square: first the mean, then the crop (as we read the paper)
  centre       ///< always the central square (the 2012 code)
};

/// What lies between a picture and a network's input, and between its output and a name: everything
/// that prediction needs beside the network. Kept in every checkpoint.
struct Preprocessing {
  std::vector<std::string> class_names;
  int picture_side = 256;  ///< pictures are scaled to this before they are cropped
  Statistics statistics;   ///< the mean is subtracted ...
  MeanCrop mean_crop = MeanCrop::same_place;
  /// ... and the difference, -255 ... 255, divided by this. The paper does not divide; initial
  /// weights and learning rate are tied to that.
  float divisor = 1;
  /// The same classes as the data set names them, where that differs: "n02123045".
  std::vector<std::string> names_in_data = {};
};

}  // namespace alexnet
