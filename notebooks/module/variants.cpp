#include "model/variants.h"

#include "model/summary.h"
#include "notebooks/module/bindings.h"

namespace alexnet::python {

void add_variants(py::module_& m) {
  py::class_<Difference>(m, "Difference",
                         "How a variant differs from the paper or from another variant, and why.")
      .def_readonly("what", &Difference::what)
      .def_readonly("there", &Difference::there,
                    "In the paper, or in what the variant is compared with.")
      .def_readonly("here", &Difference::here)
      .def_readonly("source", &Difference::source);

  py::class_<Variant>(m, "Variant", "A network on paper: the shape of a picture, and its nodes.")
      .def(py::init([](const std::string& name, const std::vector<int>& input, int classes,
                       const NodeList& nodes) {
             ALEXNET_CHECK(input.size() == 3, "{}: input: expected (C, H, W), found {} extents",
                           name, input.size());
             return Variant{name, "", {1, input[0], input[1], input[2]}, classes, nodes, {}};
           }),
           py::arg("name"), py::arg("input"), py::arg("classes"), py::arg("nodes"),
           "A network of your own. input: (C, H, W) of a picture.")
      .def_readonly("name", &Variant::name)
      .def_readonly("summary", &Variant::summary)
      .def_property_readonly(
          "input", [](const Variant& v) { return py::make_tuple(v.input.c, v.input.h, v.input.w); },
          "(C, H, W) of a picture")
      .def_readonly("classes", &Variant::classes)
      .def_readonly("nodes", &Variant::nodes, "A list of NodeSpec: a copy.")
      .def_readonly("differences", &Variant::differences)
      .def("__repr__", [](const Variant& v) {
        return fmt::format("<alexnet.Variant '{}': {} nodes, {} classes>", v.name, v.nodes.size(),
                           v.classes);
      });
  m.def(
      "variant_names",
      [] {
        const auto names = variant_names();
        return std::vector<std::string>(names.begin(), names.end());
      },
      "The networks that variant() knows.");
  m.def(
      "variant",
      [](const std::string& name, int classes) {
        ALEXNET_CHECK(classes >= 0, "classes: expected at least 0, found {}", classes);
        return make_variant(name, classes);
      },
      py::arg("name"), py::arg("classes") = 0,
      "The network of that name; classes 0: as many as it was made for.");
  m.def("narrowed", &narrowed, py::arg("variant"), py::arg("divisor"),
        "The same with every hidden layer `divisor` times narrower.");

  py::class_<NodeSummary>(m, "NodeSummary", "What one node comes to, without allocating it.")
      .def_readonly("name", &NodeSummary::name)
      .def_readonly("what", &NodeSummary::what)
      .def_property_readonly("tower", [](const NodeSummary& n) { return to_text(n.tower); })
      .def_property_readonly(
          "output",
          [](const NodeSummary& n) { return py::make_tuple(n.output.c, n.output.h, n.output.w); },
          "(C, H, W) of one picture")
      .def_readonly("parameters", &NodeSummary::parameters)
      .def_readonly("multiply_adds", &NodeSummary::multiply_adds, "Forward, per picture.")
      .def("__repr__",
           [](const NodeSummary& n) { return fmt::format("<{}: {}>", n.name, n.what); });
  m.def("summarize", &summarize, py::arg("variant"), "A NodeSummary for every node.");
}

}  // namespace alexnet::python
