#include "exercises.h"

namespace alexnet::course {

Findings findings() {
  return {.demo_conv1_filters = 32,  // src/model/variants/demo.cpp
          .lrn_size = 5,             // src/layers/lrn/lrn.h
          .label_of_lemon = 24,      // src/data/drawn/classes.cpp
          .lenet5_side = 28};        // src/model/variants/lenet5.cpp
}

}  // namespace alexnet::course
