#pragma once
#include <algorithm>
#include <vector>

namespace alexnet {

/// The number in the middle, or the mean of the two in the middle. Of at least one.
template <class Number>
Number median(std::vector<Number> numbers) {
  std::sort(numbers.begin(), numbers.end());
  const std::size_t middle = numbers.size() / 2;
  return numbers.size() % 2 == 1 ? numbers[middle] : (numbers[middle - 1] + numbers[middle]) / 2;
}

}  // namespace alexnet
