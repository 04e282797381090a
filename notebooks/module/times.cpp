#include "bench/ceilings.h"
#include "bench/network_time.h"
#include "bench/op_time.h"
#include "cuda/device.h"
#include "notebooks/module/bindings.h"

namespace alexnet::python {
namespace {

Ceilings ceilings_of(const std::string& name) {
  const Device device = Device::parse(name);
  check_available(device);
  return device.is_cpu() ? measure_cpu_ceilings() : measure_ceilings(device.index);
}

std::vector<OpTime> time_ops_on(const Variant& variant, int batch_size, const std::string& name,
                                int repeats) {
  const Device device = Device::parse(name);
  ALEXNET_CHECK(!device.is_cpu(), "time_ops times GPUs; time_rungs times the CPU");
  return time_ops(variant, batch_size, device.index, repeats, measure_ceilings(device.index));
}

}  // namespace

void add_times(py::module_& m) {
  py::class_<Ceilings>(m, "Ceilings", "The fastest that a device was seen to go.")
      .def_readonly("copy_gb_per_s", &Ceilings::copy_gb_per_s)
      .def_readonly("fp32_tflop_per_s", &Ceilings::fp32_tflop_per_s)
      .def_readonly("tf32_tflop_per_s", &Ceilings::tf32_tflop_per_s)
      .def_readonly("bf16_tflop_per_s", &Ceilings::bf16_tflop_per_s);
  m.def("measure_ceilings", &ceilings_of, py::arg("device") = "cpu",
        "By loops that do one thing only: copying memory, multiplying and adding in registers.");

  py::class_<RungTime>(m, "RungTime", "One way to compute one op of one node on the CPU.")
      .def_readonly("node", &RungTime::node)
      .def_readonly("op", &RungTime::op, "forward, backward_input, backward_weight")
      .def_readonly("rung", &RungTime::rung)
      .def_readonly("ms", &RungTime::ms)
      .def_readonly("gflop_per_s", &RungTime::gflop_per_s, "Of the formula's operations.");
  m.def("time_rungs", &time_rungs, py::arg("variant"), py::arg("batch_size"), py::arg("repeats"),
        "Times every rung of every convolution and fully connected layer on the CPU: the median\n"
        "of several repeats, after a comparison with naive.");

  py::class_<OpTime>(m, "OpTime", "One way to compute one op of one node on a GPU.")
      .def_readonly("node", &OpTime::node)
      .def_readonly("op", &OpTime::op)
      .def_readonly("rung", &OpTime::rung)
      .def_readonly("math", &OpTime::math)
      .def_readonly("ms", &OpTime::ms)
      .def_readonly("tflop_per_s", &OpTime::tflop_per_s)
      .def_readonly("gb_per_s", &OpTime::gb_per_s);
  m.def("time_ops", &time_ops_on, py::arg("variant"), py::arg("batch_size"), py::arg("device"),
        py::arg("repeats"), "The same on a GPU.");
  m.def(
      "gpus",
      [] {
        std::vector<std::string> names;
        for (int i = 0; i < (cuda::is_simulated() ? 0 : cuda::device_count()); ++i)
          names.push_back(cuda::device_info(i).name);
        return names;
      },
      "Names of cuda:0, cuda:1, ...: none where kernels are simulated or there is no GPU.");
}

}  // namespace alexnet::python
