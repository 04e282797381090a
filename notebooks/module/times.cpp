#include "bench/ceilings.h"
#include "bench/rung_time.h"
#include "notebooks/module/bindings.h"
#include "notebooks/module/signals.h"

namespace alexnet::python {

void add_times(py::module_& m) {
  py::class_<Ceilings>(m, "Ceilings", "The fastest that a device was seen to go.")
      .def_readonly("copy_gb_per_s", &Ceilings::copy_gb_per_s, "Bytes read and bytes written.")
      .def_readonly("fp32_tflop_per_s", &Ceilings::fp32_tflop_per_s, "Two per multiply-add.");
  m.def(
      "measure_cpu_ceilings", &measure_cpu_ceilings,
      "Those of the CPU, by loops that do one thing only: copying memory, multiplying and adding\n"
      "in registers.");

  py::class_<RungTime>(m, "RungTime", "One way to compute one op of one node on the CPU.")
      .def_readonly("node", &RungTime::node)
      .def_readonly("op", &RungTime::op,
                    "forward, backward; with weights backward_input, backward_weight")
      .def_readonly("rung", &RungTime::rung)
      .def_readonly("idea", &RungTime::idea, "The rung's, in a few words.")
      .def_readonly("ms", &RungTime::ms)
      .def_readonly("gflop_per_s", &RungTime::gflop_per_s, "Of the formula's operations.");
  m.def(
      "time_rungs",
      [](const Variant& variant, int batch_size, int repeats) {
        return time_rungs(variant, batch_size, repeats, check_signals);
      },
      py::arg("variant"), py::arg("batch_size"), py::arg("repeats"),
      "Times every rung of every layer of tower a that has a ladder on the CPU, after a "
      "comparison\n"
      "with naive: the median of several repeats; of naive a single run.");
}

}  // namespace alexnet::python
