#pragma once

namespace alexnet {

/// How many parts of `size` cover `count`: count / size, rounded up. For count >= 0, size > 0.
template <class Count, class Size>
constexpr auto ceil_div(Count count, Size size) {
  return (count + size - 1) / size;
}

}  // namespace alexnet
