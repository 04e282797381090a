#include <optional>

#include "core/parallel.h"
#include "core/rng.h"
#include "notebooks/module/bindings.h"

namespace alexnet::python {
namespace {

/// What Python calls a Tensor. Arrays that share its memory keep it alive.
using SharedTensor = std::shared_ptr<Tensor>;

SharedTensor from_array(const std::string& name, const FloatArray& array, const std::string& to) {
  const ConstTensorView view = view_of(array, name.c_str());
  auto tensor = std::make_shared<Tensor>(name, view.shape, Device::parse(to));
  copy(*tensor, view);
  return tensor;
}

/// numpy.asarray(tensor) calls this.
py::array as_array(const SharedTensor& tensor, const py::object& dtype,
                   std::optional<bool> must_copy) {
  ALEXNET_CHECK(tensor->device().is_cpu(), "{}: lives on {}; take .to('cpu') first", tensor->name(),
                to_text(tensor->device()));
  py::array array = shared(*tensor, 4, tensor);
  const py::object type = dtype.is_none() ? py::object(array.dtype()) : dtype;
  py::array as_asked = array.attr("astype")(type, py::arg("copy") = must_copy.value_or(false));
  if (must_copy == false && !as_asked.is(array))
    throw py::value_error(tensor->name() + ": only a copy can have these numbers as " +
                          std::string(py::str(as_asked.dtype())));
  return as_asked;
}

}  // namespace

void add_tensors(py::module_& m) {
  py::class_<Tensor, SharedTensor>(
      m, "Tensor",
      "A named block of float32 numbers on one device, always of four extents (N, C, H, W).\n"
      "numpy.asarray(tensor) shares its memory; wherever a function takes an array it takes a\n"
      "tensor on the CPU as well.")
      .def(py::init(&from_array), py::arg("name"), py::arg("array"), py::arg("device") = "cpu",
           "Copies the array (1 to 4 extents) to the device: 'cpu', 'cuda:0', ...")
      .def_property_readonly("name", &Tensor::name)
      .def_property_readonly(
          "shape", [](const Tensor& t) { return py::tuple(py::cast(extents_of(t.shape(), 4))); },
          "(N, C, H, W)")
      .def_property_readonly("device", [](const Tensor& t) { return to_text(t.device()); })
      .def_property_readonly("size_bytes", &Tensor::size_bytes)
      .def(
          "to",
          [](const Tensor& t, const std::string& device) {
            return std::make_shared<Tensor>(t.to(Device::parse(device)));
          },
          py::arg("device"), "A copy of this tensor on that device.")
      .def("__array__", &as_array, py::arg("dtype") = py::none(), py::arg("copy") = py::none())
      .def("__repr__", [](const Tensor& t) {
        return fmt::format("<alexnet.Tensor '{}' {} on {}>", t.name(), to_text(t.shape()),
                           to_text(t.device()));
      });

  m.def(
      "normal",
      [](const std::vector<int>& shape, float stddev, std::uint64_t seed, const std::string& name) {
        Tensor tensor(name, to_shape(shape, "shape"));
        fill_normal(tensor, RandomStream(seed, name), 0, stddev);
        return to_array(std::move(tensor), int(shape.size()));
      },
      py::arg("shape"), py::arg("stddev") = 1, py::arg("seed") = 1, py::arg("name") = "normal",
      "Gaussian numbers around 0: a pure function of its arguments, the same everywhere.");
  m.def("thread_count", &thread_count, "How many threads work on an op.");
  m.def(
      "set_thread_count",
      [](int count) {
        ALEXNET_CHECK_GE(count, 1);
        set_thread_count(count);
      },
      py::arg("count"), "Changes it; results stay the same, bit for bit.");
}

}  // namespace alexnet::python
