#pragma once
#include <array>
#include <cstdint>

namespace alexnet::viewer {

/// A value that takes a while to compute, kept from frame to frame for as long as its input stays
/// the same.
template <class T>
class Remembered {
 public:
  /// What it was computed from: the number of a result, and which part of it.
  using Of = std::array<std::uint64_t, 3>;

  template <class Make>
  const T& get(const Of& of, Make make) {
    if (!known_ || of != of_) {
      value_ = make();
      of_ = of;
      known_ = true;
    }
    return value_;
  }

 private:
  bool known_ = false;
  Of of_ = {};
  T value_ = {};
};

}  // namespace alexnet::viewer
