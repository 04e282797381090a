#include "exercises.h"

namespace alexnet::course {

namespace {

int windows(int side, int size, int stride) { return 1 + (side - size + stride - 1) / stride; }

}  // namespace

int side_of_pool5(int side) {
  side = windows(side, 11, 4);  // conv1
  for (int pool = 0; pool < 3; ++pool) side = windows(side, 3, 2);
  return side;  // conv2 to conv5 are padded so that they keep it
}

/// From 196 to 227: pool5 forgives a difference of 31 pixels.
std::pair<int, int> sides_that_give_6() {
  int first = 224, last = 224;
  while (side_of_pool5(first - 1) == 6) --first;
  while (side_of_pool5(last + 1) == 6) ++last;
  return {first, last};
}

}  // namespace alexnet::course
