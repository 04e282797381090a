#include "core/log.h"
#include "notebooks/module/bindings.h"

namespace alexnet::python {
namespace {

constexpr const char* kDoc =
    "AlexNet for NumPy: the ops, networks and data sets of this project, as its own programs use\n"
    "them.\n"
    "\n"
    "Arrays are float32 and NCHW: pictures (N, C, H, W), filters (F, C, Kh, Kw), matrices\n"
    "(outputs, inputs). Other numbers are converted, which copies them; what a function computes\n"
    "is handed over without a copy. Errors of the library are alexnet.Error, with its one-line\n"
    "message. Functions hold Python's lock: other Python threads wait, and Ctrl-C is heard when "
    "an\n"
    "op is done, or between two pictures of a data set.";

void add_errors(py::module_& m) {
  const auto& error = py::register_exception<Error>(m, "Error", PyExc_RuntimeError);
  py::register_exception<UsageError>(m, "UsageError", error);
  py::register_exception<DeviceUnavailable>(m, "DeviceUnavailable", error);
}

/// Warnings go to stderr. Progress need not be reported: a function returns when it is done.
void print_warnings_only() {
  set_log_sink([](LogLevel level, const std::string& line) {
    if (level == LogLevel::warning) print_if_possible(stderr, "warning: " + line + "\n");
  });
}

}  // namespace

PYBIND11_MODULE(alexnet, m) {
  m.doc() = kDoc;
  print_warnings_only();
  add_errors(m);
  add_tensors(m);
  add_conv_and_linear(m);
  add_map_ops(m);
  add_softmax_loss(m);
  add_layers(m);
  add_variants(m);
  add_data(m);
  add_networks(m);
  add_trained_models(m);
  add_files(m);
  add_times(m);
}

}  // namespace alexnet::python
