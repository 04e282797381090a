#pragma once
#include <string>

#include "core/safetensors.h"

namespace alexnet::test {

/// A file of numbers that PyTorch computed. tests/golden/make_*.py say how.
class Golden {
 public:
  /// Opens tests/golden/`file`.
  explicit Golden(const std::string& file);
  /// The tensor of that name, on the CPU; missing extents are 1.
  Tensor operator()(const std::string& name) const;

 private:
  SafetensorsFile file_;
};

}  // namespace alexnet::test
