#pragma once
#include "model/network.h"
#include "support/tensors.h"

namespace alexnet::test {

/// The demo network, a quarter as wide, for five classes: both towers and every kind of node that
/// the paper's network has.
inline Variant small_demo() { return narrowed(make_variant("demo", 5), 4); }

/// 0, 1, 2 ... and again from 0.
inline Tensor some_labels(int count, int classes) {
  Tensor labels("labels", Shape::vector(count));
  for (int i = 0; i < count; ++i) labels.data()[i] = Real(i % classes);
  return labels;
}

/// A network that has seen one batch forward and backward.
struct Passed {
  Passed(const Variant& variant, const Placement& placement, const Tensor& images,
         const Tensor& labels, bool for_images = false)
      : network(variant, placement, images.shape().n) {
    network.initialize(7);
    network.forward(images, {.training = true, .seed = 3, .iteration = 11});
    loss = network.loss(labels);
    network.backward(labels, for_images);
  }
  Network network;
  double loss;
};

}  // namespace alexnet::test
