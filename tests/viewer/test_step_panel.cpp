#include "core/rng.h"
#include "scene.h"
#include "support/catch.h"
#include "viewer/model/maps.h"
#include "viewer/model/trace.h"
#include "viewer/toolkit/number_tile.h"

#include <imgui_internal.h>

using namespace alexnet;
using namespace alexnet::test;

namespace {

/// A network that was opened, and one of its validation pictures run forward and back.
Snapshot traced_scene(Variant variant = small_demo(), int classes = 0,
                      const std::string& class_name = "class", int count = 3) {
  Snapshot now = scene(0, variant, classes, class_name);
  now.validation = std::make_shared<const Dataset>(
      pictures(count, now.network->class_names, now.network->variant.input.w));
  now.trace = trace_of(std::move(variant));
  return now;
}

int index_of(const Snapshot& now, const std::string& name) {
  for (int i = 0; i < int(now.network->nodes.size()); ++i)
    if (now.network->nodes[i].name == name) return i;
  throw_error("no node is named {}", name);
}

struct StepViewer : Headless {
  explicit StepViewer(PictureSize size = {1280, 800}) : Headless(size) {
    state.panel = Panel::step;
  }
  StepState& step() { return state.step; }
};

}  // namespace

TEST_CASE("step: says what is missing: data, the picture's run") {
  StepViewer viewer;
  settle(viewer, scene(0));
  CHECK_THAT(viewer.text(), contains("There are no validation pictures"));
  const Snapshot now = scene(1);
  const std::vector<Command> first = viewer.draw(now);
  REQUIRE(only<TracePicture>(first));
  CHECK(only<TracePicture>(first)->picture.index == 0);
  CHECK(viewer.draw(now).empty());  // asked for once
  CHECK_THAT(viewer.text(), contains("has not run through"));
  CHECK(only<TracePicture>(viewer.click(now, "run the picture")));
  settle(viewer, awaiting<PredictValidationSet>(now));  // that is other work
  CHECK(viewer.has_widget("run the picture"));
  settle(viewer, awaiting<TracePicture>(now));
  CHECK_THAT(viewer.text(), contains("runs forward and backward ..."));
}

TEST_CASE("step: forward from the first node to the loss, and back to the picture") {
  StepViewer viewer;
  const Snapshot now = traced_scene();
  settle(viewer, now);
  const int count = int(now.network->nodes.size());
  CHECK_THAT(viewer.text(), contains(fmt::format("Step 1 of {}", count)));
  const ConstTensorView first = now.trace->output(0);
  const Position strongest = furthest_from_zero(first);  // until another is clicked
  CHECK_THAT(viewer.text(),
             contains(fmt::format("conv1a map {}, y {}, x {} = {:.6g}", strongest.map, strongest.y,
                                  strongest.x, first(0, strongest.map, strongest.y, strongest.x))));
  viewer.click(now, "previous step");  // there is none
  CHECK(viewer.step().step == 0);
  viewer.click(now, "next step");
  CHECK(viewer.step().step == 1);
  viewer.type(now, "n");
  CHECK(viewer.step().step == 2);
  viewer.type(now, "p");
  CHECK(viewer.step().step == 1);
  viewer.click(now, "run to end");
  CHECK(viewer.step().step == count - 1);
  CHECK_THAT(viewer.text(), contains("the loss is"));
  viewer.click(now, "next step");  // there is none
  CHECK(viewer.step().step == count - 1);

  viewer.click(now, "backward");
  CHECK(viewer.step().step == 0);
  CHECK_THAT(viewer.text(), contains("probability - 1 for the true class"));
  CHECK_THAT(viewer.text(), contains("gradient of fc8"));
  viewer.click(now, "run to end");
  CHECK_THAT(viewer.text(), contains("the gradient of every pixel"));
  CHECK_THAT(viewer.text(), contains("From conv1a"));
  CHECK_THAT(viewer.text(), contains("from conv1b: its gradients"));
}

TEST_CASE("step: a node that is clicked is shown, and all of them agree with their sums") {
  StepViewer viewer;
  const Snapshot now = traced_scene();
  for (const char* pass : {"forward", "backward"}) {
    settle(viewer, now);
    viewer.click(now, pass);
    for (const NodeFacts& node : now.network->nodes) {
      if (viewer.step().backward && &node == &now.network->nodes.back()) continue;
      viewer.click(now, "step " + node.name);
      INFO(pass << " " << node.name << "\n" << viewer.text());
      CHECK_THAT(viewer.text(), contains(" agrees"));
      CHECK_THAT(viewer.text(), contains(node.name + ": ") || contains(node.name + " "));
    }
  }
}

TEST_CASE("step: a value is clicked on the sheet and on its map") {
  StepViewer viewer;
  const Snapshot now = traced_scene();
  settle(viewer, now);
  const Shape shape = now.network->nodes[0].output;
  viewer.click(now, "sheet", {0.01f, 0.01f});
  CHECK(viewer.step().at == Position{0, 0, 0});
  viewer.click(now, "sheet", {0.97f, 0.01f});  // the last tile of the first row
  CHECK(viewer.step().at.map > 0);
  CHECK(viewer.step().at.y == 0);
  CHECK(viewer.step().at.x > shape.w / 2);
  viewer.click(now, "own map", {0.001f, 0.999f});
  CHECK(viewer.step().at.x == 0);
  CHECK(viewer.step().at.y == shape.h - 1);
  CHECK_THAT(viewer.text(), contains(fmt::format("y {}, x 0 = ", shape.h - 1)));
  CHECK_THAT(viewer.text(), contains("sees 3 x 4 pixels"));  // of 7 x 7, what is not padding
  viewer.click(now, "own map", {0.5f, 0.5f});
  CHECK_THAT(viewer.text(), contains("sees 7 x 7 pixels"));
}

TEST_CASE("step: the window is walked with buttons and keys, and stays on the map") {
  StepViewer viewer;
  const Snapshot now = traced_scene();
  settle(viewer, now);
  viewer.click(now, "step conv2a");
  const Shape shape = now.network->nodes[index_of(now, "conv2a")].output;
  viewer.click(now, "sheet", {0.001f, 0.001f});
  viewer.click(now, "walk left");
  viewer.click(now, "walk up");
  viewer.draw(now);
  CHECK(viewer.step().at == Position{0, 0, 0});
  viewer.click(now, "walk right");
  viewer.click(now, "walk down");
  CHECK(viewer.step().at == Position{0, 1, 1});
  viewer.type(now, "dds");
  CHECK(viewer.step().at == Position{0, 2, 3});
  viewer.type(now, "aw");
  CHECK(viewer.step().at == Position{0, 1, 2});
  viewer.click(now, "next map");
  CHECK(viewer.step().at.map == 1);
  for (int i = 0; i < shape.w + 3; ++i) viewer.click(now, "walk right");
  CHECK(viewer.step().at.x == shape.w - 1);
  viewer.click(now, "previous map");
  viewer.click(now, "previous map");
  viewer.draw(now);
  CHECK(viewer.step().at.map == 0);
}

TEST_CASE("step: keys walk along units, too; a gradient's picture shows what its value sees") {
  StepViewer viewer;
  const Snapshot now = traced_scene();
  settle(viewer, now);
  viewer.click(now, "step fc6a");
  const int first = viewer.step().at.map;
  viewer.type(now, first > 0 ? "a" : "d");
  CHECK(viewer.step().at == Position{first > 0 ? first - 1 : 1, 0, 0});
  viewer.type(now, first > 0 ? "d" : "a");
  CHECK(viewer.step().at.map == first);
  CHECK_THAT(viewer.text(), contains("sees ") && !contains("its value sees "));
  viewer.click(now, "backward");
  CHECK_THAT(viewer.text(), contains("its value sees "));
}

TEST_CASE("step: a map of the sum is chosen, and a cell of its window explains itself") {
  StepViewer viewer;
  const Snapshot now = traced_scene();
  settle(viewer, now);
  viewer.click(now, "step conv2a");
  viewer.click(now, "window sums", {0.001f, 0.5f});
  CHECK(viewer.step().window == 0);
  CHECK_THAT(viewer.text(), contains("reads pool1a, map 0"));
  viewer.click(now, "window sums", {0.999f, 0.5f});
  CHECK(viewer.step().window > 0);
  viewer.point_at(now, "product tile");
  const std::size_t cell = viewer.text().rfind("pool1a map 7, y ");
  REQUIRE(cell != std::string::npos);  // the last map's
  CHECK_THAT(viewer.text().substr(cell), contains(" x ") && contains(" = "));
  viewer.click(now, "next step");  // another node has other maps
  CHECK(viewer.step().window == -1);
}

TEST_CASE("step: keys that press a map or the sums do not go to where the mouse is") {
  StepViewer viewer;
  const Snapshot now = traced_scene();
  settle(viewer, now);
  viewer.click(now, "step conv2a");
  viewer.click(now, "own map", {0.5f, 0.5f});
  const Position chosen = viewer.step().at;
  const auto press_space = [&] {  // with the keyboard's cursor on what was clicked
    viewer.point_at(now, "tab kernels");
    ImGui::GetCurrentContext()->NavDisableHighlight = false;
    viewer.press(now, ImGuiKey_Space);
  };
  press_space();
  CHECK(viewer.step().at == chosen);
  viewer.click(now, "window sums", {0.001f, 0.5f});
  CHECK(viewer.step().window == 0);
  press_space();
  CHECK(viewer.step().window == 1);
}

TEST_CASE("step: its controls fit the smallest window, with pictures of your own as well") {
  for (const PictureSize& size : std::vector<PictureSize>{{1000, 620}, {1500, 930, 1.5f}}) {
    StepViewer viewer(size);
    Snapshot now = traced_scene(small_demo(), 0, "class", 2400);
    auto own = std::make_shared<Predictions>(*predictions_of(now));
    own->labelled = false;
    own->titles.assign(own->rows.size(), "cat.jpg");
    now.own_predictions = own;
    settle(viewer, now);
    REQUIRE(viewer.has_widget("own"));
    for (const char* name : {"forward", "previous step", "next step", "run to end",
                             "explain sections 3 and 5", "step conv1a", "sheet"}) {
      INFO(name << " at " << size.width << " x " << size.height);
      REQUIRE(viewer.has_widget(name));
      CHECK(viewer.places().at(name).max.x <= float(size.width) - 8 * size.scale);
      CHECK(viewer.places().at(name).max.y <= float(size.height));
    }
  }
}

TEST_CASE("step: the picture's maps are named by their colours, and copies have narrow boxes") {
  StepViewer viewer;
  const Snapshot now = traced_scene();
  settle(viewer, now);
  viewer.click(now, "window sums", {0.5f, 0.5f});
  CHECK_THAT(viewer.text(), contains("reads picture, green"));
  viewer.point_at(now, "window sums");
  CHECK_THAT(viewer.text(), contains("picture green: "));
  viewer.point_at(now, "product tile");
  CHECK_THAT(viewer.text(), contains("picture green, y "));
  const auto width_of = [&](const std::string& widget) {
    const Place& place = viewer.places().at(widget);
    return place.max.x - place.min.x;
  };
  CHECK(width_of("step pool2b_to_a") < 0.7f * width_of("step conv2a"));
  CHECK(width_of("step pool2a_to_b") < 0.7f * width_of("step conv2a"));
}

TEST_CASE("step: tiles without digits say what their colours stand for") {
  StepViewer viewer;
  const Snapshot now = traced_scene(narrowed(make_variant("paper"), 16), 1000, "class", 1);
  settle(viewer, now);
  viewer.click(now, "step conv1a");  // windows of 11 x 11
  CHECK_THAT(viewer.text(), contains("blue -") && contains("orange "));
  viewer.click(now, "step conv2a");  // 5 x 5
  CHECK_THAT(viewer.text(), !contains("blue -"));
}

TEST_CASE("step: a picture that is the only one is named, without a choice") {
  StepViewer viewer;
  settle(viewer, traced_scene());
  CHECK_THAT(viewer.text(), contains("of 0 to 2"));
  const Snapshot now = traced_scene(small_demo(), 0, "class", 1);
  viewer.state.step.chosen.picture.index = 2;  // of another data set
  settle(viewer, now);
  CHECK(viewer.state.step.chosen.picture.index == 0);
  CHECK_THAT(viewer.text(), contains("validation picture 0: class "));
  CHECK_THAT(viewer.text(), !contains("of 0 to"));
  CHECK_FALSE(viewer.has_widget("step picture on"));
}

TEST_CASE("step: another picture is asked for, and what was chosen fits another network") {
  StepViewer viewer;
  const Snapshot now = traced_scene();
  settle(viewer, now);
  const std::vector<Command> next = viewer.click(now, "step picture on");
  REQUIRE(only<TracePicture>(next));
  CHECK(only<TracePicture>(next)->picture.index == 1);
  CHECK_THAT(viewer.text(), contains("has not run through"));  // this one has not

  viewer.step() = {};
  viewer.click(now, "run to end");
  Snapshot other = traced_scene(make_variant("lenet5"));
  other.network_version = 2;
  settle(viewer, other);
  CHECK(viewer.step().step == int(other.network->nodes.size()) - 1);
  CHECK_THAT(viewer.text(), contains(" agrees"));
}

TEST_CASE("step: maps of one value and of 55 x 55, one tower, a thousand classes, long names") {
  StepViewer viewer;
  const Snapshot paper =
      traced_scene(narrowed(make_variant("paper"), 16), 1000, std::string(200, 'y'), 1);
  for (const char* node : {"step conv1b", "step norm1a", "step pool5a", "step fc6a", "step fc8"}) {
    settle(viewer, paper);
    viewer.click(paper, node);
    CHECK_THAT(viewer.text(), contains(" agrees"));
    CHECK(viewer.has_widget("sheet"));
  }
  viewer.click(paper, "run to end");
  CHECK_THAT(viewer.text(), contains("yyy..."));
  for (const auto& [last, button] : {std::pair{999, "next map"}, {0, "previous map"}}) {
    viewer.state.step.at.map = last;  // beyond which there is no class
    viewer.state.step.has_chosen = true;
    settle(viewer, paper);
    viewer.click(paper, button);
    CHECK_THAT(viewer.text(), contains("probs " + std::to_string(last)));
  }

  Snapshot linear = traced_scene(make_variant("linear"));
  linear.network_version = 2;
  settle(viewer, linear);
  viewer.click(linear, "backward");
  viewer.click(linear, "run to end");
  CHECK_THAT(viewer.text(), contains(" agrees"));
}

TEST_CASE("step: the receptive field is drawn on the picture") {
  StepViewer viewer;
  const Snapshot now = traced_scene();
  settle(viewer, now);
  viewer.click(now, "step conv2a");
  viewer.click(now, "own map", {0.001f, 0.001f});
  const Place place = viewer.places().at("receptive field");
  const auto orange = [&] {  // leftmost and rightmost orange column over the picture
    const Image image = viewer.picture();
    std::pair<int, int> columns = {image.width, -1};
    for (int y = int(place.min.y); y < int(place.max.y); ++y)
      for (int x = int(place.min.x); x < int(place.max.x); ++x) {
        const std::uint8_t* p = image.pixel(x, y);
        if (p[0] != 230 || p[1] != 159 || p[2] != 0) continue;
        columns.first = std::min(columns.first, x);
        columns.second = std::max(columns.second, x);
      }
    return columns;
  };
  const auto before = orange();
  CHECK(before.second > before.first);
  CHECK(before.second < int(place.max.x) - 2);  // it does not cover the picture
  for (int i = 0; i < 5; ++i) viewer.click(now, "walk right");
  CHECK(orange().second > before.second);
}

TEST_CASE("step: a network that diverged is shown as it is") {
  StepViewer viewer;
  Snapshot now = traced_scene();
  Network network(small_demo(), Placement{}, 1);
  network.initialize(3);
  fill(network.parameters()[0]->value, std::numeric_limits<float>::quiet_NaN());
  const Tensor image("image", network.variant().input);
  auto bad = std::make_shared<Trace>(trace_image(network, image, 0));
  bad->number = 2;
  bad->seen = now.trace->seen;
  bad->weights = std::make_shared<const std::vector<NodeWeights>>(weights_of(network));
  now.trace = bad;
  settle(viewer, now);
  CHECK_THAT(viewer.text(), contains("= nan"));
  CHECK_THAT(viewer.text(), contains(" agrees"));
}

TEST_CASE("step: the tooltip names the paper's sections") {
  StepViewer viewer;
  const Snapshot now = traced_scene();
  settle(viewer, now);
  viewer.point_at(now, "explain sections 3 and 5");
  CHECK_THAT(viewer.text(), contains("Paper: sections 3 and 5."));
}

TEST_CASE("number tile: the power of ten that leaves one or two digits before the point") {
  CHECK(written_exponent(0) == 0);
  CHECK(written_exponent(0.5) == 0);
  CHECK(written_exponent(12.3) == 0);
  CHECK(written_exponent(0.02) == -2);
  CHECK(written_exponent(3.2e-7) == -7);
  CHECK(written_exponent(450) == 2);
  CHECK(written_exponent(std::numeric_limits<double>::infinity()) == 0);
  CHECK(written_exponent(std::numeric_limits<double>::quiet_NaN()) == 0);
}
