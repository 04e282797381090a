#include <cmath>

#include "exercises.h"

namespace alexnet::course {

/// For 128 crops of 224 from 256: 2^1419 batches if each picture has its own, 2^44 if 32 share one.
double log2_of_batches(int side, int crop, int batch, int chunk) {
  const int positions = side - crop + 1;  // a crop may begin at 0 and at side - crop
  const int choices = (batch + chunk - 1) / chunk;
  return choices * std::log2(2.0 * positions * positions);
}

}  // namespace alexnet::course
