#pragma once
#include <pybind11/pybind11.h>

namespace alexnet::python {

/// Lets "interrupt kernel" and Ctrl-C end a long call: Python only notes a signal, and looks at its
/// notes when asked to. To be called between two pieces of work, on the thread that called us,
/// which holds the GIL. Throws what Python's handler raises, such as KeyboardInterrupt.
inline void check_signals() {
  if (PyErr_CheckSignals() != 0) throw pybind11::error_already_set();
}

}  // namespace alexnet::python
