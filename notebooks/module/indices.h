#pragma once
#include <vector>

#include "data/dataset.h"
#include "notebooks/module/bindings.h"

namespace alexnet::python {

/// Which pictures of a data set: anything of which NumPy makes a list of whole numbers. Errors:
/// other numbers (a mask of True and False would give pictures 0 and 1), or a picture that is not
/// there.
inline std::vector<int> checked(const py::object& indices, const Dataset& data) {
  const py::array array = py::array::ensure(indices);
  ALEXNET_CHECK(array && array.ndim() == 1, "indices: expected a list of numbers of pictures");
  if (array.size() == 0) return {};
  const char kind = array.dtype().kind();
  ALEXNET_CHECK(kind == 'i' || kind == 'u', "indices: expected whole numbers, found {}{}",
                std::string(py::str(array.dtype())),
                kind == 'b' ? "; of a mask take numpy.flatnonzero(mask)" : "");
  const auto numbers = py::array_t<std::int64_t, py::array::forcecast>(array);
  std::vector<int> checked_numbers;
  for (py::ssize_t i = 0; i < numbers.size(); ++i) {
    const std::int64_t index = numbers.at(i);
    ALEXNET_CHECK(index >= 0 && index < data.size(), "{}: no picture {}; it has {}", data.name(),
                  index, data.size());
    checked_numbers.push_back(int(index));
  }
  return checked_numbers;
}

}  // namespace alexnet::python
