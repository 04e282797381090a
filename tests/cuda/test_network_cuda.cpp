// Whole networks on devices, against the CPU: any placement of the towers, work done at once or as
// late as possible.
#include "model/network.h"

#include "cuda/device.h"
#include "cuda/memory.h"
#include "cuda/workspace.h"
#include "model/forward_graph.h"
#include "model/node_list_builder.h"
#include "support/networks.h"
#include "support/on_device.h"
#include "support/stream_order.h"
#if defined(ALEXNET_SIMULATOR)
#include "cuda/simulator/guarded_memory.h"
#endif

using namespace alexnet;
using namespace alexnet::test;

namespace {

/// Each of the network's sums adds the rounding of its own terms to that of its inputs, so an
/// output differs by as much as one long sum over all terms below it would - and a gradient over
/// those above it, too.
double terms_of(const Network& network) {
  double terms = 0;
  for (const Parameter* p : network.parameters())
    if (!p->is_bias) terms += double(p->value.shape().image_size());
  return 2 * terms;
}

/// Two towers that exchange nothing until the end, so that one can run far ahead.
Variant strangers() {
  constexpr Init kInit{.weight_stddev = Real(0.1)};
  Variant variant{"strangers", "", {1, 3, 8, 8}, 5, {}, {}};
  variant.nodes = NodeListBuilder(2)
                      .add("conv1", ConvSpec{4, 3, {}, kInit})
                      .join("fc2", LinearSpec{5, kInit})
                      .join("probs", SoftmaxLossSpec{})
                      .finish();
  return variant;
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
    if (std::max(placement.a.index, placement.b.index) >= cuda::device_count()) {
      WARN("left out, for there is one device only: " << text);
      continue;
    }
    in_every_stream_order([&] {
      INFO(text);
      check_like_the_cpu(problem, placement);
    });
  }
}

TEST_CASE("network on devices: towers on one device read the same images, others their own") {
  NEEDS_DEVICE();
  Network on_one(small_demo(), Placement::parse("cuda:0"), 2);
  CHECK(on_one.input(Tower::b).data == on_one.input(Tower::a).data);
  Network on_cpu_too(small_demo(), Placement::parse("a=cpu:0,b=cuda:0"), 2);
  CHECK(on_cpu_too.input(Tower::a).data == nullptr);  // the caller's
  CHECK(on_cpu_too.input(Tower::b).data != nullptr);
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

TEST_CASE("network on devices: with ReLUs fused to what they read, the same to the bit") {
  NEEDS_DEVICE();
  const Problem problem;
  const char* placement = cuda::device_count() < 2 ? "cuda:0" : "a=cuda:0,b=cuda:1";
  Network plain(problem.variant, Placement::parse(placement), 3);
  Network fast(problem.variant, Placement::parse(placement), 3);
  fast.fuse_relus(true);
  const auto run = [&](Network& network) {
    network.initialize(7);
    network.forward(problem.images, {.training = true, .seed = 1});
    const double loss = network.loss(problem.labels);
    network.backward(problem.labels, /*for_images=*/true);
    return loss;
  };
  const auto same = [](ConstTensorView actual, ConstTensorView expected) {
    CHECK_CLOSE(HostView(actual).view, HostView(expected).view, exact());
  };
  for (const Math math : {Math::fp32, Math::tf32, Math::bf16}) {
    if (!cuda::can_multiply(kDevice.index, math)) continue;
    INFO(to_text(math));
    plain.set_math(math);
    fast.set_math(math);
    in_every_stream_order([&] {
      CHECK(run(fast) == run(plain));
      int fused = 0;
      const int count = int(plain.nodes().size());
      for (int i = 0; i < count; ++i) {
        INFO(plain.nodes()[i].name);
        if (fast.nodes()[i].relu >= 0) {
          ++fused;
          CHECK_ERROR(fast.output(i), fast.nodes()[i].name, "fused");
          CHECK_ERROR(fast.gradient(i), fast.nodes()[i].name, "fused");
          same(fast.nodes()[i].output, Tensor("untouched", fast.nodes()[i].output.shape()));
        } else {
          same(fast.output(i), plain.output(i));
          if (i + 1 < count) same(fast.gradient(i), plain.gradient(i));
        }
      }
      CHECK(fused == 14);  // five convolutions and two fully connected layers of each tower
      CHECK(!fast.first_bad_output());
      for (std::size_t i = 0; i < plain.parameters().size(); ++i) {
        INFO(plain.parameters()[i]->name);
        same(fast.parameters()[i]->grad, plain.parameters()[i]->grad);
      }
      same(fast.image_gradient(), plain.image_gradient());
    });
  }
}

TEST_CASE("network on devices: a ReLU is not fused to what others read, too") {
  NEEDS_DEVICE();
  constexpr Init kInit{.weight_stddev = Real(0.1)};
  Variant variant{"branches", "", {1, 3, 8, 8}, 5, {}, {}};
  variant.nodes = {{"conv1", ConvSpec{4, 3, {}, kInit}, {kDataNode}},
                   {"relu1", ReluSpec{}, {"conv1"}},
                   {"fc2", LinearSpec{5, kInit}, {"relu1", "conv1"}},
                   {"probs", SoftmaxLossSpec{}, {"fc2"}}};
  const Tensor images = random_tensor("images", variant.input.with_batch(3));
  const Tensor labels = some_labels(3, variant.classes);
  const Passed on_cpu(variant, Placement{}, images, labels);
  Network network(variant, Placement::parse("cuda:0"), 3);
  network.fuse_relus(true);
  network.initialize(7);
  network.forward(images, {.training = true, .seed = 3, .iteration = 11});
  const double loss = network.loss(labels);
  network.backward(labels);
  CHECK(loss == Approx(on_cpu.loss).epsilon(1e-5));
  for (std::size_t i = 0; i < network.parameters().size(); ++i) {
    INFO(network.parameters()[i]->name);
    CHECK_CLOSE(HostView(network.parameters()[i]->grad).view, on_cpu.network.parameters()[i]->grad,
                sum_of(terms_of(network)));
  }
}

TEST_CASE("network on devices: what is fused is decided by forward()") {
  NEEDS_DEVICE();
  const Problem problem;
  Network network(problem.variant, Placement::parse("cuda:0"), 3);
  network.initialize(7);
  const int conv = network.find("conv1a");
  network.fuse_relus(true);
  network.forward(problem.images, {});
  network.fuse_relus(false);  // from the next forward() on
  CHECK_ERROR(network.output(conv), "conv1a", "fused");
  network.backward(problem.labels);
  CHECK_ERROR(network.gradient(conv), "conv1a", "fused");
  network.forward(problem.images, {});
  network.fuse_relus(true);
  const HostView output(network.output(conv));
  const auto [least, most] =
      std::minmax_element(output.view.values().begin(), output.view.values().end());
  CHECK((*least < 0 && *most > 0));
  network.backward(problem.labels);
  CHECK(network.gradient(conv).shape == output.view.shape);
}

#if defined(ALEXNET_SIMULATOR)
TEST_CASE(
    "network on devices: a tower waits for what it reads of the other, and for nothing else") {
  if (cuda::device_count() < 2) SKIP_TEST("there is one device only");
  const WithStreamOrder with(simulator::StreamOrder::as_late_as_possible);
  Network network(small_demo(), Placement::parse("a=cuda:0,b=cuda:1"), 2);
  network.initialize(7);
  const Tensor images = random_tensor("images", network.variant().input.with_batch(2), 60);
  for (Tower tower : {Tower::a, Tower::b}) copy(network.input(tower), images);
  network.forward(2, {});
  const simulator::DeviceMemoryAccess access({0, 1});  // to look without waiting
  const auto is_done = [&](const char* node) {
    const ConstTensorView output = network.output(network.find(node));
    return std::any_of(output.values().begin(), output.values().end(),
                       [](Real value) { return value != 0; });
  };
  network.stream(Tower::b)->synchronize();
  CHECK(is_done("fc7b"));
  CHECK(is_done("fc6a"));        // which fc7b reads
  CHECK_FALSE(is_done("fc7a"));  // which is queued between the two
  network.stream(Tower::a)->synchronize();
  CHECK(is_done("fc7a"));
}
#endif

TEST_CASE("network on devices: labels may be on any device") {
  NEEDS_DEVICE();
  const Problem problem;
  Network on_cpu(problem.variant, Placement{}, 3), there(problem.variant, {kDevice, kDevice}, 3);
  for (Network* network : {&on_cpu, &there}) {
    network->initialize(7);
    network->forward(problem.images, {});
    const double loss = network->loss(problem.labels);
    const Device other = Device::cuda(cuda::device_count() - 1);
    CHECK(network->loss(problem.labels.to(other)) == loss);
    network->backward(problem.labels.to(other));
  }
  CHECK_CLOSE(HostView(there.parameters()[0]->grad).view, on_cpu.parameters()[0]->grad,
              sum_of(terms_of(on_cpu)));
}

TEST_CASE("network on devices: passes that follow each other do not disturb each other") {
  NEEDS_DEVICE();
  const Variant variant = strangers();
  const Placement placement =
      Placement::parse(cuda::device_count() > 1 ? "a=cuda:0,b=cuda:1" : "cuda:0");
  const Tensor first = random_tensor("first", variant.input.with_batch(2), 60);
  const Tensor second = random_tensor("second", variant.input.with_batch(2), 60);
  // The images are already on the devices, and the answers stay there, so that nothing but the
  // network's own events orders the passes - whichever tower runs ahead.
  for (const Tower ahead : {Tower::a, Tower::b})
    in_every_stream_order([&] {
      INFO("ahead: tower " << to_text(ahead));
      Network network(variant, placement, 2);
      network.initialize(7);
      const auto answer_alone = [&](const Tensor& images) {
        Tensor answer("alone", Shape::matrix(2, variant.classes));
        copy(answer, network.forward(images, {}));
        return answer;
      };
      const Tensor alone[] = {answer_alone(first), answer_alone(second)};
      std::vector<Tensor> on_a, on_b, answers;
      for (const Tensor* images : {&first, &second}) {
        on_a.push_back(images->to(placement.a));
        on_b.push_back(images->to(placement.b));
        answers.emplace_back("answer", Shape::matrix(2, variant.classes), placement.a);
      }
      const cuda::Stream &a = *network.stream(Tower::a), &b = *network.stream(Tower::b);
      for (int i = 0; i < 2; ++i) {
        cuda::copy_async(network.input(Tower::a), on_a[i], a);
        if (placement.b != placement.a) cuda::copy_async(network.input(Tower::b), on_b[i], b);
        cuda::copy_async(answers[i], network.forward(2, {}), a);
      }
      network.stream(ahead)->synchronize();
      for (int i = 0; i < 2; ++i) CHECK_CLOSE(HostView(answers[i]).view, alone[i], exact());
    });
}

TEST_CASE(
    "network on devices: a graph of the forward pass gives the same numbers, of new images too") {
  NEEDS_DEVICE();
  const bool on_two = cuda::device_count() > 1 && cuda::can_access_peer(0, 1);
  const Placement placement = Placement::parse(on_two ? "a=cuda:0,b=cuda:1" : "cuda:0");
  in_every_stream_order([&] {
    Network network(small_demo(), placement, 2);
    network.initialize(7);
    ForwardGraph graph(network, 2);
    for (const char* name : {"first", "second"}) {
      const Tensor images = random_tensor(name, network.variant().input.with_batch(2), 60);
      for (Tower tower : {Tower::a, Tower::b}) copy(network.input(tower), images);
      Tensor answer("answer", Shape::matrix(2, network.variant().classes));
      copy(answer, graph.forward());
      const int last_of_b = network.find("fc7b");
      Tensor node_of_b("fc7b", network.output(last_of_b).shape);
      copy(node_of_b, network.output(last_of_b));
      CHECK_CLOSE(HostView(network.forward(2, {})).view, answer, exact());
      CHECK_CLOSE(HostView(network.output(last_of_b)).view, node_of_b, exact());
    }
  });
}

TEST_CASE("network on devices: a graph waits for both towers' streams, and they for it") {
  NEEDS_DEVICE();
  if (cuda::device_count() < 2 || !cuda::can_access_peer(0, 1))
    SKIP_TEST("there are no two devices that reach each other");
  const Placement placement = Placement::parse("a=cuda:0,b=cuda:1");
  in_every_stream_order([&] {
    Network network(small_demo(), placement, 2);
    network.initialize(7);
    const Tensor images = random_tensor("images", network.variant().input.with_batch(2), 60);
    ForwardGraph graph(network, 2);
    for (Tower tower : {Tower::a, Tower::b}) copy(network.input(tower), images);
    const int node = network.find("fc7b");
    const HostView expected_answer(graph.forward()), expected(network.output(node));
    const Tensor on_a = images.to(placement.a), on_b = images.to(placement.b);
    const cuda::Stream &a = *network.stream(Tower::a), &b = *network.stream(Tower::b);
    const Tensor blank("blank", images.shape());
    for (const auto& [first, second] : {std::pair(&a, &b), std::pair(&b, &a)}) {
      INFO("first " << (first == &a ? 'a' : 'b'));
      for (const Tower tower : {Tower::a, Tower::b}) copy(network.input(tower), blank);
      graph.forward();  // leaves other numbers behind
      a.synchronize();
      b.synchronize();
      cuda::copy_async(network.input(Tower::a), on_a, a);
      cuda::copy_async(network.input(Tower::b), on_b, b);
      Tensor answer("answer", expected_answer.view.shape, placement.a);
      Tensor of_b("fc7b", expected.view.shape, placement.b);
      cuda::copy_async(answer, graph.forward(), a);
      cuda::copy_async(of_b, network.output(node), b);
      first->synchronize();
      second->synchronize();
      CHECK_CLOSE(HostView(of_b).view, expected.view, exact());
      CHECK_CLOSE(HostView(answer).view, expected_answer.view, exact());
    }
  });
}

TEST_CASE("workspace: it grows, but not away from under a graph") {
  NEEDS_DEVICE();
  const cuda::Stream stream(kDevice.index);
  cuda::workspace(stream, 10);
  {
    const auto pin = stream.workspace().pin();
    CHECK(cuda::workspace(stream, 10) != nullptr);
    CHECK_ERROR(cuda::workspace(stream, 11), "must grow while a graph uses it");
  }
  CHECK(cuda::workspace(stream, 11) != nullptr);
}

TEST_CASE("network on devices: what cannot be kept as a graph is refused") {
  NEEDS_DEVICE();
  Network on_cpu(small_demo(), Placement{}, 2);
  CHECK(!ForwardGraph::is_possible(on_cpu));
  CHECK_ERROR(ForwardGraph(on_cpu, 2), "only what GPUs do");
  Network measured(small_demo(), {kDevice, kDevice}, 2);
  measured.measure_nodes(true);
  CHECK(ForwardGraph::is_possible(measured));
  CHECK_ERROR(ForwardGraph(measured, 2), "cannot be measured");
  if (cuda::device_count() < 2) return;
  Network apart(small_demo(), Placement::parse("a=cuda:0,b=cuda:1"), 2);
  CHECK(ForwardGraph::is_possible(apart) == cuda::can_access_peer(0, 1));
  if (!cuda::can_access_peer(0, 1))
    CHECK_ERROR(ForwardGraph(apart, 2), "copy to each other directly", "a=cuda:0,b=cuda:1",
                "place both towers on one");
}

TEST_CASE("network on devices: tensor cores agree within what they round") {
  NEEDS_DEVICE();
  if (cuda::code_capability(0) < 80) SKIP_TEST("the device has no tf32 and bf16");
  const Problem problem;
  Network network(problem.variant, Placement::parse("cuda:0"), 3);
  network.initialize(7);
  const int last = int(network.nodes().size()) - 2;  // fc8: probabilities are too alike
  const auto on_host = [](ConstTensorView view) {
    Tensor tensor(std::string("copy"), view.shape);
    copy(tensor, view);
    return tensor;
  };
  std::vector<Tensor> fp32;  // fc8's output and the first layer's gradient, without tensor cores
  for (const Math math : {Math::fp32, Math::tf32, Math::bf16}) {
    network.set_math(math);
    network.forward(problem.images, {.training = true, .seed = 3, .iteration = 11});
    network.backward(problem.labels);
    const std::vector<ConstTensorView> here = {network.output(last), network.parameters()[0]->grad};
    for (int i = 0; i < 2; ++i) {
      if (math == Math::fp32)
        fp32.push_back(on_host(here[i]));
      else
        CHECK(!same_bits(on_host(here[i]), fp32[i]));  // it is not fp32 under another name
    }
    // Each layer rounds its factors anew.
    Tolerance tolerance = product_of(terms_of(network), math == Math::tf32 ? 11 : 8);
    tolerance.in_rms *= std::sqrt(8.0);  // layers
    CHECK_CLOSE(HostView(network.output(last)).view, problem.on_cpu.network.output(last),
                tolerance);
  }
}

TEST_CASE(
    "network on devices: on tensor cores, gradients are off by what is rounded, and no more") {
  NEEDS_DEVICE();
  if (cuda::code_capability(0) < 80) SKIP_TEST("the device has no tf32 and bf16");
  // Without ReLU and max pooling, where a small difference may choose another way back.
  const Variant variant = make_variant("lenet5");
  const Tensor images = random_tensor("images", variant.input.with_batch(3));
  const Tensor labels = some_labels(3, variant.classes);
  const Passed on_cpu(variant, Placement{}, images, labels, true);
  for (const Math math : {Math::tf32, Math::bf16}) {
    Network network(variant, Placement::parse("cuda:0"), 3);
    network.initialize(7);
    network.set_math(math);
    network.forward(images, {.training = true, .seed = 3, .iteration = 11});
    network.backward(labels);
    for (std::size_t p = 0; p < network.parameters().size(); ++p) {
      const HostView mine(network.parameters()[p]->grad);
      const ConstTensorView expected = on_cpu.network.parameters()[p]->grad;
      double off = 0, all = 0;
      for (std::int64_t i = 0; i < expected.shape.size(); ++i) {
        off += std::pow(double(mine.view.data[i]) - expected.data[i], 2);
        all += std::pow(double(expected.data[i]), 2);
      }
      INFO(network.parameters()[p]->name);
      CHECK(off > 0);  // it is not fp32 under another name
      // Five layers, forward and back, each off by 0.6 of that in root mean square (chapter 13).
      CHECK(std::sqrt(off / all) < 2 * std::sqrt(10.0) * 0.6 * std::ldexp(1.0, -factor_bits(math)));
    }
  }
}
