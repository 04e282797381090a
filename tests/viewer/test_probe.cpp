#include <set>

#include "core/rng.h"
#include "scene.h"
#include "support/catch.h"
#include "viewer/model/probe.h"
#include "viewer/model/trace.h"

using namespace alexnet;
using namespace alexnet::test;

namespace {

/// A network that has seen one random picture, forward and back.
struct Traced {
  explicit Traced(Variant variant, float image_size = 1) : facts(facts_of(variant)) {
    Network network(std::move(variant), Placement{}, 1);
    network.initialize(3);
    for (Parameter* p : network.parameters())  // large enough for every node to have something
      if (!p->is_bias)
        for (Real& w : p->value.view().values()) w *= Real(1.5);
    Tensor image("image", network.variant().input);
    fill_normal(image, RandomStream(4, "image"), 0, image_size);
    trace = trace_image(network, image, /*label=*/1);
    trace.weights = std::make_shared<const std::vector<NodeWeights>>(weights_of(network));
  }
  int find(const std::string& name) const {
    for (int i = 0; i < int(facts->nodes.size()); ++i)
      if (facts->nodes[i].name == name) return i;
    throw_error("no node is named {}", name);
  }
  std::shared_ptr<NetworkFacts> facts;
  Trace trace;
};

/// Corners, the middle, and some more places of a node's output.
std::vector<Position> places(const Shape& s) {
  std::vector<Position> all = {
      {0, 0, 0}, {s.c - 1, s.h - 1, s.w - 1}, {s.c / 2, s.h / 2, s.w / 2}, {0, s.h - 1, 0}};
  for (int i = 0; i < 12; ++i) all.push_back({i * 7 % s.c, i * 5 % s.h, i * 3 % s.w});
  return all;
}

}  // namespace

TEST_CASE("probe: the terms of every kind of node sum to what it computed, forward and back") {
  std::set<std::size_t> kinds;
  for (const char* name : {"demo", "release2012", "lenet5", "cifar-relu", "cifar-tanh", "linear"}) {
    const bool large = std::string(name) == "release2012";
    const Traced t(large ? narrowed(make_variant(name), 16) : make_variant(name));
    const int count = int(t.facts->nodes.size());
    for (int node = kPicture; node < count; ++node) {
      const Shape shape = t.trace.output(node).shape;
      if (node >= 0) kinds.insert(t.facts->nodes[node].spec.index());
      for (const Position at : places(shape)) {
        INFO(name << " " << (node < 0 ? "picture" : t.facts->nodes[node].name) << " map " << at.map
                  << " y " << at.y << " x " << at.x);
        if (node >= 0) {
          const Probe probe = probe_forward(t.facts->nodes, t.trace, node, at);
          INFO(probe.rule << ": " << probe.result << " is not " << probe.computed);
          CHECK(probe.computed == t.trace.output(node)(0, at.map, at.y, at.x));
          CHECK(probe.agrees());
          CHECK_FALSE(probe.windows.empty());
        }
        if (node + 1 < count) {
          const Probe probe = probe_backward(t.facts->nodes, t.trace, node, at);
          INFO("back, " << probe.rule << ": " << probe.result << " is not " << probe.computed);
          CHECK(probe.computed == t.trace.gradient(node)(0, at.map, at.y, at.x));
          CHECK(probe.agrees());
        }
      }
    }
  }
  CHECK(kinds.size() == std::variant_size_v<LayerSpec>);  // no kind of node was left out
}

TEST_CASE("probe: rounding is all that is allowed") {
  const Traced t(small_demo());
  Probe probe = probe_forward(t.facts->nodes, t.trace, t.find("conv2a"), {1, 2, 3});
  REQUIRE(probe.agrees());
  double sizes = 0;
  for (const Term& term : probe.terms) sizes += std::abs(term.product);
  CHECK(probe.allowance < 1e-4 * sizes);
  probe.result += 1e-3 * sizes;
  CHECK_FALSE(probe.agrees());
  probe.result = probe.computed = std::numeric_limits<float>::quiet_NaN();
  CHECK(probe.agrees());  // a network that diverged: the sum is NaN too
  probe.computed = 0;
  CHECK_FALSE(probe.agrees());
}

TEST_CASE("probe: a convolution's window, with zeros beyond the edge") {
  const Traced t(small_demo());
  const int conv3 = t.find("conv3a");
  const NodeFacts& node = t.facts->nodes[conv3];
  REQUIRE(node.inputs.size() == 2);  // both towers
  const Probe corner = probe_forward(t.facts->nodes, t.trace, conv3, {4, 0, 0});
  const int maps = t.trace.output(node.inputs[0]).shape.c + t.trace.output(node.inputs[1]).shape.c;
  REQUIRE(int(corner.windows.size()) == maps);
  CHECK(corner.windows[0].columns == 3);
  CHECK(corner.windows[0].count == 3 * corner.windows[0].columns);
  CHECK(corner.terms[0].outside);
  CHECK(corner.terms[0].product == 0);
  CHECK_FALSE(corner.terms[4].outside);
  CHECK(corner.terms[4].at == Position{0, 0, 0});
  CHECK(corner.terms[0].node == node.inputs[0]);
  CHECK(corner.terms.back().node == node.inputs[1]);
  CHECK(corner.offset_name == "bias");
  const Probe walked = probe_forward(t.facts->nodes, t.trace, conv3, {4, 1, 2});
  CHECK(walked.terms[4].at == Position{0, 1, 2});
}

TEST_CASE("probe: max pooling names the winner, dropout weakens, a value has several readers") {
  const Traced t(small_demo());
  const Probe pool = probe_forward(t.facts->nodes, t.trace, t.find("pool1a"), {2, 1, 1});
  CHECK(pool.terms.size() == 9);
  int winners = 0;
  for (const Term& term : pool.terms) {
    winners += term.factor == 1;
    CHECK(term.value <= pool.computed);
  }
  CHECK(winners == 1);

  const Probe drop = probe_forward(t.facts->nodes, t.trace, t.find("drop6a"), {3, 0, 0});
  REQUIRE(drop.terms.size() == 1);
  CHECK(drop.terms[0].factor == 0.8f);  // what `demo` keeps

  // What layer 3 of both towers reads: one of them through a copy.
  const NodeFacts& conv3 = t.facts->nodes[t.find("conv3a")];
  const Probe read_twice = probe_backward(t.facts->nodes, t.trace, conv3.inputs[0], {0, 1, 1});
  std::set<int> readers;
  for (const Term& term : read_twice.terms) readers.insert(term.node);
  CHECK(readers.size() == 2);
}

TEST_CASE("probe: of equal values the first wins, forward and back") {
  const Traced t(make_variant("demo", 5), 0);  // nothing to see: every map is flat in its middle
  const int pool = t.find("pool1a");
  const Probe probe = probe_forward(t.facts->nodes, t.trace, pool, {2, 5, 5});
  REQUIRE(probe.terms[0].value == probe.terms[8].value);
  CHECK(probe.terms[0].factor == 1);
  CHECK(probe.terms[8].factor == 0);
  const int below = t.facts->nodes[pool].inputs[0];
  for (int y = 8; y < 13; ++y) {
    const Probe back = probe_backward(t.facts->nodes, t.trace, below, {2, y, 10});
    CHECK(back.result == back.computed);
    const bool has_won = std::any_of(back.terms.begin(), back.terms.end(),
                                     [](const Term& term) { return term.factor == 1; });
    CHECK(has_won == (y % 2 == 0));  // windows begin at every other pixel
  }
}

TEST_CASE("probe: the loss begins with probability - 1 for the true class") {
  const Traced t(small_demo());
  const int last = int(t.facts->nodes.size()) - 1, logits = t.facts->nodes[last].inputs[0];
  const Probe truth = probe_backward(t.facts->nodes, t.trace, logits, {1, 0, 0});
  CHECK(truth.offset == -1);
  CHECK(truth.computed < 0);
  CHECK(probe_backward(t.facts->nodes, t.trace, logits, {0, 0, 0}).offset == 0);
  CHECK_ERROR(probe_backward(t.facts->nodes, t.trace, last, {}), "the loss begins there");
}

TEST_CASE("probe: terms of the softmax are made by a function, not by a factor") {
  const Traced t(small_demo());
  const int last = int(t.facts->nodes.size()) - 1;
  const Probe probe = probe_forward(t.facts->nodes, t.trace, last, {1, 0, 0});
  CHECK(probe.function == "exp");
  for (const Term& term : probe.terms) CHECK(term.product == std::exp(double(term.value)));
}

TEST_CASE("probe: the largest terms and the strongest window come first") {
  Probe probe;
  for (double product : {1.0, -5.0, 2.0, 0.5, -0.25, 4.0}) {
    Term term;
    term.product = product;
    probe.terms.push_back(term);
  }
  probe.windows = {{0, 3, 3}, {3, 3, 2}};
  CHECK(probe.largest_terms(3) == std::vector<int>{1, 5, 2});
  CHECK(probe.largest_terms(100).size() == 6);
  CHECK(probe.sum_of(probe.windows[0]) == -2);
  CHECK(probe.strongest_window() == 1);  // 4.25
}
