#include "model/network.h"

#include <limits>
#include <type_traits>

#include "inspect/neighbours.h"
#include "model/node_list_builder.h"
#include "model/summary.h"
#include "support/compare.h"
#include "support/networks.h"
#include "support/threads.h"

using namespace alexnet;
using namespace alexnet::test;

namespace {

constexpr Placement kApart{Device::cpu(0), Device::cpu(1)};

std::vector<std::string> names(const Network& network) {
  std::vector<std::string> list;
  for (const Network::Node& node : network.nodes()) list.push_back(node.name);
  return list;
}

/// Two layers; the first, the only one that reads the images, is on that tower.
Variant reads_images_on(Tower tower) {
  const Init init{.weight_stddev = Real(0.1)};
  Variant variant;
  variant.name = "two layers";
  variant.input = {1, 3, 4, 4};
  variant.classes = 5;
  variant.nodes = {{"first", LinearSpec{7, init}, {kDataNode}, tower},
                   {"second", LinearSpec{5, init}, {"first"}, Tower::a},
                   {"probs", SoftmaxLossSpec{}, {"second"}, Tower::a}};
  return variant;
}

}  // namespace

TEST_CASE("network: a copy stands before every node that reads the other tower, and nowhere else") {
  const Network network(make_variant("demo"), kApart, 1);
  std::vector<std::string> copies;
  for (const Network::Node& node : network.nodes()) {
    if (std::holds_alternative<TowerCopySpec>(node.spec)) copies.push_back(node.name);
    for (int input : node.inputs)
      if (input != Network::kImages)
        CHECK((network.nodes()[input].tower == node.tower) !=
              std::holds_alternative<TowerCopySpec>(node.spec));
  }
  // Layers 3, 6 and 7 read both towers; layer 8 is on tower a alone.
  CHECK(copies == std::vector<std::string>{"pool2b_to_a", "pool2a_to_b", "pool5b_to_a",
                                           "pool5a_to_b", "drop6b_to_a", "drop6a_to_b",
                                           "drop7b_to_a"});
  for (const Network::Node& node : network.nodes())
    CHECK(node.output.device() == kApart[node.tower]);
}

TEST_CASE("network: nodes come in the order of the list, tower a before tower b") {
  const std::vector<std::string> list = names(Network(make_variant("demo"), Placement{}, 1));
  CHECK(list[0] == "conv1a");
  CHECK(list[1] == "conv1b");
  CHECK(list.back() == "probs");
}

TEST_CASE("network: on the way back, too, both towers work at the same time") {
  // Every node takes one unit of time in the stream of the tower that does its work; a copy takes
  // none, but waits for what it carries.
  const Network network(make_variant("demo"), kApart, 1);
  const auto& nodes = network.nodes();
  REQUIRE(network.backward_order().size() == nodes.size());
  std::vector<double> begin(nodes.size(), -1), ready(nodes.size(), 0);  // ready: its gradient
  std::array<double, 2> stream = {0, 0};
  for (const int i : network.backward_order()) {
    const bool is_copy = std::holds_alternative<TowerCopySpec>(nodes[i].spec);
    const Tower at_work = is_copy ? nodes[nodes[i].inputs[0]].tower : nodes[i].tower;
    double& now = stream[std::size_t(at_work)];
    if (is_copy) now = std::max(now, ready[i]);
    CHECK(now >= ready[i]);  // all who read the node have been
    begin[i] = now;
    now += is_copy ? 0 : 1;
    for (const int input : nodes[i].inputs)
      if (input != Network::kImages) ready[input] = now;
  }
  CHECK(std::count(begin.begin(), begin.end(), -1) == 0);
  for (const char* layer : {"conv1", "conv2", "conv3", "conv4", "conv5", "fc6", "fc7"}) {
    INFO(layer);
    const double a = begin[network.find(layer + std::string("a"))];
    const double b = begin[network.find(layer + std::string("b"))];
    CHECK(std::abs(a - b) < 1);
  }
}

TEST_CASE("network: a node's products are those of the summary") {
  const Network network(make_variant("demo"), Placement{}, 3);
  for (const NodeSummary& row : summarize(network.variant())) {
    INFO(row.name);
    CHECK(network.nodes()[network.find(row.name)].multiply_adds == row.multiply_adds);
  }
}

TEST_CASE("network: where the towers are makes no difference, not in one bit") {
  const Variant variant = small_demo();
  const Tensor images = random_tensor("images", variant.input.with_batch(4), 60);
  const Tensor labels = some_labels(4, 5);
  const Passed together(variant, Placement{}, images, labels, true);
  const Passed apart(variant, kApart, images, labels, true);
  CHECK(together.loss == apart.loss);
  for (std::size_t i = 0; i < together.network.nodes().size(); ++i) {
    INFO(together.network.nodes()[i].name);
    CHECK_CLOSE(apart.network.output(int(i)), together.network.output(int(i)), exact());
    if (i + 1 < together.network.nodes().size())
      CHECK_CLOSE(apart.network.gradient(int(i)), together.network.gradient(int(i)), exact());
  }
  for (std::size_t i = 0; i < together.network.parameters().size(); ++i) {
    INFO(together.network.parameters()[i]->name);
    CHECK_CLOSE(apart.network.parameters()[i]->grad, together.network.parameters()[i]->grad,
                exact());
  }
  CHECK_CLOSE(apart.network.image_gradient(), together.network.image_gradient(), exact());
}

TEST_CASE("network: the number of threads makes no difference, not in one bit") {
  const Variant variant = small_demo();
  const Tensor images = random_tensor("images", variant.input.with_batch(3), 60);
  const Tensor labels = some_labels(3, 5);
  const auto passed = [&](int threads) {
    const WithThreads with(threads);
    return Passed(variant, Placement{}, images, labels);
  };
  const Passed one = passed(1), seven = passed(7);
  CHECK(one.loss == seven.loss);
  for (std::size_t i = 0; i < one.network.parameters().size(); ++i)
    CHECK_CLOSE(seven.network.parameters()[i]->grad, one.network.parameters()[i]->grad, exact());
}

TEST_CASE("network: a smaller batch runs in the same memory and gives the same numbers") {
  const Variant variant = small_demo();
  const Tensor images = random_tensor("images", variant.input.with_batch(6), 60);
  Network large(variant, Placement{}, 6), fitting(variant, Placement{}, 2);
  large.initialize(7);
  fitting.initialize(7);
  large.forward(images, {});
  const ConstTensorView two = images.view().first(2);
  CHECK_CLOSE(large.forward(two, {}), fitting.forward(two, {}), exact());
  CHECK_ERROR(fitting.forward(images, {}), "6 images at once", "up to 2");
  const Tensor grey = random_tensor("grey", {2, 1, 48, 48}, 60);
  CHECK_ERROR(fitting.forward(grey, {}), "images: expected (N=2, C=3, H=48, W=48)",
              "found (N=2, C=1, H=48, W=48)");
}

TEST_CASE("network: initial weights depend on seed and name alone") {
  const Variant variant = small_demo();
  Network one(variant, Placement{}, 1), two(variant, kApart, 3), other(variant, Placement{}, 1);
  one.initialize(1);
  two.initialize(1);
  other.initialize(2);
  for (std::size_t i = 0; i < one.parameters().size(); ++i) {
    const Parameter& p = *one.parameters()[i];
    INFO(p.name);
    CHECK_CLOSE(two.parameters()[i]->value, p.value, exact());
    if (!p.is_bias) CHECK(!compare(other.parameters()[i]->value, p.value, exact()).ok);
  }
}

TEST_CASE("network: towers begin with different weights, and drop different units") {
  Network network(small_demo(), Placement{}, 2);
  network.initialize(1);
  for (const char* node : {"conv1", "conv2", "fc6"}) {
    INFO(node);
    const auto weight = [&](char tower) -> const Tensor& {
      return network.nodes()[network.find(std::string(node) + tower)].layer->parameters()[0].value;
    };
    CHECK(!compare(weight('a'), weight('b'), exact()).ok);
  }
  network.forward(random_tensor("images", network.variant().input.with_batch(2), 60),
                  {.training = true, .seed = 1});
  const auto dropped = [&](const char* dropout, const char* before) {
    const ConstTensorView y = network.output(network.find(dropout));
    const ConstTensorView x = network.output(network.find(before));
    std::vector<int> which;  // of the units that were on
    for (int i = 0; i < int(y.shape.size()); ++i)
      if (x.data[i] != 0 && y.data[i] == 0) which.push_back(i);
    CHECK(!which.empty());
    return which;
  };
  const std::vector<int> a = dropped("drop6a", "relu6a"), b = dropped("drop6b", "relu6b");
  const ConstTensorView ya = network.output(network.find("drop6a"));
  const ConstTensorView yb = network.output(network.find("drop6b"));
  bool differ = false;  // one tower keeps a unit that the other drops
  for (const int i : a) differ = differ || yb.data[i] != 0;
  for (const int i : b) differ = differ || ya.data[i] != 0;
  CHECK(differ);
}

TEST_CASE("network: weights that are scaled to their inputs count all taps of all channels") {
  Network network(make_variant("mini", 10), Placement{}, 1);
  network.initialize(1);
  for (const char* node : {"conv2a", "conv3a", "fc6a"}) {
    INFO(node);
    const Tensor& weight = network.nodes()[network.find(node)].layer->parameters()[0].value;
    double squares = 0;
    for (Real value : weight.view().values()) squares += double(value) * value;
    const double expected = std::sqrt(2.0 / double(weight.shape().image_size()));
    CHECK(std::sqrt(squares / double(weight.shape().size())) == Approx(expected).epsilon(0.03));
  }
}

TEST_CASE("network: initialization is the paper's") {
  Network network(make_variant("paper", 10), Placement{}, 1);
  network.initialize(1);
  for (const Parameter* p : network.parameters()) {
    INFO(p->name);
    double sum = 0, squares = 0;
    for (Real value : p->value.view().values()) {
      sum += value;
      squares += double(value) * value;
    }
    const double count = double(p->value.shape().size());
    if (p->is_bias) {
      // One in the second, fourth and fifth convolution and the hidden layers; else zero.
      const std::string layer = p->name.substr(0, p->name.find('.') - (p->name[2] == '8' ? 0 : 1));
      const bool one = layer == "conv2" || layer == "conv4" || layer == "conv5" || layer == "fc6" ||
                       layer == "fc7";
      CHECK(sum == (one ? count : 0));
    } else {  // five standard deviations of the estimates
      CHECK(std::abs(sum / count) < 5 * 0.01 / std::sqrt(count));
      CHECK(std::abs(std::sqrt(squares / count) / 0.01 - 1) < 5 / std::sqrt(2 * count));
    }
  }
}

TEST_CASE("network: an error names the node where it happened") {
  Variant variant = small_demo();
  std::get<ConvSpec>(variant.nodes[8].layer).size = 99;  // conv2a
  CHECK_ERROR(Network(variant, Placement{}, 1), "conv2a: ", "x[0].h");

  Network network(small_demo(), Placement{}, 1);
  network.initialize(1);
  const Tensor images = random_tensor("images", small_demo().input, 60);
  network.forward(images, {});
  Tensor label("label", Shape::vector(1));
  label.data()[0] = 5;
  CHECK_ERROR(network.loss(label), "probs: ", "label 5", "0 ... 4");
  CHECK_ERROR(network.find("conv9"), "conv9");
  CHECK_THROWS_AS(Network(small_demo(), Placement::parse("cuda:99"), 1), DeviceUnavailable);
}

TEST_CASE("network: what is asked too early, or of other pictures, is refused") {
  const Variant variant = small_demo();
  Network network(variant, Placement{}, 4);
  network.initialize(1);
  const Tensor labels = some_labels(3, 5), images = random_tensor("images", variant.input, 60);
  CHECK_ERROR(network.output(0), "forward() has not run yet");
  CHECK_ERROR(network.loss(labels), "forward() has not run yet");
  CHECK_ERROR(network.backward(labels), "forward() has not run yet");
  network.forward(images, {});
  CHECK_ERROR(network.loss(labels), "labels: expected (N=1, C=1, H=1, W=1)", "found (N=3,");
  CHECK_ERROR(network.backward(labels), "labels: expected (N=1, C=1, H=1, W=1)", "found (N=3,");
  CHECK_ERROR(network.gradient(0), "conv1a: has no gradient");
}

TEST_CASE("network: gradients are those of the last images, or there are none") {
  const Variant variant = small_demo();
  Network network(variant, Placement{}, 1);
  network.initialize(1);
  const Tensor label = some_labels(1, 5), images = random_tensor("images", variant.input, 60);
  network.forward(images, {});
  network.backward(label, /*for_images=*/true);
  CHECK_NOTHROW(network.gradient(0));
  CHECK_NOTHROW(network.image_gradient());
  CHECK_ERROR(network.gradient(int(network.nodes().size()) - 1), "probs: has no gradient", "never");
  network.forward(images, {});
  CHECK_ERROR(network.gradient(0), "conv1a: has no gradient", "backward(labels)");
  CHECK_ERROR(network.image_gradient(), "images", "no gradient", "for_images");
  network.backward(label);
  CHECK_NOTHROW(network.gradient(0));
  CHECK_ERROR(network.image_gradient(), "images", "no gradient", "for_images");
}

TEST_CASE("network: after a pass that failed there is nothing to look at") {
  Variant variant{"odd", "", {1, 3, 8, 8}, 5, {}, {}};
  variant.nodes = NodeListBuilder(1)
                      .add("norm1", LrnSpec{{.size = 4}})
                      .join("fc2", LinearSpec{5, {}})
                      .join("probs", SoftmaxLossSpec{})
                      .finish();
  Network odd(variant, Placement{}, 2);
  const Tensor images = random_tensor("images", variant.input.with_batch(2));
  CHECK_ERROR(odd.forward(images, {}), "norm1", "odd size");
  CHECK_ERROR(odd.output(2), "forward() has not run");
  Network network(small_demo(), Placement{}, 2);
  const Tensor good = random_tensor("good", network.variant().input.with_batch(2));
  Tensor labels = some_labels(2, network.variant().classes);
  network.forward(good, {});
  network.backward(labels);
  CHECK_NOTHROW(network.gradient(0));
  labels.data()[1] = 1.5f;
  CHECK_ERROR(network.backward(labels), "1.5");
  CHECK_ERROR(network.gradient(0), "has no gradient");
}

TEST_CASE("network: a node that reads another twice, or is named like something else, is refused") {
  Variant twice = reads_images_on(Tower::a);
  twice.nodes[1].inputs = {"first", "first"};
  CHECK_ERROR(Network(twice, Placement{}, 1), "second: reads 'first' more than once");
  Variant named = reads_images_on(Tower::a);
  named.nodes.front().name = "data";
  CHECK_ERROR(Network(named, Placement{}, 1), "named 'data'");
}

TEST_CASE("network: a node that nobody reads, or a loss before the end, is refused") {
  Variant variant{"forked", "", {1, 3, 2, 2}, 3, {}, {}};
  variant.nodes = {{"fc1", LinearSpec{3, {}}, {kDataNode}, Tower::a},
                   {"aside", LinearSpec{1, {}}, {"fc1"}, Tower::a},
                   {"probs", SoftmaxLossSpec{}, {"fc1"}, Tower::a}};
  CHECK_ERROR(Network(variant, Placement{}, 1), "aside: no node reads it");
  variant.nodes[1] = {"aside", SoftmaxLossSpec{}, {"fc1"}, Tower::a};
  variant.nodes[2].inputs = {"aside"};
  CHECK_ERROR(Network(variant, Placement{}, 1), "aside", "must be the last");
}

TEST_CASE("network: one that reads its answer from the pictures runs, and has no gradients") {
  Variant variant{"nothing between", "", {1, 3, 1, 1}, 3, {}, {}};
  variant.nodes = {{"probs", SoftmaxLossSpec{}, {kDataNode}, Tower::a}};
  Network network(variant, Placement{}, 2);
  const Tensor images = random_tensor("images", {2, 3, 1, 1});
  network.forward(images, {});
  CHECK_NOTHROW(network.backward(some_labels(2, 3)));
  CHECK_ERROR(last_hidden_features(network), "nothing between", "no hidden layer");
}

TEST_CASE("network: two nodes of one name, or outputs that are not the classes, are refused") {
  Variant variant = reads_images_on(Tower::a);
  variant.nodes[1].name = "first";
  CHECK_ERROR(Network(variant, Placement{}, 1), "two nodes are named 'first'", "name of its own");
  variant = reads_images_on(Tower::a);
  variant.classes = 1000;
  CHECK_ERROR(Network(variant, Placement{}, 1), "two layers", "1000 classes", "found 5");
}

TEST_CASE("network: a parameter of another network has no stream here") {
  const Network network(small_demo(), Placement{}, 1), other(small_demo(), Placement{}, 1);
  CHECK(network.stream(*network.parameters()[0]) == nullptr);  // on the CPU
  CHECK_ERROR(network.stream(*other.parameters()[0]), "conv1a.weight", "demo");
}

static_assert(!std::is_move_assignable_v<Network> && std::is_move_constructible_v<Network>);

TEST_CASE("network: the images' gradient is tower b's alone where tower a does not read them") {
  const Tensor images = random_tensor("images", {2, 3, 4, 4}, 60), labels = some_labels(2, 5);
  const Passed on_a(reads_images_on(Tower::a), kApart, images, labels, true);
  Passed on_b(reads_images_on(Tower::b), kApart, images, labels, true);
  CHECK_CLOSE(on_b.network.image_gradient(), on_a.network.image_gradient(), exact());
  on_b.network.backward(labels, true);
  CHECK_CLOSE(on_b.network.image_gradient(), on_a.network.image_gradient(), exact());
}

TEST_CASE("network: a softmax that is not the last node, or not on tower a, is refused") {
  Variant variant = reads_images_on(Tower::a);
  variant.nodes.back().tower = Tower::b;
  CHECK_ERROR(Network(variant, Placement{}, 1), "the last node must be the softmax, on tower a");
  variant.nodes.pop_back();
  CHECK_ERROR(Network(variant, Placement{}, 1), "the last node must be the softmax, on tower a");
}

TEST_CASE("network: the first node with NaN is found") {
  Network network(small_demo(), Placement{}, 1);
  network.initialize(1);
  const Tensor images = random_tensor("images", small_demo().input, 60);
  network.forward(images, {});
  CHECK(!network.first_bad_output());
  for (Parameter* p : network.parameters())
    if (p->name == "conv3b.weight") p->value.data()[0] = std::numeric_limits<Real>::quiet_NaN();
  network.forward(images, {});
  REQUIRE(network.first_bad_output());
  CHECK(*network.first_bad_output() == "conv3b");
}

TEST_CASE("placement: is read from text, and refused where it makes no sense") {
  CHECK(to_text(Placement::parse("a=cpu:0,b=cpu:1")) == "a=cpu:0,b=cpu:1");
  CHECK(to_text(Placement::parse("cpu:1")) == "a=cpu:1,b=cpu:1");
  for (const char* bad : {"", "a=cpu:0", "a=cpu:0,c=cpu:1", "b=cpu:0,a=cpu:1", "a=cpu:0,b=gpu"}) {
    INFO(bad);
    CHECK_THROWS_AS(Placement::parse(bad), UsageError);
  }
}
