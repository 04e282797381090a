#pragma once
#include <cstddef>
#include <memory>
#include <new>

#include "core/real.h"

namespace alexnet {

/// Working memory for the length of one call. Not cleared; begins at a cache line.
class Scratch {
 public:
  explicit Scratch(std::size_t count)
      : data_(static_cast<Real*>(::operator new[](count * sizeof(Real), kCacheLine))) {}
  Real* data() { return data_.get(); }

 private:
  static constexpr std::align_val_t kCacheLine{64};
  struct Free {
    void operator()(Real* data) const { ::operator delete[](data, kCacheLine); }
  };
  std::unique_ptr<Real[], Free> data_;
};

}  // namespace alexnet
