#pragma once
#include "model/network.h"
#include "notebooks/module/arrays.h"

namespace alexnet::python {

/// A network and the array that its last forward() read, which backward() reads again.
struct HeldNetwork {
  std::shared_ptr<Network> network;
  FloatArray images = {};
  bool can_go_back = false;

  /// For passes over pictures that do not outlive them.
  Network& for_a_test() {
    can_go_back = false;
    return *network;
  }
};

}  // namespace alexnet::python
