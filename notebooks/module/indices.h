#pragma once
#include "data/dataset.h"
#include "notebooks/module/bindings.h"

namespace alexnet::python {

/// Which pictures of a data set: numbers from Python, checked. Errors: one that is not there.
inline const std::vector<int>& checked(const std::vector<int>& indices, const Dataset& data) {
  for (int index : indices)
    ALEXNET_CHECK(index >= 0 && index < data.size(), "{}: no picture {}; it has {}", data.name(),
                  index, data.size());
  return indices;
}

}  // namespace alexnet::python
