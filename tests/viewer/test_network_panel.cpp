#include "scene.h"
#include "support/catch.h"
#include "viewer/headless/hands.h"
#include "viewer/model/predict.h"

using namespace alexnet;
using namespace alexnet::test;

TEST_CASE("network: both towers as a diagram, a node clicked shows its maps") {
  Headless viewer({1280, 800});
  viewer.state.panel = Panel::network;
  Snapshot now = scene(3);
  const std::vector<Command> first = viewer.draw(now);
  REQUIRE(first.size() == 2);
  CHECK(std::holds_alternative<RunPicture>(first[0]));
  CHECK(std::holds_alternative<CountDeadUnits>(first[1]));
  CHECK(viewer.draw(now).empty());
  CHECK_THAT(viewer.text(), contains("has not run through the network"));
  CHECK(viewer.has_widget("node conv3a"));
  CHECK(viewer.has_widget("node conv3b"));
  CHECK(viewer.has_widget("node probs"));
  CHECK_THAT(viewer.text(), contains("MB per step"));  // what crosses between the towers

  auto activations = std::make_shared<Activations>();
  for (const NodeFacts& node : now.network->nodes)
    activations->outputs.push_back({Tensor(node.name, node.output), 0.5});
  now.activations = activations;
  viewer.click(now, "node conv3b");
  CHECK(now.network->nodes[viewer.state.network.node].name == "conv3b");
  CHECK_THAT(viewer.text(), contains("100.0 % are exactly 0; 12 maps are silent"));
  CHECK_THAT(viewer.text(), contains("not counted yet"));
  auto dead = std::make_shared<DeadUnits>();
  dead->pictures = 3;
  dead->nodes.assign(now.network->nodes.size(), {1, 1});
  dead->nodes[viewer.state.network.node] = {7, 2};
  now.dead_units = dead;
  viewer.click(now, "per map");
  CHECK(viewer.state.network.own_scale);
  CHECK_THAT(viewer.text(),
             contains("Dead over 3 validation pictures: 7 of 432 units, 2 of 12 maps"));
  const Place maps = viewer.places().at("maps");
  move_mouse({maps.min.x + 2, maps.min.y + 2}, false);
  settle(viewer, now);
  CHECK_THAT(viewer.text(), contains("map 0, y 0, x 0: 0"));
  viewer.point_at(now, "explain sections 3.1 and 5");
  CHECK_THAT(viewer.text(), contains("Paper: sections 3.1 and 5."));
  viewer.click(now, "node fc6a");  // maps of one value
  CHECK_THAT(viewer.text(), contains("64 units"));
  const std::vector<Command> next = viewer.click(now, "network picture on");
  REQUIRE(only<RunPicture>(next));
  CHECK(only<RunPicture>(next)->picture.index == 1);
}

TEST_CASE("network: one tower, and no pictures") {
  Headless viewer({1280, 800});
  viewer.state.panel = Panel::network;
  const Snapshot now = scene(0, make_variant("lenet5"));
  settle(viewer, now);
  CHECK_THAT(viewer.text(), contains("drop pictures of your own"));
  CHECK(viewer.text().find("Tower b") == std::string::npos);
  CHECK(viewer.text().find(" MB") == std::string::npos);  // nothing crosses
  CHECK(viewer.has_widget("node conv1"));
}

TEST_CASE("network: what crosses between the towers of the paper's network, in megabytes a step") {
  Headless viewer({1280, 800});
  viewer.state.panel = Panel::network;
  const Snapshot now = scene(1, narrowed(make_variant("paper"), 16));
  settle(viewer, now);
  const std::string text = viewer.text();
  int labels = 0;
  for (std::size_t at = text.find(" MB"); at != std::string::npos; at = text.find(" MB", at + 1))
    ++labels;
  CHECK(labels == 5);  // the heading, and before layers 3, 6, 7 and 8, once each
  // Layer 2's 8 maps of 13 x 13 per tower: both towers' to the other, and their gradients back.
  CHECK_THAT(viewer.text(), contains(fmt::format("{:.2f} MB", 4e-6 * 8 * 13 * 13 * 4 * 128)));
}

TEST_CASE("network: a picture whose run was stopped can be run again") {
  Headless viewer({1280, 800});
  viewer.state.panel = Panel::network;
  Snapshot now = scene(3);
  auto activations = std::make_shared<Activations>();  // of validation picture 0
  for (const NodeFacts& node : now.network->nodes)
    activations->outputs.push_back({Tensor(node.name, node.output), 0.5});
  now.activations = activations;
  settle(viewer, now);
  CHECK(viewer.has_widget("maps"));
  CHECK(only<RunPicture>(viewer.click(now, "network picture on"))->picture.index == 1);
  now.coming = {RunPicture{}};
  settle(viewer, now);
  CHECK(viewer.has_widget("maps"));  // the picture before, meanwhile
  now.coming.clear();
  settle(viewer, now);
  CHECK_FALSE(viewer.has_widget("maps"));
  CHECK(only<RunPicture>(viewer.click(now, "run the picture"))->picture.index == 1);
}

TEST_CASE("network: pictures are stepped through in the validation order, round and round") {
  Headless viewer({1280, 800});
  viewer.state.panel = Panel::network;
  Snapshot now = scene(4);
  now.validation_order = std::make_shared<const std::vector<int>>(std::vector<int>{2, 0, 3, 1});
  settle(viewer, now);  // shows picture 0
  const auto picture_after = [&](const char* button) {
    const std::vector<Command> commands = viewer.click(now, button);
    const RunPicture* run = only<RunPicture>(commands);
    return run ? run->picture.index : -1;
  };
  for (const int next : {3, 1, 2, 0}) CHECK(picture_after("network picture on") == next);
  CHECK(picture_after("network picture back") == 2);
}

TEST_CASE("network: page keys choose a picture, and leave the keyboard's cursor where it is") {
  Headless viewer({1280, 800});
  viewer.state.panel = Panel::network;
  const Snapshot now = scene(40);
  settle(viewer, now);
  viewer.click(now, "node relu2a");
  viewer.press(now, ImGuiKey_PageDown);
  viewer.press(now, ImGuiKey_PageDown);
  viewer.press(now, ImGuiKey_PageUp);
  CHECK(viewer.state.network.chosen.picture.index == 1);
  CHECK_FALSE(ImGui::GetIO().NavVisible);
  const int node = viewer.state.network.node;
  viewer.press(now, ImGuiKey_Space);
  CHECK(viewer.state.network.node == node);
  viewer.type(now, "..,");  // so do the letters that the keys arrive as
  CHECK(viewer.state.network.chosen.picture.index == 2);
  viewer.click(now, "network picture number");
  viewer.press(now, ImGuiKey_PageDown);  // not while a number is typed
  CHECK(viewer.state.network.chosen.picture.index == 2);
}

TEST_CASE("network: a number that was typed counts, however the field is left") {
  Headless viewer({1280, 800});
  viewer.state.panel = Panel::network;
  const Snapshot now = scene(40);
  settle(viewer, now);
  viewer.click(now, "network picture number");
  viewer.type(now, "17");
  viewer.click(now, "node conv2a");
  settle(viewer, now);
  CHECK(viewer.state.network.chosen.picture.index == 17);
}

TEST_CASE("network and step: an own picture runs through as well, and a number can be written") {
  Headless viewer({1280, 800});
  Snapshot now = scene(6);
  auto own = std::make_shared<Predictions>(*predictions_of(now));
  own->labelled = false;
  own->number = 7;
  own->titles = {"cat.jpg", "dog.jpg", "c", "d", "e", "f"};
  viewer.state.panel = Panel::network;
  settle(viewer, now);
  CHECK_FALSE(viewer.has_widget("own"));  // there is none yet
  viewer.click(now, "network picture number");
  viewer.type(now, "5");
  viewer.press(now, ImGuiKey_Enter);
  CHECK(viewer.state.network.chosen.picture == PictureRef{false, 5});
  now.own_predictions = own;
  settle(viewer, now);
  viewer.state.panel = Panel::step;
  settle(viewer, now);
  const std::vector<Command> commands = viewer.click(now, "own");
  REQUIRE(only<TracePicture>(commands));
  CHECK(only<TracePicture>(commands)->picture == PictureRef{true, 0});
  own = std::make_shared<Predictions>(*own);
  own->number = 8;  // other pictures were dropped
  now.own_predictions = own;
  CHECK(only<TracePicture>(viewer.draw(now)));

  now.own_predictions = nullptr;  // another network is opened, and predicts them in a moment
  CHECK_FALSE(only<TracePicture>(viewer.draw(now))->picture.own);
  now.own_predictions = own;
  CHECK(only<TracePicture>(viewer.draw(now))->picture == PictureRef{true, 0});
}
