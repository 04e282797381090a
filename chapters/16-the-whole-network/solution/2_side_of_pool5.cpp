#include "exercises.h"

namespace alexnet::course {

namespace {

int windows(int side, int size, int stride) { return 1 + (side - size + stride - 1) / stride; }

}  // namespace

/// 6 for every side from 196 to 227: pool5 forgives a difference of 31 pixels.
int side_of_pool5(int side) {
  side = windows(side, 11, 4);  // conv1
  for (int pool = 0; pool < 3; ++pool) side = windows(side, 3, 2);
  return side;  // conv2 to conv5 are padded so that they keep it
}

}  // namespace alexnet::course
