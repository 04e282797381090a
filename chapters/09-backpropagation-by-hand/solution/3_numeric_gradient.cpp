#include <algorithm>
#include <cmath>
#include <limits>

#include "exercises.h"

namespace alexnet::course {

std::vector<double> numeric_gradient(const std::function<double(const std::vector<double>&)>& f,
                                     std::vector<double> w) {
  std::vector<double> gradient;
  for (double& weight : w) {
    const double middle = weight;
    const double size = std::max(std::abs(middle), 1e-3);  // a weight of 0 needs a step too
    const double step = std::cbrt(std::numeric_limits<double>::epsilon()) * size;
    const double above = weight = middle + step, f_above = f(w);
    const double below = weight = middle - step, f_below = f(w);
    weight = middle;
    // Sums are rounded: the distance between the two points is not quite 2 * step.
    gradient.push_back((f_above - f_below) / (above - below));
  }
  return gradient;
}

}  // namespace alexnet::course
