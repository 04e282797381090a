#pragma once
#include <deque>
#include <memory>

#include "model/node_spec.h"

namespace alexnet {

/// A tensor on the CPU and its copy on the device.
struct Twin {
  Tensor host, device;
};
/// Gaussian numbers; the name chooses which.
Twin random_twin(const std::string& name, const Shape& shape, Device device);
Twin empty_twin(const std::string& name, const Shape& shape, Device device);

/// A node with everything that its ops read and write, on both sides. The CPU's layer has run once
/// in each direction; the device has the same x, y and grad_y.
struct LayerProblem {
  /// x has these shapes.
  LayerProblem(const NodeSpec& node, std::vector<Shape> x_shapes, Device device);

  std::vector<ConstTensorView> device_x() const;
  std::vector<TensorView> device_grad_x();
  std::int64_t multiply_adds() const;  ///< of the forward pass
  double x_bytes() const;
  double y_bytes() const { return double(y.host.size_bytes()); }

  const NodeSpec& node;
  Device device;
  std::vector<Shape> shapes;  ///< of x
  std::deque<Twin> x, grad_x;
  Twin y, grad_y;  ///< where the layer is the loss, grad_y holds labels
  std::unique_ptr<Layer> cpu_layer, gpu_layer;
};

}  // namespace alexnet
