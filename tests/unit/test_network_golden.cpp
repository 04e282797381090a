#include <algorithm>
#include <cmath>
#include <limits>

#include "model/network.h"
#include "support/compare.h"
#include "support/golden.h"
#include "train/sgd.h"

using namespace alexnet;
using namespace alexnet::test;

namespace {

/// The numbers of make_network.py: in [-1, 1), a hash of (seed, position).
float noise(std::uint32_t seed, std::uint32_t position) {
  std::uint32_t h = position * 0x9E3779B9u + seed * 0x85EBCA6Bu;
  h ^= h >> 16;
  h *= 0x7FEB352Du;
  h ^= h >> 15;
  h *= 0x846CA68Bu;
  h ^= h >> 16;
  return float(double(h) / 2147483648.0 - 1);
}

void fill_noise(TensorView to, std::uint32_t seed, float scale) {
  for (std::size_t i = 0; i < to.values().size(); ++i)
    to.data[i] = scale * noise(seed, std::uint32_t(i));
}

/// The paper's network with a sixteenth of the filters, 32 units a tower in fc6 and fc7, 10
/// classes.
Variant narrow_paper() {
  Variant v = narrowed(make_variant("paper", 10), 16);
  for (NodeSpec& node : v.nodes)
    if (auto* fc = std::get_if<LinearSpec>(&node.layer); fc && fc->outputs != 10) fc->outputs = 32;
  return v;
}

void fill_parameters(Network& network) {
  std::uint32_t seed = 2;
  for (Parameter* p : network.parameters()) {
    const double inputs = double(p->value.shape().image_size());
    const bool is_conv1 = p->name.starts_with("conv1");
    fill_noise(p->value, seed++,
               p->is_bias ? 0.1f : (is_conv1 ? 1.0f / 64 : float(std::sqrt(3 / inputs))));
  }
}

/// Rounding errors of the longest sum on the way: a weight gradient of conv1 adds 2 * 55 * 55
/// products, which have come through eight layers, whose errors add up.
const Tolerance kThroughTheNetwork = sum_of(8 * 2 * 55 * 55);

/// How training changed the parameter, to - from: after a few steps by far less than its size, and
/// by weight decay even less, so the change is compared on its own. Both ends were rounded to
/// floats.
struct Learned {
  Learned(const Tensor& to, const Tensor& from) : by("learned", to.shape()) {
    double squares = 0, largest = 0;
    for (std::int64_t i = 0; i < to.shape().size(); ++i) {
      by.data()[i] = to.data()[i] - from.data()[i];
      squares += double(by.data()[i]) * by.data()[i];
      largest = std::max(largest, double(std::abs(to.data()[i])));
    }
    const double rms = std::sqrt(squares / double(to.shape().size()));
    tolerance = {kThroughTheNetwork.in_rms + std::numeric_limits<Real>::epsilon() * largest / rms};
  }
  Tensor by;
  Tolerance tolerance;
};

}  // namespace

TEST_CASE("network: two towers compute what PyTorch computes with groups = 2") {
  const Golden golden("network.safetensors");
  const Placement placement = GENERATE(Placement{Device::cpu(0), Device::cpu(0)},
                                       Placement{Device::cpu(0), Device::cpu(1)});
  INFO(to_text(placement));
  Network network(narrow_paper(), placement, 2);
  fill_parameters(network);
  Tensor images("images", {2, 3, 224, 224}), labels("labels", Shape::vector(2));
  fill_noise(images, 1, 100);
  labels.data()[0] = 3;
  labels.data()[1] = 7;
  const Tensor losses = golden("losses");

  const SgdParams sgd{.learning_rate = 0.002f};
  for (int step = 0; step < 5; ++step) {
    INFO("step " << step);
    network.forward(images, {});  // no dropout: units are scaled by 1/2
    CHECK(std::abs(network.loss(labels) / losses.data()[step] - 1) < 1e-5);
    network.backward(labels);
    if (step == 0) {
      for (const char* name : {"pool1a", "pool1b", "pool2a", "pool2b", "conv3a", "conv3b", "conv5a",
                               "conv5b", "fc6a", "fc6b", "fc7a", "fc7b", "fc8", "probs"}) {
        INFO(name);
        CHECK_CLOSE(network.output(network.find(name)), golden(name), kThroughTheNetwork);
      }
      for (const Parameter* p : network.parameters()) {
        INFO(p->name);
        CHECK_CLOSE(p->grad, golden(p->name + ".grad"), kThroughTheNetwork);
      }
    }
    sgd_step(network, sgd);
  }
  Network start(narrow_paper(), placement, 2);
  fill_parameters(start);
  for (std::size_t i = 0; i < network.parameters().size(); ++i) {
    const Tensor &before = start.parameters()[i]->value, &after = network.parameters()[i]->value;
    const std::string& name = network.parameters()[i]->name;
    INFO(name);
    const Learned expected(golden(name + ".after"), before);
    CHECK_CLOSE(Learned(after, before).by, expected.by, expected.tolerance);
  }
}
