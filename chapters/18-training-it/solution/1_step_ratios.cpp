#include <cmath>

#include "exercises.h"

namespace alexnet::course {
namespace {

double size_of(ConstTensorView numbers) {
  double squares = 0;
  for (const Real number : numbers.values()) squares += double(number) * double(number);
  return std::sqrt(squares / double(numbers.shape.size()));
}

}  // namespace

std::vector<double> step_ratios(const Network& network) {
  std::vector<double> ratios;
  for (const Parameter* p : network.parameters())
    if (!p->is_bias)
      ratios.push_back(p->velocity.empty() ? 0 : size_of(p->velocity) / size_of(p->value));
  return ratios;
}

}  // namespace alexnet::course
