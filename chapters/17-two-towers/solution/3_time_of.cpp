#include <algorithm>
#include <array>

#include "exercises.h"

namespace alexnet::course {

double time_of(const std::vector<Work>& work) {
  std::array<double, 2> queue_free = {0, 0};
  std::vector<double> done;
  for (const Work& piece : work) {
    double& free = queue_free[std::size_t(piece.tower)];
    for (const int other : piece.waits_for) free = std::max(free, done[std::size_t(other)]);
    free += piece.duration;
    done.push_back(free);
  }
  return std::max(queue_free[0], queue_free[1]);
}

}  // namespace alexnet::course
