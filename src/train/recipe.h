#pragma once
#include <string_view>

#include "data/transforms.h"
#include "train/schedule.h"
#include "train/sgd.h"

namespace alexnet {

/// How a variant is trained unless told otherwise.
struct Recipe {
  int picture_side = 256;  ///< pictures are stored at this size and cropped to the network's input
  MeanCrop mean_crop = MeanCrop::same_place;
  float divisor = 1;  ///< of the input, after the mean is subtracted: 1 in the paper
  int batch_size = 128;
  int epochs = 90;
  SgdParams sgd;
  ScheduleOptions schedule;
  Augmentation augmentation = {};
};

/// The recipe of that variant. Errors: a name that make_variant does not know, or one that was not
/// given a recipe (the message holds the list).
Recipe recipe_for(std::string_view variant);

}  // namespace alexnet
