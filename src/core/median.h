#pragma once
#include <algorithm>
#include <vector>

namespace alexnet {

/// The middle number, or the mean of the two in the middle. Needs at least one number.
template <class Number>
Number median(std::vector<Number> numbers) {
  std::sort(numbers.begin(), numbers.end());
  const std::size_t middle = numbers.size() / 2;
  return numbers.size() % 2 == 1 ? numbers[middle] : (numbers[middle - 1] + numbers[middle]) / 2;
}

}  // namespace alexnet
