#pragma once
#include <algorithm>
#include <limits>
#include <vector>

#include "core/rng.h"
#include "core/tensor.h"
#include "support/catch.h"

namespace alexnet::test {

/// Gaussian numbers; the name chooses which.
inline Tensor random_tensor(const std::string& name, const Shape& shape, Real stddev = 1) {
  Tensor tensor(name, shape);
  fill_normal(tensor, RandomStream(1, name), 0, stddev);
  return tensor;
}

inline Tensor tensor_of(const Shape& shape, const std::vector<Real>& values) {
  Tensor tensor("given", shape);
  REQUIRE(std::int64_t(values.size()) == shape.size());
  std::copy(values.begin(), values.end(), tensor.data());
  return tensor;
}

/// Memory for an op to write to: NaN wherever the op should write, poisoned margins on both sides
/// where it should not. So an element left out or written beyond the end is always seen.
class Output {
 public:
  explicit Output(const Shape& shape)
      : shape_(shape), memory_(std::size_t(shape.size()) + 2 * kMargin, kPoison) {
    std::fill_n(memory_.data() + kMargin, shape.size(), std::numeric_limits<Real>::quiet_NaN());
  }
  ~Output() {
    CHECK(std::count(memory_.begin(), memory_.begin() + kMargin, kPoison) == kMargin);
    CHECK(std::count(memory_.end() - kMargin, memory_.end(), kPoison) == kMargin);
  }
  TensorView view() { return {memory_.data() + kMargin, shape_, Device::cpu()}; }
  operator TensorView() { return view(); }
  operator ConstTensorView() { return view(); }

 private:
  static constexpr int kMargin = 64;
  static constexpr Real kPoison = Real(-12345.678);
  Shape shape_;
  std::vector<Real> memory_;
};

/// The extents on which blocked code goes wrong: 1, primes, and around vectors of 8 and 16 numbers.
inline const std::vector<int> kAwkwardSizes = {1, 2, 3, 5, 7, 11, 12, 13, 15, 16, 17, 31, 32, 33};

}  // namespace alexnet::test
