#include <fmt/ranges.h>

#include <optional>

#include "model/node_list_builder.h"
#include "notebooks/module/bindings.h"

// What a network is made of, before any memory exists.
namespace alexnet::python {
namespace {

/// Gaussian weights of that standard deviation; None: sqrt(2 / inputs of a unit).
Init init_of(std::optional<float> stddev, float bias) {
  return {stddev.value_or(0), bias, /*scale_to_inputs=*/!stddev};
}

/// A class with a description that people can read.
template <class Layer>
py::class_<Layer> layer(py::module_& m, const char* name, const char* doc) {
  return py::class_<Layer>(m, name, doc).def("__repr__", [](const Layer& l) {
    return "<" + to_text(LayerSpec(l)) + ">";
  });
}

void add_layer_specs(py::module_& m) {
  const auto stddev = py::arg("stddev") = py::none(), bias = py::arg("bias") = 0;
  layer<ConvSpec>(m, "Conv",
                  "Filters of size x size pixels. stddev: of the initial weights; None: "
                  "sqrt(2 / inputs of a filter).")
      .def(
          py::init([](int filters, int size, int stride, int pad, std::optional<float> s, float b) {
            return ConvSpec{filters, size, {stride, pad}, init_of(s, b)};
          }),
          py::arg("filters"), py::arg("size"), py::arg("stride") = 1, py::arg("pad") = 0, stddev,
          bias);
  layer<LinearSpec>(m, "Linear", "A fully connected layer; initial weights as in Conv.")
      .def(py::init([](int outputs, std::optional<float> s, float b) {
             return LinearSpec{outputs, init_of(s, b)};
           }),
           py::arg("outputs"), stddev, bias);
  layer<ReluSpec>(m, "Relu", "max(x, 0)").def(py::init<>());
  layer<TanhSpec>(m, "Tanh", "tanh(x)").def(py::init<>());
  const LrnParams lrn;
  layer<LrnSpec>(m, "Lrn", "Local response normalization over neighbouring maps of its tower.")
      .def(py::init([](int size, float k, float alpha, float beta) {
             return LrnSpec{{size, k, alpha, beta}};
           }),
           py::arg("size") = lrn.size, py::arg("k") = lrn.k, py::arg("alpha") = lrn.alpha,
           py::arg("beta") = lrn.beta);
  layer<MaxPoolSpec>(m, "MaxPool", "The largest of size x size pixels, every `stride` pixels.")
      .def(py::init([](int size, int stride) {
             return MaxPoolSpec{{size, stride}};
           }),
           py::arg("size") = 3, py::arg("stride") = 2);
  layer<AvgPoolSpec>(m, "AvgPool", "The mean of size x size pixels, every `stride` pixels.")
      .def(py::init([](int size, int stride) {
             return AvgPoolSpec{{size, stride}};
           }),
           py::arg("size") = 3, py::arg("stride") = 2);
  layer<DropoutSpec>(m, "Dropout", "Silences units in training, with probability 1 - keep.")
      .def(py::init([](float keep) { return DropoutSpec{keep}; }), py::arg("keep") = 0.5f);
  layer<SoftmaxLossSpec>(m, "SoftmaxLoss", "Probabilities: the last node of every network.")
      .def(py::init<>());
  // These occur in listed networks only: they cannot be made by hand.
  layer<LrnWithinChannelSpec>(m, "LrnWithinChannel", "Normalization within a map.");
  layer<TowerCopySpec>(m, "TowerCopy", "Carries a node's output to the other tower.");
}

}  // namespace

void add_layers(py::module_& m) {
  add_layer_specs(m);
  py::class_<NodeSpec>(m, "NodeSpec", "A node: its name, what it does, whose outputs it reads.")
      .def(py::init([](const std::string& name, const LayerSpec& layer,
                       const std::vector<std::string>& inputs, const std::string& tower) {
             ALEXNET_CHECK(tower == "a" || tower == "b", "{}: tower '{}'; expected a or b", name,
                           tower);
             return NodeSpec{name, layer, inputs, tower == "a" ? Tower::a : Tower::b};
           }),
           py::arg("name"), py::arg("layer"), py::arg("inputs"), py::arg("tower") = "a",
           "inputs: names of earlier nodes, or 'data'.")
      .def_readonly("name", &NodeSpec::name)
      .def_readonly("layer", &NodeSpec::layer)
      .def_readonly("inputs", &NodeSpec::inputs)
      .def_property_readonly("tower", [](const NodeSpec& n) { return to_text(n.tower); })
      .def("__repr__", [](const NodeSpec& n) {
        return fmt::format("<{}: {}, of {}>", n.name, to_text(n.layer), fmt::join(n.inputs, ", "));
      });

  py::class_<NodeListBuilder>(
      m, "NodeListBuilder",
      "Writes a node list step by step. With two towers every step adds two nodes, 'conv1a' and\n"
      "'conv1b'; with one it adds 'conv1'. Each reads the step before it.")
      .def(py::init([](int towers) {
             ALEXNET_CHECK(towers == 1 || towers == 2, "towers: expected 1 or 2, found {}", towers);
             return NodeListBuilder(towers);
           }),
           py::arg("towers"))
      .def(
          "add",
          [](NodeListBuilder& b, const std::string& name, const LayerSpec& layer,
             bool both) -> NodeListBuilder& {
            return b.add(name, layer, both ? From::both_towers : From::own_tower);
          },
          py::arg("name"), py::arg("layer"), py::arg("from_both_towers") = false,
          py::return_value_policy::reference_internal)
      .def("join", &NodeListBuilder::join, py::arg("name"), py::arg("layer"),
           py::return_value_policy::reference_internal,
           "A step of tower a alone, which reads every tower.")
      .def("finish", &NodeListBuilder::finish, "The node list; the builder is of no more use.");
}

}  // namespace alexnet::python
