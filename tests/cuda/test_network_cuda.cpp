// Whole networks on devices, against the CPU: any placement of the towers, work done at once or as
// late as possible.
#include "model/network.h"

#include "cuda/device.h"
#include "support/networks.h"
#include "support/on_device.h"
#include "support/stream_order.h"
#include "train/sgd.h"

using namespace alexnet;
using namespace alexnet::test;

namespace {

/// Each of the network's sums adds the rounding of its own terms to what it is given, so an output
/// differs by as much as one long sum over all terms below it - and a gradient by those above, too.
double terms_of(const Network& network) {
  double terms = 0;
  for (const Parameter* p : network.parameters())
    if (!p->is_bias) terms += double(p->value.shape().image_size());
  return 2 * terms;
}

struct Problem {
  Variant variant = small_demo();
  Tensor images = random_tensor("images", variant.input.with_batch(3), 60);
  Tensor labels = some_labels(3, variant.classes);
  Passed on_cpu{variant, Placement{}, images, labels, true};
};

void check_like_the_cpu(const Problem& problem, const Placement& placement) {
  const Passed there(problem.variant, placement, problem.images, problem.labels, true);
  const Network &a = there.network, &b = problem.on_cpu.network;
  const Tolerance tolerance = sum_of(terms_of(b));
  CHECK(std::abs(there.loss - problem.on_cpu.loss) <= tolerance.in_rms * problem.on_cpu.loss);
  for (int i = 0; i < int(b.nodes().size()); ++i) {
    INFO(b.nodes()[i].name);
    CHECK_CLOSE(HostView(a.output(i)).view, b.output(i), tolerance);
    if (i + 1 < int(b.nodes().size()))
      CHECK_CLOSE(HostView(a.gradient(i)).view, b.gradient(i), tolerance);
  }
  for (std::size_t i = 0; i < b.parameters().size(); ++i) {
    INFO(b.parameters()[i]->name);
    CHECK_CLOSE(HostView(a.parameters()[i]->grad).view, b.parameters()[i]->grad, tolerance);
  }
  CHECK_CLOSE(HostView(a.image_gradient()).view, b.image_gradient(), tolerance);
}

}  // namespace

TEST_CASE("network on devices: both towers on one, on two, or one tower on the CPU") {
  NEEDS_DEVICE();
  const Problem problem;
  for (const char* text : {"cuda:0", "a=cuda:0,b=cuda:1", "a=cpu:0,b=cuda:0", "a=cuda:0,b=cpu:0"}) {
    const Placement placement = Placement::parse(text);
    if (std::max(placement.a.index, placement.b.index) >= cuda::device_count()) continue;
    in_every_stream_order([&] {
      INFO(text);
      check_like_the_cpu(problem, placement);
    });
  }
}

TEST_CASE("network on devices: on one or on two makes no difference, not in one bit") {
  NEEDS_DEVICE();
  if (cuda::device_count() < 2) SKIP_TEST("there is one device only");
  const Variant variant = small_demo();
  const Tensor images = random_tensor("images", variant.input.with_batch(3), 60);
  const Tensor labels = some_labels(3, variant.classes);
  const Passed one(variant, Placement::parse("cuda:0"), images, labels);
  const Passed two(variant, Placement::parse("a=cuda:0,b=cuda:1"), images, labels);
  CHECK(one.loss == two.loss);
  for (std::size_t i = 0; i < one.network.parameters().size(); ++i) {
    INFO(one.network.parameters()[i]->name);
    CHECK_CLOSE(HostView(two.network.parameters()[i]->grad).view,
                HostView(one.network.parameters()[i]->grad).view, exact());
  }
}

TEST_CASE("network on devices: passes that follow each other do not disturb each other") {
  NEEDS_DEVICE();
  const Variant variant = small_demo();
  const Placement placement =
      Placement::parse(cuda::device_count() > 1 ? "a=cuda:0,b=cuda:1" : "cuda:0");
  const Tensor first = random_tensor("first", variant.input.with_batch(2), 60);
  const Tensor second = random_tensor("second", variant.input.with_batch(2), 60);
  in_every_stream_order([&] {
    Network network(variant, placement, 2);
    network.initialize(7);
    Tensor alone("alone", Shape::matrix(2, variant.classes));
    copy(alone, network.forward(second, {}));
    network.forward(first, {});
    CHECK_CLOSE(HostView(network.forward(second, {})).view, alone, exact());
  });
}

TEST_CASE("network on devices: tensor cores agree within what they round") {
  NEEDS_DEVICE();
  if (cuda::device_info(0).compute_capability < 80) SKIP_TEST("the device has no tf32 and bf16");
  const Problem problem;
  Network network(problem.variant, Placement::parse("cuda:0"), 3);
  network.initialize(7);
  const int last = int(network.nodes().size()) - 2;  // fc8: probabilities are too alike
  for (const Math math : {Math::tf32, Math::bf16}) {
    network.set_math(math);
    network.forward(problem.images, {.training = true, .seed = 3, .iteration = 11});
    // Each layer rounds its factors anew.
    Tolerance tolerance = product_of(terms_of(network), math == Math::tf32 ? 11 : 8);
    tolerance.in_rms *= std::sqrt(8.0);  // layers
    CHECK_CLOSE(HostView(network.output(last)).view, problem.on_cpu.network.output(last),
                tolerance);
  }
}
