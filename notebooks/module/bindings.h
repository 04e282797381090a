#pragma once
#include "notebooks/module/arrays.h"

// One function per part of the module, each in the file of its name.
namespace alexnet::python {

void add_tensors(py::module_& m);
void add_conv_and_linear(py::module_& m);
void add_map_ops(py::module_& m);
void add_softmax_loss(py::module_& m);
void add_layers(py::module_& m);
void add_variants(py::module_& m);
void add_data(py::module_& m);
void add_networks(py::module_& m);
void add_trained_models(py::module_& m);
void add_files(py::module_& m);
void add_times(py::module_& m);

}  // namespace alexnet::python
