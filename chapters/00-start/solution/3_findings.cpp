#include "exercises.h"

namespace alexnet::course {

Findings findings() {
  return {.lrn_k = 2,            // src/layers/lrn/lrn.h
          .momentum = 0.9,       // src/train/sgd.h
          .label_of_lemon = 24,  // src/data/drawn/classes.cpp
          .lenet5_side = 28};    // src/model/variants/lenet5.cpp
}

}  // namespace alexnet::course
