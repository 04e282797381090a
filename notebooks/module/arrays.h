#pragma once
#include <pybind11/numpy.h>
#include <pybind11/pybind11.h>
#include <pybind11/stl.h>

#include <memory>
#include <vector>

#include "core/tensor.h"

// From NumPy arrays to our tensors and back.
//
// What comes in is not copied if it is already float32 and contiguous; otherwise NumPy makes a copy
// that is. What an op computes goes out without a copy: the array owns the op's tensor. What a
// network keeps for itself goes out as a copy, unless the docstring says that it is shared.
namespace alexnet::python {

namespace py = pybind11;

/// What every function accepts: anything of which NumPy can make contiguous numbers of 32 bits, at
/// addresses that are multiples of four (an array over a file's bytes may not be).
using FloatArray = py::array_t<float, py::array::c_style | py::array::forcecast |
                                          py::detail::npy_api::NPY_ARRAY_ALIGNED_>;

/// The array as a tensor that borrows its memory, valid as long as the array lives. It has 1 to 4
/// extents; missing ones are 1. `name` is for the message. Errors: another number of extents, or an
/// empty array.
ConstTensorView view_of(const FloatArray& array, const char* name);

/// (n, c, h, w) of one to four extents. Errors: another number.
Shape to_shape(const std::vector<int>& extents, const char* name);
/// The first `rank` extents.
std::vector<py::ssize_t> extents_of(const Shape& shape, int rank);

/// The tensor as an array that owns it. No copy where it lives on the CPU.
py::array to_array(Tensor tensor, int rank = 4);
/// A copy, from whichever device.
py::array copy_of(ConstTensorView view, int rank = 4);
/// An array of memory on the CPU that `owner` keeps alive.
py::array shared(TensorView view, int rank, std::shared_ptr<const void> owner);

}  // namespace alexnet::python
