#include "bench/layer_problem.h"

#include "layers/conv/conv.h"
#include "model/layer_factory.h"

namespace alexnet {
namespace {

Twin label_twin(const Shape& y, Device device) {
  Tensor host("labels", Shape::vector(y.n));
  for (int n = 0; n < y.n; ++n) host.data()[n] = Real(n % y.c);
  Tensor copy = host.to(device);
  return {std::move(host), std::move(copy)};
}

}  // namespace

Twin random_twin(const std::string& name, const Shape& shape, Device device) {
  Tensor host(name, shape);
  fill_normal(host, RandomStream(1, name), 0, 1);
  Tensor copy = host.to(device);
  return {std::move(host), std::move(copy)};
}

Twin empty_twin(const std::string& name, const Shape& shape, Device device) {
  return {Tensor(name, shape), Tensor(name, shape, device)};
}

LayerProblem::LayerProblem(const NodeSpec& of_node, std::vector<Shape> x_shapes, Device on_device)
    : node(of_node), device(on_device), shapes(std::move(x_shapes)) {
  const Shape y_shape = output_shape(node.layer, shapes);
  for (std::size_t i = 0; i < shapes.size(); ++i) {
    x.push_back(random_twin(node.name + ".x" + std::to_string(i), shapes[i], device));
    grad_x.push_back(empty_twin(node.name + ".grad_x", shapes[i], device));
  }
  y = empty_twin(node.name + ".y", y_shape, device);
  grad_y = std::holds_alternative<SoftmaxLossSpec>(node.layer)
               ? label_twin(y_shape, device)
               : random_twin(node.name + ".grad_y", y_shape, device);

  cpu_layer = make_layer(node.layer, node.name, shapes, Device::cpu());
  gpu_layer = make_layer(node.layer, node.name, shapes, device);
  for (std::size_t i = 0; i < cpu_layer->parameters().size(); ++i) {
    Parameter &host = cpu_layer->parameters()[i], &copy_of_it = gpu_layer->parameters()[i];
    fill_normal(host.value, RandomStream(1, host.name), 0, Real(0.1));
    copy(copy_of_it.value, host.value);
    host.grad = Tensor(host.name + ".grad", host.value.shape());
    copy_of_it.grad = Tensor(host.name + ".grad", host.value.shape(), device);
  }

  std::vector<ConstTensorView> inputs;
  std::vector<TensorView> grads;
  for (const Twin& twin : x) inputs.push_back(twin.host);
  for (Twin& twin : grad_x) grads.push_back(twin.host);
  const Pass pass{.training = true, .seed = 1, .highest_rung = cpu::kBitExactRung};
  cpu_layer->forward(inputs, y.host, pass);
  cpu_layer->backward(inputs, y.host, grad_y.host, grads, pass);
  copy(y.device, y.host);
}

std::vector<ConstTensorView> LayerProblem::device_x() const {
  std::vector<ConstTensorView> views;
  for (const Twin& twin : x) views.push_back(twin.device);
  return views;
}

std::vector<TensorView> LayerProblem::device_grad_x() {
  std::vector<TensorView> views;
  for (Twin& twin : grad_x) views.push_back(twin.device);
  return views;
}

std::int64_t LayerProblem::multiply_adds() const {
  return y.host.shape().size() * weights_per_output(node.layer, shapes);
}

double LayerProblem::x_bytes() const {
  double bytes = 0;
  for (const Twin& twin : x) bytes += double(twin.host.size_bytes());
  return bytes;
}

}  // namespace alexnet
