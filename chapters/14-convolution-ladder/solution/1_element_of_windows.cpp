#include "exercises.h"

namespace alexnet::course {

int element_of_windows(const ConvSizes& l, int tap, int window) {
  const int kx = tap % l.filter, ky = tap / l.filter % l.filter, c = tap / l.filter / l.filter;
  const int ox = window % l.out, oy = window / l.out % l.out, n = window / l.out / l.out;
  const int y = oy * l.stride - l.pad + ky, x = ox * l.stride - l.pad + kx;
  if (y < 0 || y >= l.size || x < 0 || x >= l.size) return -1;
  return ((n * l.channels + c) * l.size + y) * l.size + x;
}

}  // namespace alexnet::course
