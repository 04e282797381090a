#include "notebooks/module/arrays.h"

#include <limits>

namespace alexnet::python {
namespace {

/// A Python object that releases `owner` when it is no longer referenced.
py::capsule capsule_of(std::shared_ptr<const void> owner) {
  using Owner = std::shared_ptr<const void>;
  return py::capsule(new Owner(std::move(owner)),
                     [](void* pointer) { delete static_cast<Owner*>(pointer); });
}

}  // namespace

ConstTensorView view_of(const FloatArray& array, const char* name) {
  std::vector<int> extents;
  for (py::ssize_t i = 0; i < array.ndim(); ++i) {
    ALEXNET_CHECK(array.shape(i) <= std::numeric_limits<int>::max(), "{}: extent {} is too large",
                  name, array.shape(i));
    extents.push_back(int(array.shape(i)));
  }
  return {array.data(), to_shape(extents, name), Device::cpu()};
}

Shape to_shape(const std::vector<int>& extents, const char* name) {
  ALEXNET_CHECK(!extents.empty() && extents.size() <= 4,
                "{}: expected an array of 1 to 4 extents, found {}", name, extents.size());
  Shape shape;
  int* const to[] = {&shape.n, &shape.c, &shape.h, &shape.w};
  for (std::size_t i = 0; i < extents.size(); ++i) *to[i] = extents[i];
  ALEXNET_CHECK(shape.n > 0 && shape.c > 0 && shape.h > 0 && shape.w > 0,
                "{}: expected extents of at least 1, found {}", name, to_text(shape));
  return shape;
}

std::vector<py::ssize_t> extents_of(const Shape& shape, int rank) {
  const std::vector<py::ssize_t> all = {shape.n, shape.c, shape.h, shape.w};
  return {all.begin(), all.begin() + rank};
}

py::array to_array(Tensor tensor, int rank) {
  if (!tensor.device().is_cpu()) return copy_of(tensor, rank);
  const auto owner = std::make_shared<Tensor>(std::move(tensor));
  return shared(*owner, rank, owner);
}

py::array copy_of(ConstTensorView view, int rank) {
  py::array_t<float> array(extents_of(view.shape, rank));
  copy({array.mutable_data(), view.shape, Device::cpu()}, view);
  return array;
}

py::array shared(TensorView view, int rank, std::shared_ptr<const void> owner) {
  return py::array_t<float>(extents_of(view.shape, rank), view.data, capsule_of(std::move(owner)));
}

}  // namespace alexnet::python
