#pragma once
#include "model/network.h"
#include "notebooks/module/arrays.h"

namespace alexnet::python {

/// A network and the array that its last forward() read, which backward() reads again.
struct HeldNetwork {
  std::shared_ptr<Network> network;
  FloatArray images = {};
  bool can_go_back = false;     ///< the last pass was forward(), whose images are still there
  bool has_gradients = false;   ///< backward() came after it: gradients belong to these images
  bool goes_to_images = false;  ///< and it computed the gradient for the images, too

  /// For a pass after which one cannot go back, or not yet.
  Network& for_a_test() {
    can_go_back = has_gradients = goes_to_images = false;
    return *network;
  }

  void check_gradients() const {
    ALEXNET_CHECK(has_gradients, "{}: no gradients: no backward() since the last forward()",
                  network->variant().name);
  }
};

}  // namespace alexnet::python
