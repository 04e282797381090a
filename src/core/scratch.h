#pragma once
#include <cstddef>

#include "core/real.h"

namespace alexnet {

/// Working memory for the duration of one call: `count` numbers, not cleared, aligned to a cache
/// line. Any thread may create one.
///
/// Blocks that are given back are kept and handed out again. A fresh one costs more than it seems:
/// the system clears its pages at their first access: a tenth of the time of a training step.
class Scratch {
 public:
  explicit Scratch(std::size_t count);
  ~Scratch();
  Scratch(const Scratch&) = delete;
  Scratch& operator=(const Scratch&) = delete;

  Real* data() { return data_; }

 private:
  Real* data_;
  std::size_t size_bytes_;
};

}  // namespace alexnet
