#include "notebooks/module/bindings.h"
#include "notebooks/module/held_network.h"
#include "train/sgd.h"

namespace alexnet::python {
namespace {

py::array forward(HeldNetwork& held, const FloatArray& images, bool training, std::uint64_t seed,
                  std::uint64_t iteration) {
  const ConstTensorView view = view_of(images, "images");
  const ConstTensorView probs =
      held.for_a_test().forward(view, {.training = training, .seed = seed, .iteration = iteration});
  held.images = images;
  held.can_go_back = true;
  return copy_of(probs, 2);
}

/// Labels for the pictures of the last forward(). Errors: no forward() before; another number.
ConstTensorView checked_labels(const HeldNetwork& held, const FloatArray& labels) {
  ALEXNET_CHECK(held.can_go_back, "{}: no forward() before, of which this would be the end",
                held.network->variant().name);
  const ConstTensorView view = view_of(labels, "labels");
  const Shape expected = Shape::vector(int(held.images.shape(0)));
  ALEXNET_CHECK(view.shape == expected, "labels: expected one for each of {} pictures, found {}",
                expected.n, to_text(view.shape));
  return view;
}

double loss(const HeldNetwork& held, const FloatArray& labels) {
  return held.network->loss(checked_labels(held, labels));
}

void backward(HeldNetwork& held, const FloatArray& labels, bool for_images) {
  const ConstTensorView view = checked_labels(held, labels);
  held.network->backward(view, for_images);
  held.has_gradients = true;
  held.goes_to_images = for_images;
}

py::array output(HeldNetwork& held, const std::string& node) {
  const Network& network = *held.network;
  return copy_of(network.output(network.find(node)));
}

py::array gradient(HeldNetwork& held, const std::string& name) {
  const Network& network = *held.network;
  if (name != kDataNode) return copy_of(network.gradient(network.find(name)));
  ALEXNET_CHECK(held.goes_to_images,
                "data: no gradient: backward(labels, for_images=True) "
                "computes it");
  return copy_of(network.image_gradient());
}

/// The parameter's own memory on the CPU, a copy of it on a GPU.
py::dict parameters(const HeldNetwork& held) {
  py::dict arrays;
  for (Parameter* p : held.network->parameters())
    arrays[py::str(p->name)] = p->value.device().is_cpu() ? shared(p->value, p->rank, held.network)
                                                          : copy_of(p->value, p->rank);
  return arrays;
}

py::dict parameter_gradients(const HeldNetwork& held) {
  held.check_gradients();
  py::dict arrays;
  for (const Parameter* p : held.network->parameters())
    arrays[py::str(p->name)] = copy_of(p->grad, p->rank);
  return arrays;
}

void set_parameter(HeldNetwork& held, const std::string& name, const FloatArray& value) {
  for (Parameter* p : held.network->parameters()) {
    if (p->name != name) continue;
    const ConstTensorView view = view_of(value, name.c_str());
    ALEXNET_CHECK(view.shape == p->value.shape(), "{}: expected {}, found {}", name,
                  to_text(p->value.shape()), to_text(view.shape));
    copy(p->value, view);
    return;
  }
  throw_error("variant {}: no parameter '{}'", held.network->variant().name, name);
}

void sgd(HeldNetwork& held, float learning_rate, float momentum, float weight_decay) {
  held.check_gradients();
  SgdParams params;
  params.learning_rate = learning_rate;
  params.momentum = momentum;
  params.weight_decay = weight_decay;
  sgd_step(*held.network, params);
}

/// A node of a network, for people to read.
struct NodeFacts {
  std::string name, what, tower;
  std::vector<std::string> inputs;
  Shape output;
};

std::vector<NodeFacts> nodes(const HeldNetwork& held) {
  std::vector<NodeFacts> facts;
  for (const Network::Node& node : held.network->nodes()) {
    std::vector<std::string> inputs;
    for (int input : node.inputs)
      inputs.push_back(input == Network::kImages ? kDataNode : held.network->nodes()[input].name);
    facts.push_back(
        {node.name, to_text(node.spec), to_text(node.tower), inputs, node.output.shape()});
  }
  return facts;
}

}  // namespace

void add_networks(py::module_& m) {
  py::class_<NodeFacts>(m, "Node", "A node of a network that has memory.")
      .def_readonly("name", &NodeFacts::name)
      .def_readonly("what", &NodeFacts::what)
      .def_readonly("tower", &NodeFacts::tower)
      .def_readonly("inputs", &NodeFacts::inputs, "Names of nodes, or 'data'.")
      .def_property_readonly(
          "output",
          [](const NodeFacts& n) { return py::make_tuple(n.output.c, n.output.h, n.output.w); },
          "(C, H, W) of one picture")
      .def("__repr__", [](const NodeFacts& n) {
        return fmt::format("<{}: {}, tower {}>", n.name, n.what, n.tower);
      });

  py::class_<HeldNetwork>(m, "Network",
                          "A variant with memory: parameters, activations and gradients.")
      .def(py::init([](const Variant& variant, int batch_size, const std::string& placement) {
             return HeldNetwork{
                 std::make_shared<Network>(variant, Placement::parse(placement), batch_size)};
           }),
           py::arg("variant"), py::arg("batch_size"), py::arg("placement") = "cpu:0",
           "For up to batch_size pictures; placement: a device, or 'a=cuda:0,b=cuda:1'. All\n"
           "parameters are 0 until initialize() or set_parameter() fills them.")
      .def_property_readonly("variant", [](const HeldNetwork& h) { return h.network->variant(); })
      .def_property_readonly("batch_size",
                             [](const HeldNetwork& h) { return h.network->batch_size(); })
      .def_property_readonly("nodes", &nodes,
                             "In execution order, with the TowerCopies between the towers.")
      .def(
          "initialize",
          [](HeldNetwork& h, std::uint64_t seed) {
            h.network->initialize(seed);
            for (Parameter* p : h.network->parameters()) p->velocity = {};
            h.has_gradients = false;
          },
          py::arg("seed"),
          "Fills the parameters as the variant says, and forgets how the last ones were trained.")
      .def("forward", &forward, py::arg("images"), py::arg("training") = false, py::arg("seed") = 1,
           py::arg("iteration") = 0,
           "Probabilities (N, classes) of images (N, C, H, W). `images` is kept, not copied, for\n"
           "backward(): do not change it before. In training units drop out, as seed and\n"
           "iteration choose: count iteration up, or the same units drop out every time.")
      .def("loss", &loss, py::arg("labels"),
           "Mean loss of the last forward's pictures; labels (N).")
      .def("backward", &backward, py::arg("labels"), py::arg("for_images") = false,
           "The gradient of the mean loss for every parameter and node; for the pictures if asked.")
      .def("sgd_step", &sgd, py::arg("learning_rate") = 0.01f, py::arg("momentum") = 0.9f,
           py::arg("weight_decay") = 0.0005f,
           "v <- momentum v - rate (decay w + grad); w <- w + v; without decay for biases. Wants\n"
           "the gradients of the last forward's pictures: backward() comes before.")
      .def("output", &output, py::arg("node"),
           "What the node computed in the last forward, (N, C, H, W): a copy.")
      .def("gradient", &gradient, py::arg("node"),
           "The gradient of the loss for it, (N, C, H, W), or for 'data': a copy.")
      .def_property_readonly(
          "parameters", &parameters,
          "{'conv1a.weight': array, ...}: the network's own memory (on a GPU: copies). Write into\n"
          "an array, parameters['conv1a.weight'][:] = ..., or call set_parameter(); the dict is\n"
          "created each time, so that putting an array into it changes nothing.")
      .def_property_readonly("parameter_gradients", &parameter_gradients,
                             "The same of gradients, after backward(): copies.")
      .def("set_parameter", &set_parameter, py::arg("name"), py::arg("value"),
           "Copies an array into a parameter, wherever it lives.");
}

}  // namespace alexnet::python
