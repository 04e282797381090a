#pragma once
#include <array>

#include "data/preprocessing.h"

namespace alexnet {

/// How pictures reach a network that was trained on ImageNet: 256 pixels wide, minus this colour.
/// Classes are called "class 0" ... until they are named.
Preprocessing imagenet_preprocessing(int classes, const std::array<float, 3>& mean_colour);

}  // namespace alexnet
