#include "bench/network_time.h"

#include <algorithm>
#include <cmath>

#include "bench/clock.h"
#include "core/median.h"
#include "cuda/device.h"
#include "model/forward_graph.h"
#include "train/sgd.h"

namespace alexnet {
namespace {

/// A network with its input in place, and its passes from beginning to end.
class TimedNetwork {
 public:
  TimedNetwork(const Variant& variant, const Placement& placement, int batch_size)
      : network(variant, placement, batch_size),
        images_("images", variant.input.with_batch(batch_size)),
        labels_("labels", Shape::vector(batch_size)) {
    fill_normal(images_, RandomStream(1, "images"), 0, 60);
    network.initialize(1);
    for (int i = 0; i < batch_size; ++i) labels_.data()[i] = Real(i % variant.classes);
    if (network.is_on_gpus()) labels_ = labels_.to(placement.a);
    network.forward(images_, {});  // leaves copies of the images on the devices
  }

  void forward(const Pass& pass) {
    if (network.is_on_gpus())
      network.forward(labels_.shape().n, pass);
    else
      network.forward(images_, pass);
  }
  void step(const Pass& pass) {
    forward(pass);
    // On a GPU the loss of each iteration is not asked for: that would stall the queue.
    if (!network.is_on_gpus())
      ALEXNET_CHECK(std::isfinite(network.loss(labels_)), "{}: the loss is not finite",
                    network.variant().name);
    network.backward(labels_);
    SgdParams sgd;
    sgd.learning_rate = 1e-6f;  // the weights stay where they are, the work is the same
    sgd_step(network, sgd);
  }
  void wait() const {
    for (const Device& device : {network.placement().a, network.placement().b})
      if (!device.is_cpu()) cuda::synchronize(device.index);
  }

  Network network;

 private:
  Tensor images_, labels_;
};

}  // namespace

NetworkTime time_network(const Variant& variant, const Placement& placement, int batch_size,
                         const TimingOptions& options) {
  ALEXNET_CHECK(options.repeats >= 1, "repeats: expected at least 1, found {}", options.repeats);
  TimedNetwork timed(variant, placement, batch_size);
  Network& network = timed.network;
  network.set_math(options.math);
  network.set_highest_rung(options.highest_rung);
  network.fuse_relus(true);
  const auto ms_per_step = [&](const std::function<void()>& step) {
    const auto all_steps = [&] {
      for (int i = 0; i < options.steps_in_a_row; ++i) step();
      timed.wait();
    };
    if (network.is_on_gpus())
      for (double worked = 0; worked < gpu_warm_up_ms();) worked += time_ms(all_steps);
    return median_ms(options.repeats, all_steps) / options.steps_in_a_row;
  };

  NetworkTime time;
  time.forward_ms = ms_per_step([&] { timed.forward({}); });
  ALEXNET_CHECK(!network.first_bad_output(), "{}: {} is not finite", variant.name,
                *network.first_bad_output());
  if (ForwardGraph::is_possible(network)) {
    ForwardGraph graph(network, batch_size);
    time.graph_ms = ms_per_step([&] { graph.forward(); });
  }
  std::uint64_t iteration = 0;
  time.step_ms = ms_per_step([&] { timed.step({true, 1, iteration++}); });

  // The nodes' own times come from separate steps: measuring them costs something on a GPU.
  const std::size_t count = network.nodes().size();
  std::vector<std::vector<double>> forward(count), backward(count);
  network.measure_nodes(true);
  for (int repeat = 0; repeat < options.repeats; ++repeat) {
    if (network.is_on_gpus()) {
      // While a GPU works on these steps, the host queues the one to be measured, whose nodes then
      // follow one another without a gap.
      constexpr int kAhead = 4;
      network.measure_nodes(false);
      for (int i = 0; i < kAhead; ++i) timed.step({true, 1, iteration++});
      network.measure_nodes(true);
    }
    timed.step({true, 1, iteration++});
    for (std::size_t i = 0; i < count; ++i) {
      forward[i].push_back(network.nodes()[i].forward_time.ms());
      backward[i].push_back(network.nodes()[i].backward_time.ms());
    }
  }
  time.towers_share_gpu = network.is_on_gpus() && placement.a == placement.b &&
                          std::any_of(variant.nodes.begin(), variant.nodes.end(),
                                      [](const NodeSpec& n) { return n.tower == Tower::b; });
  for (std::size_t i = 0; i < count; ++i) {
    const Network::Node& node = network.nodes()[i];
    const bool reads_images =
        std::count(node.inputs.begin(), node.inputs.end(), Network::kImages) > 0;
    const std::int64_t work = node.multiply_adds * batch_size;
    const std::int64_t backward_work = reads_images ? work : 2 * work;
    time.forward_work += work;
    time.step_work += work + backward_work;
    time.nodes.push_back({node.name, work, backward_work, median(forward[i]), median(backward[i])});
  }
  return time;
}

}  // namespace alexnet
