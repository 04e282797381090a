#include <cmath>

#include "exercises.h"

namespace alexnet::course {

std::pair<double, double> rate_and_momentum(double flat, double steep) {
  // Where rate * curvature lies between (1 - sqrt(m))^2 and (1 + sqrt(m))^2, every direction
  // shrinks by sqrt(m) per step. The smallest m is the one that puts the two curvatures at the two
  // ends:
  //     sqrt(rate * flat) = 1 - sqrt(m),    sqrt(rate * steep) = 1 + sqrt(m)
  const double rate = std::pow(2 / (std::sqrt(flat) + std::sqrt(steep)), 2);
  return {rate, std::pow(1 - std::sqrt(rate * flat), 2)};
}

}  // namespace alexnet::course
