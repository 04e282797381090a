#include "bench/layer_problem.h"
#include "cuda/device.h"
#include "model/layer_factory.h"
#include "scene.h"
#include "support/compare.h"
#include "viewer/model/compare_op.h"

using namespace alexnet;
using namespace alexnet::test;

namespace {

OpComparison compared(const LayerSpec& spec, std::vector<Shape> inputs, const std::string& op) {
  return compare_op({"node", spec, {}, Tower::a}, inputs, op, [](const std::string&) {});
}

/// A result as a device might give it: two rungs, of which the second is off by 0.5 somewhere.
std::shared_ptr<OpComparison> made_up(const Snapshot& now, int node, double allowance) {
  auto c = std::make_shared<OpComparison>();
  c->number = 1;
  c->node = node;
  c->op = "forward";
  c->device = "a device";
  c->inputs = {now.network->nodes[node].input};
  c->expected = Tensor("expected", now.network->nodes[node].output);
  c->expected.data()[0] = 0.25f;
  c->cpu_ms = 1.5;
  for (const char* name : {"naive", "shared_tile"}) {
    RungResult rung;
    rung.name = name;
    rung.idea = "an idea";
    rung.math = "fp32";
    rung.ms = 0.25;
    rung.allowance = allowance;
    rung.values = c->expected.to(Device::cpu());
    c->rungs.push_back(std::move(rung));
  }
  RungResult& last = c->rungs.back();
  last.worst_at = c->expected.shape().size() / 2;
  last.values.data()[last.worst_at] = 0.5f;
  last.worst_error = last.shown_error = 0.5;
  last.used = 0.5 / allowance;
  return c;
}

int count_of(const Image& image, const Place& place, std::array<std::uint8_t, 3> colour) {
  int count = 0;
  for (int y = int(place.min.y) + 1; y < int(place.max.y) - 1; ++y)
    for (int x = int(place.min.x) + 1; x < int(place.max.x) - 1; ++x)
      count += std::equal(colour.begin(), colour.end(), image.pixel(x, y));
  return count;
}

}  // namespace

TEST_CASE("compare: a node is cut down to a size, and what is small stays as it is") {
  const LayerSpec conv = ConvSpec{96, 5, {.stride = 1, .pad = 2}, {}};
  const CutDown large = cut_down(conv, {{1, 48, 27, 27}, {1, 48, 27, 27}}, 2e6);
  CHECK(large.smaller);
  const Shape y = output_shape(large.spec, large.inputs);
  CHECK(double(y.image_size()) * 2 * large.inputs[0].c * 25 <= 2e6);
  CHECK(large.inputs[0] == large.inputs[1]);
  const CutDown small = cut_down(conv, {{1, 3, 8, 8}}, 2e6);
  CHECK_FALSE(small.smaller);
  CHECK(small.inputs[0] == Shape{1, 3, 8, 8});
  const CutDown fc = cut_down(LinearSpec{4096, {}}, {{1, 4096, 1, 1}}, 2e6);
  CHECK(std::get<LinearSpec>(fc.spec).outputs * fc.inputs[0].c <= 2e6);
  CHECK(std::get<LinearSpec>(fc.spec).outputs >= 100);  // both ways, not one of them alone
  CHECK(fc.inputs[0].c >= 100);
  // However fast the device, a gradient of 38 million weights is not drawn.
  const CutDown wide = cut_down(LinearSpec{4096, {}}, {{1, 256, 6, 6}}, INFINITY);
  CHECK(wide.smaller);
  CHECK(std::int64_t{std::get<LinearSpec>(wide.spec).outputs} * wide.inputs[0].image_size() <=
        1 << 21);
}

TEST_CASE("compare: the worst place, the difference, and results as maps") {
  Tensor a("a", Shape::vector(5)), b("b", Shape::vector(5));
  a.data()[1] = 1;
  a.data()[3] = -2;
  b.data()[3] = 1;
  CHECK(worst_of(a, b).index == 3);
  CHECK(worst_of(a, b).error == 3);
  CHECK(difference_of(a, b).data()[3] == -3);
  CHECK(worst_of(a, a).error == 0);
  b.data()[2] = std::numeric_limits<float>::quiet_NaN();
  CHECK(worst_of(a, b).index == 2);  // nothing is worse than NaN
  CHECK(as_maps(Shape::filters(8, 3, 5, 5)) == Shape{1, 24, 5, 5});
  CHECK(as_maps(Shape::matrix(10, 20)) == Shape{1, 1, 10, 20});
  CHECK(as_maps(Shape::vector(7)) == Shape{1, 1, 1, 7});
  CHECK(as_maps({1, 4, 6, 6}) == Shape{1, 4, 6, 6});
}

TEST_CASE("compare: every op of every kind of node, by every rung, agrees with the CPU") {
  if (cuda::device_count() == 0) SKIP_TEST("no CUDA device: " + cuda::why_no_devices());
  const Shape x = {1, 6, 9, 9};
  const std::vector<LayerSpec> specs = {ConvSpec{8, 3, {.stride = 1, .pad = 1}, {}},
                                        LinearSpec{10, {}},
                                        ReluSpec{},
                                        LrnSpec{},
                                        MaxPoolSpec{},
                                        AvgPoolSpec{},
                                        DropoutSpec{},
                                        TowerCopySpec{}};
  for (const LayerSpec& spec : specs)
    for (const std::string& op : ops_of(spec)) {
      const OpComparison c = compared(spec, {x}, op);
      INFO(to_text(spec) << " " << op);
      CHECK(c.missing.empty());
      CHECK(c.cpu_ms > 0);
      REQUIRE_FALSE(c.rungs.empty());
      for (const RungResult& rung : c.rungs) {
        INFO(rung.name);
        CHECK(rung.used <= 1);
        CHECK(rung.worst_error <= rung.allowance);
        CHECK(rung.ms > 0);
        CHECK(rung.values.shape() == c.expected.shape());
        // Of gradients, those of the biases may be further off.
        CHECK(rung.worst_error >= worst_of(rung.values, c.expected).error);
        if (rung.allowance > 0) CHECK(rung.used == Approx(rung.worst_error / rung.allowance));
      }
    }
  const OpComparison conv = compared(specs[0], {x}, "forward");
  CHECK(conv.rungs.size() > 3);  // a ladder
  CHECK(conv.rungs[0].name == "naive");
  CHECK_FALSE(conv.rungs[0].idea.empty());
  CHECK(conv.rungs[0].gflop_per_s > 0);
  CHECK_ERROR(compared(specs[0], {x}, "sideways"), "node has no op sideways");
}

TEST_CASE("compare: by the formula's own sums, where the CPU has a rung that adds up otherwise") {
  if (cuda::device_count() == 0) SKIP_TEST(cuda::why_no_devices());
  const LayerSpec conv = ConvSpec{16, 3, {.stride = 1, .pad = 1}, {}};
  const OpComparison c = compared(conv, {{1, 16, 6, 6}}, "forward");
  const LayerProblem problem({"node", conv, {}, Tower::a}, {{1, 16, 6, 6}}, Device::cuda(0));
  CHECK_CLOSE(c.expected, problem.y.host, exact());
}

TEST_CASE("compare panel: says what is missing, asks for what is chosen") {
  Headless viewer({1280, 800});
  viewer.state.panel = Panel::compare;
  Snapshot now = scene(0);  // it needs no pictures
  settle(viewer, now);
  CHECK_THAT(viewer.text(), contains("has not been compared yet"));
  viewer.click(now, "compare conv2a");
  viewer.click(now, "backward_weight");
  const std::vector<Command> commands = viewer.click(now, "compare now");
  REQUIRE(only<CompareOp>(commands));
  CHECK(now.network->nodes[only<CompareOp>(commands)->node].name == "conv2a");
  CHECK(only<CompareOp>(commands)->op == "backward_weight");
  viewer.click(now, "compare norm1a");  // it has no such op
  CHECK(viewer.state.compare.op == "forward");
  CHECK_FALSE(viewer.has_widget("compare conv2b"));  // as conv2a

  Snapshot comparing = now;
  comparing.coming = {*only<CompareOp>(commands)};
  settle(viewer, comparing);
  CHECK_THAT(viewer.text(), contains("has not been compared yet"));  // another op is
  comparing.coming.push_back(CompareOp{viewer.state.compare.node, "forward"});
  settle(viewer, comparing);
  CHECK_THAT(viewer.text(), contains("Comparing ..."));
  auto none = std::make_shared<OpComparison>();
  none->missing = "this program was built without CUDA";
  none->node = viewer.state.compare.node;
  none->op = viewer.state.compare.op;
  now.comparisons = {none};
  settle(viewer, now);
  CHECK_THAT(viewer.text(), contains("built without CUDA"));
}

TEST_CASE("compare panel: the ladder, both results, and where they differ most") {
  Headless viewer({1280, 800});
  viewer.state.panel = Panel::compare;
  Snapshot now = scene(0);
  settle(viewer, now);
  auto c = made_up(now, 0, /*allowance=*/1);
  c->simulated = true;
  c->cut_down = true;
  now.comparisons = {c};
  settle(viewer, now);
  CHECK_THAT(viewer.text(), contains("the CPU against cuda:0 (a device)"));
  CHECK_THAT(viewer.text(), contains("its times say nothing about a GPU"));
  CHECK_THAT(viewer.text(), contains("cut down"));
  CHECK_THAT(viewer.text(), contains("50 %"));
  // The fastest rung is shown: one pixel of full colour, in a ring.
  const Image differs = viewer.picture();
  CHECK(count_of(differs, viewer.places().at("difference"), {213, 94, 0}) > 0);
  viewer.point_at(now, "difference");
  CHECK_THAT(viewer.text(), contains("The worst is at map "));
  for (const char* sheet : {"result of the CPU", "result of the rung"}) {
    viewer.point_at(now, sheet, {0.001f, 0.001f});
    CHECK_THAT(viewer.text(), contains("map 0, y 0, x 0: 0.25"));
  }
  viewer.click(now, "rung naive");
  CHECK(viewer.state.compare.rung == 0);
  CHECK_THAT(viewer.text(), contains("none, bit for bit"));
  CHECK(count_of(viewer.picture(), viewer.places().at("difference"), {213, 94, 0}) == 0);

  // What is drawn is one result of the op; another may be further off.
  c->rungs[0].worst_error = 0.25;
  c->rungs[0].worst_in = "the gradient of the bias";
  settle(viewer, now);
  CHECK_THAT(viewer.text(), contains("The worst error of naive is in the gradient of the bias"));

  viewer.click(now, "compare relu1a");  // not the op that the result is of
  CHECK_THAT(viewer.text(), contains("has not been compared yet"));
  viewer.click(now, "compare " + now.network->nodes[0].name);  // it is still there
  CHECK_THAT(viewer.text(), contains("the CPU against cuda:0 (a device)"));
}

TEST_CASE("compare panel: maps of 55 x 55 and of one value, one tower, another network") {
  Headless viewer({1280, 800});
  viewer.state.panel = Panel::compare;
  Snapshot paper = scene(0, narrowed(make_variant("paper"), 16), 1000, std::string(100, 'z'));
  paper.network_version = 3;
  paper.comparisons = {made_up(paper, 0, 1)};
  settle(viewer, paper);
  const Place difference = viewer.places().at("difference");
  CHECK(difference.max.x - difference.min.x > 200);
  CHECK(difference.max.y < 800);
  Snapshot now = scene(0, make_variant("lenet5"));
  settle(viewer, now);
  const int last = int(now.network->nodes.size()) - 1;
  viewer.click(now, "compare " + now.network->nodes[last].name);
  CHECK(viewer.state.compare.node == last);
  now.comparisons = {made_up(now, last, 1e-3)};
  settle(viewer, now);
  CHECK_THAT(viewer.text(), contains("50000 %"));  // and it is said in another colour
  Snapshot other = scene(0, make_variant("linear"));
  other.network_version = 2;
  settle(viewer, other);
  CHECK(viewer.state.compare.node == 0);
}

TEST_CASE("compare panel: the tooltip names the paper's sections") {
  Headless viewer({1280, 800});
  viewer.state.panel = Panel::compare;
  const Snapshot now = scene(0);
  settle(viewer, now);
  viewer.point_at(now, "explain sections 3.5 and 5");
  CHECK_THAT(viewer.text(), contains("Paper: sections 3.5 and 5."));
}
