#include "bench/op_case.h"

#include <algorithm>
#include <deque>
#include <limits>

#include "layers/conv/conv.h"
#include "layers/gemm/gemm_rungs.cuh"
#include "layers/linear/linear.h"
#include "model/layer_factory.h"
#include "model/network.h"

namespace alexnet {

void OpCase::poison() const {
  for (const Tensor* result : results) {
    Tensor nans("nan", result->shape());
    fill(nans, std::numeric_limits<Real>::quiet_NaN());
    copy(TensorView{const_cast<Real*>(result->data()), result->shape(), result->device()}, nans);
  }
}

Comparison OpCase::compare_results() const {
  Comparison worst{true, "", -1};
  for (std::size_t i = 0; i < results.size(); ++i) {
    const Comparison one = compare(results[i]->to(Device::cpu()), *expected[i], tolerance);
    if (!one.ok || one.used > worst.used) worst = one;
    if (!one.ok) break;
  }
  return worst;
}

namespace {

/// A tensor on the CPU and its copy on the device.
struct Twin {
  Tensor host, device;
};

/// One layer of the variant with everything that its ops read and write, on both sides.
class LayerProblem {
 public:
  LayerProblem(const NodeSpec& of_node, std::vector<Shape> x_shapes, int device)
      : node(of_node), device_(Device::cuda(device)), shapes(std::move(x_shapes)) {
    const bool is_softmax = std::holds_alternative<SoftmaxLossSpec>(node.layer);
    const Shape y_shape = output_shape(node.layer, shapes);
    for (std::size_t i = 0; i < shapes.size(); ++i) {
      x.push_back(random("x" + std::to_string(i), shapes[i]));
      grad_x.push_back(empty("grad_x", shapes[i]));
    }
    y = empty("y", y_shape);
    grad_y = is_softmax ? labels(y_shape) : random("grad_y", y_shape);
    cpu_layer = make_layer(node.layer, node.name, shapes, Device::cpu());
    gpu_layer = make_layer(node.layer, node.name, shapes, device_);
    for (Parameter* p : parameters(*cpu_layer)) {
      fill_normal(p->value, RandomStream(1, p->name), 0, Real(0.1));
      p->grad = Tensor(p->name + ".grad", p->value.shape());
    }
    for (std::size_t i = 0; i < gpu_layer->parameters().size(); ++i) {
      Parameter& p = gpu_layer->parameters()[i];
      copy(p.value, cpu_layer->parameters()[i].value);
      p.grad = Tensor(p.name + ".grad", p.value.shape(), device_);
    }
    compute_expected();
  }

  std::vector<ConstTensorView> inputs(bool on_device) const {
    std::vector<ConstTensorView> views;
    for (const Twin& twin : x) views.push_back(on_device ? twin.device : twin.host);
    return views;
  }
  std::vector<TensorView> grad_inputs(bool on_device) {
    std::vector<TensorView> views;
    for (Twin& twin : grad_x) views.push_back(on_device ? twin.device : twin.host);
    return views;
  }
  double bytes_of_inputs() const {
    double bytes = 0;
    for (const Shape& shape : shapes) bytes += double(shape.size()) * sizeof(Real);
    return bytes;
  }

  const NodeSpec& node;
  Device device_;
  std::vector<Shape> shapes;
  std::deque<Twin> x, grad_x;
  Twin y, grad_y;
  std::unique_ptr<Layer> cpu_layer, gpu_layer;

 private:
  Twin random(const std::string& name, const Shape& shape) const {
    Tensor host(name, shape);
    fill_normal(host, RandomStream(1, node.name + "." + name), 0, 1);
    Tensor device = host.to(device_);
    return {std::move(host), std::move(device)};
  }
  Twin empty(const std::string& name, const Shape& shape) const {
    return {Tensor(name, shape), Tensor(name, shape, device_)};
  }
  Twin labels(const Shape& y_shape) const {
    Tensor host("labels", Shape::vector(y_shape.n));
    for (int n = 0; n < y_shape.n; ++n) host.data()[n] = Real(n % y_shape.c);
    Tensor device = host.to(device_);
    return {std::move(host), std::move(device)};
  }
  static std::vector<Parameter*> parameters(Layer& layer) {
    std::vector<Parameter*> all;
    for (Parameter& p : layer.parameters()) all.push_back(&p);
    return all;
  }
  /// The CPU's layer runs once in each direction; both sides go on from the same y.
  void compute_expected() {
    const Pass pass{.training = true, .seed = 1};
    const std::vector<ConstTensorView> views = inputs(false);
    const std::vector<TensorView> grads = grad_inputs(false);
    cpu_layer->forward(views, y.host, pass);
    cpu_layer->backward(views, y.host, grad_y.host, grads, pass);
    copy(y.device, y.host);
  }
};

/// The ladder of a layer with weights: conv or linear. Their rungs differ in their arguments only:
/// `forward`, `backward_input` and `backward_weight` call them.
template <class Rung, class Forward, class BackwardInput, class BackwardWeight>
void visit_ladder(LayerProblem& p, std::span<const Rung> rungs, double multiply_adds,
                  const std::function<bool(const Rung&)>& supports, Forward forward,
                  BackwardInput backward_input, BackwardWeight backward_weight,
                  const std::function<void(const OpCase&)>& visit) {
  Parameter &weight = p.gpu_layer->parameters()[0], &bias = p.gpu_layer->parameters()[1];
  const Shape ys = p.y.host.shape(), ws = weight.value.shape();
  const double x_bytes = p.bytes_of_inputs(), y_bytes = double(p.y.host.size_bytes()),
               w_bytes = double(weight.value.size_bytes());
  const double y_pixels = double(ys.n) * double(ys.map_size());
  for (const Rung& rung : rungs) {
    if (!supports(rung) || !cuda::gemm::can_multiply(p.device_.index, rung.math)) continue;
    const int bits = factor_bits(rung.math);
    OpCase c{p.node.name, "", rung.name, rung.math, {}, multiply_adds, 0, {}, {}, {}, {}};

    c.op = "forward";
    c.output = ys;
    c.bytes = x_bytes + w_bytes + y_bytes;
    c.tolerance = product_of(double(ws.image_size()), bits);
    c.run = [&, rung](const cuda::Stream& s) { forward(rung, s); };
    c.results = {&p.y.device};
    c.expected = {&p.y.host};
    visit(c);
    copy(p.y.device, p.y.host);

    c.op = "backward_input";
    c.output = p.shapes[0];
    c.tolerance = product_of(double(ws.size()) / ws.c, bits);
    c.run = [&, rung](const cuda::Stream& s) { backward_input(rung, s); };
    c.results.clear();
    c.expected.clear();
    for (Twin& twin : p.grad_x) {
      c.results.push_back(&twin.device);
      c.expected.push_back(&twin.host);
    }
    visit(c);

    c.op = "backward_weight";
    c.output = ws;
    c.tolerance = product_of(y_pixels, bits);
    c.run = [&, rung](const cuda::Stream& s) { backward_weight(rung, s); };
    c.results = {&weight.grad, &bias.grad};
    c.expected = {&p.cpu_layer->parameters()[0].grad, &p.cpu_layer->parameters()[1].grad};
    visit(c);
  }
}

void visit_conv(LayerProblem& p, const std::function<void(const OpCase&)>& visit) {
  const ConvParams params = std::get<ConvSpec>(p.node.layer).params;
  Parameter &weight = p.gpu_layer->parameters()[0], &bias = p.gpu_layer->parameters()[1];
  const std::vector<ConstTensorView> x = p.inputs(true);
  const std::vector<TensorView> grad_x = p.grad_inputs(true);
  using Rung = cuda::ConvRung;
  visit_ladder<Rung>(
      p, cuda::conv_rungs(), double(p.gpu_layer->multiply_adds_per_image()) * p.shapes[0].n,
      [&](const Rung& r) {
        return r.supports(p.shapes, weight.value.shape(), p.y.host.shape(), params);
      },
      [&](const Rung& r, const cuda::Stream& s) {
        r.forward(s, x, weight.value, bias.value, p.y.device, params);
      },
      [&](const Rung& r, const cuda::Stream& s) {
        r.backward_input(s, p.grad_y.device, weight.value, grad_x, params);
      },
      [&](const Rung& r, const cuda::Stream& s) {
        r.backward_weight(s, x, p.grad_y.device, weight.grad, bias.grad, params);
      },
      visit);
}

void visit_linear(LayerProblem& p, const std::function<void(const OpCase&)>& visit) {
  Parameter &weight = p.gpu_layer->parameters()[0], &bias = p.gpu_layer->parameters()[1];
  const std::vector<ConstTensorView> x = p.inputs(true);
  const std::vector<TensorView> grad_x = p.grad_inputs(true);
  using Rung = cuda::LinearRung;
  visit_ladder<Rung>(
      p, cuda::linear_rungs(), double(p.gpu_layer->multiply_adds_per_image()) * p.shapes[0].n,
      [&](const Rung& r) { return r.supports(p.shapes, weight.value.shape()); },
      [&](const Rung& r, const cuda::Stream& s) {
        r.forward(s, x, weight.value, bias.value, p.y.device);
      },
      [&](const Rung& r, const cuda::Stream& s) {
        r.backward_input(s, p.grad_y.device, weight.value, grad_x);
      },
      [&](const Rung& r, const cuda::Stream& s) {
        r.backward_weight(s, x, p.grad_y.device, weight.grad, bias.grad);
      },
      visit);
}

/// A layer without weights, through its class: the rung that training uses.
void visit_layer(LayerProblem& p, const std::function<void(const OpCase&)>& visit) {
  const std::vector<ConstTensorView> x = p.inputs(true);
  const std::vector<TensorView> grad_x = p.grad_inputs(true);
  const auto pass = [](const cuda::Stream& stream) {
    return Pass{true, 1, 0, Math::fp32, &stream};
  };
  const double x_bytes = p.bytes_of_inputs(), y_bytes = double(p.y.host.size_bytes());
  OpCase c{p.node.name, "forward", "", Math::fp32, p.y.host.shape(), 0, 0, {}, {}, {}, {}};
  // Powers, exponentials and short sums: some functions of up to 4 units each (core/compare.h), and
  // an addition for each neighbour.
  constexpr double kUnits = 24;
  c.tolerance = units_in_last_place(kUnits, p.y.host);
  c.bytes = x_bytes + y_bytes;
  c.run = [&](const cuda::Stream& s) { p.gpu_layer->forward(x, p.y.device, pass(s)); };
  c.results = {&p.y.device};
  c.expected = {&p.y.host};
  visit(c);
  copy(p.y.device, p.y.host);

  c.op = "backward";
  c.output = p.shapes[0];
  c.bytes = 2 * (x_bytes + y_bytes);
  c.run = [&](const cuda::Stream& s) {
    p.gpu_layer->backward(x, p.y.device, p.grad_y.device, grad_x, pass(s));
  };
  c.tolerance = units_in_last_place(kUnits, p.grad_x[0].host);
  c.results = {&p.grad_x[0].device};
  c.expected = {&p.grad_x[0].host};
  visit(c);
}

}  // namespace

void for_each_op(const Variant& variant, int batch_size, int device,
                 const std::function<void(const OpCase&)>& visit) {
  std::vector<std::pair<std::string, Shape>> outputs = {
      {kDataNode, variant.input.with_batch(batch_size)}};
  const auto shape_of = [&](const std::string& name) {
    return std::find_if(outputs.begin(), outputs.end(),
                        [&](const auto& output) { return output.first == name; })
        ->second;
  };
  for (const NodeSpec& node : variant.nodes) {
    std::vector<Shape> shapes;
    for (const std::string& input : node.inputs) shapes.push_back(shape_of(input));
    outputs.push_back({node.name, output_shape(node.layer, shapes)});
    if (node.tower == Tower::b) continue;  // as tower a
    LayerProblem problem(node, shapes, device);
    if (std::holds_alternative<ConvSpec>(node.layer))
      visit_conv(problem, visit);
    else if (std::holds_alternative<LinearSpec>(node.layer))
      visit_linear(problem, visit);
    else
      visit_layer(problem, visit);
  }
}

}  // namespace alexnet
