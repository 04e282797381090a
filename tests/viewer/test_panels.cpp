#include <cmath>

#include "scene.h"
#include "support/catch.h"
#include "viewer/model/predict.h"
#include "viewer/panels/style.h"

using namespace alexnet;
using namespace alexnet::test;

namespace {

/// The part of a picture that a widget covers.
Image cut_out(const Image& picture, const Place& place) {
  Image part(int(place.max.x) - int(place.min.x), int(place.max.y) - int(place.min.y));
  for (int y = 0; y < part.height; ++y)
    std::copy_n(picture.pixel(int(place.min.x), int(place.min.y) + y), part.width * 3,
                part.pixel(0, y));
  return part;
}

/// Patches for every kernel of both towers, all from picture 1.
std::shared_ptr<const std::vector<TowerPatches>> some_patches(const NetworkFacts& network) {
  auto towers = std::make_shared<std::vector<TowerPatches>>();
  for (int i : network.first_layer) {
    TowerPatches tower{network.convolutions[i].node, 7, 7, {}};
    tower.by_kernel.assign(std::size_t(network.convolutions[i].weight.shape().n),
                           std::vector<ExcitingPatch>(9, {1, 2, 3, 0.5f}));
    towers->push_back(std::move(tower));
  }
  return towers;
}

/// A training that runs, with curves and kernels.
std::shared_ptr<const TrainingFacts> some_training(Variant variant) {
  auto training = std::make_shared<TrainingFacts>();
  Network network(std::move(variant), Placement{}, 1);
  network.initialize(3);
  training->phase = TrainingPhase::training;
  training->folder = "runs/viewer";
  training->has_checkpoint = true;
  training->newest = {20, 1, "train", {160, 2.5, 0.7, 0.4}, 0.01f, 1000, 2};
  training->rows = std::make_shared<const std::vector<Measurement>>(2, training->newest);
  training->weights = std::make_shared<const WeightSnapshot>(snapshot_weights(network, 20));
  return training;
}

/// A network with something for every panel to show.
Snapshot everything(const Variant& variant = small_demo(),
                    const std::string& class_name = "class") {
  Snapshot now = scene(30, variant, 0, class_name);
  now.predictions = predictions_of(now);
  now.patches = some_patches(*now.network);
  auto activations = std::make_shared<Activations>();
  for (const NodeFacts& node : now.network->nodes)
    activations->outputs.push_back({Tensor(node.name, node.output), 0.5});
  now.activations = activations;
  now.trace = trace_of(variant);
  auto neighbours = std::make_shared<Neighbours>(Neighbours{*now.test, *now.test, {}});
  for (int query = 0; query < kNeighbourRows; ++query) {
    const std::vector<Neighbour> six(6, Neighbour{query, 1.5f});
    neighbours->rows.push_back({query, six, six});
  }
  now.neighbours = neighbours;
  auto views = std::make_shared<TenViews>();
  for (Image& view : views->views) view = Image(20, 20);
  views->average = now.predictions->rows[0];
  now.ten_views = views;
  now.training = some_training(variant);
  auto around = std::make_shared<AvailableRuns>();
  around->drawn = *now.test;
  around->photographs = "assets/photographs";
  around->runs = {{"assets/mini", true, true}, {"runs/demo", false, true}};
  now.around = around;
  return now;
}

/// In a window of this size every widget of every panel lies in it. Where there is room for little,
/// one scrolls down, but not sideways and not to other panels.
void check_fits(const Snapshot& now, const PictureSize& size) {
  Headless viewer(size);
  viewer.state.kernels.tower = 0;
  const float wide = float(size.width) / size.scale, high = float(size.height) / size.scale;
  const auto check_places = [&](const std::string& what) {
    settle(viewer, now);
    for (const auto& [name, place] : viewer.places()) {
      INFO(what << " at " << size.width << " x " << size.height << " x " << size.scale << ": "
                << name);
      CHECK(place.min.x >= 0);
      CHECK(place.min.y >= 0);
      CHECK(place.max.x > place.min.x);
      CHECK(place.max.y > place.min.y);
      const bool is_tab = name.find("tab ") == 0;
      if (is_tab || wide >= 850) CHECK(place.max.x <= float(size.width));
      if (is_tab || (wide >= 1024 && high >= 640)) CHECK(place.max.y <= float(size.height));
    }
  };
  for (const PanelName& panel : panel_names()) {
    viewer.state.panel = panel.panel;
    check_places(panel.name);
  }
  const Image picture = viewer.picture();
  CHECK(picture.width == size.width);
  CHECK(picture.height == size.height);
  viewer.state.panel = Panel::predictions;
  settle(viewer, now);
  viewer.click(now, "picture 0");
  REQUIRE(viewer.has_widget("all pictures"));
  check_places("ten views");
}

}  // namespace

TEST_CASE("viewer: with nothing open every panel says what is missing") {
  Headless viewer({1280, 800});
  const Snapshot nothing;
  for (const PanelName& panel : panel_names()) {
    if (panel.panel == Panel::start) continue;  // test_start.cpp
    viewer.state.panel = panel.panel;
    settle(viewer, nothing);
    INFO(panel.name);
    CHECK_THAT(viewer.text(), contains(panel.panel == Panel::training ? "Nothing is being trained"
                                                                      : "No network is open"));
    CHECK_THAT(viewer.text(), contains("alexnet train"));
  }
}

TEST_CASE("viewer: tabs and digits choose a panel") {
  Headless viewer({1280, 800});
  const Snapshot now = scene();
  settle(viewer, now);
  viewer.click(now, "tab neighbours");
  CHECK(viewer.state.panel == Panel::neighbours);
  viewer.type(now, "2");
  CHECK(viewer.state.panel == Panel::predictions);
  viewer.type(now, "9");  // there is no such panel
  CHECK(viewer.state.panel == Panel::predictions);
  viewer.type(now, "0");
  CHECK(viewer.state.panel == Panel::start);
}

TEST_CASE("viewer: a path that is entered is opened") {
  Headless viewer({1280, 800});
  const Snapshot nothing;
  settle(viewer, nothing);
  CHECK(viewer.click(nothing, "open").empty());  // no path yet
  viewer.click(nothing, "checkpoint");
  viewer.type(nothing, "runs/1");  // a digit in a path is no panel
  CHECK(viewer.state.panel == Panel::kernels);
  const std::vector<Command> commands = viewer.click(nothing, "open");
  REQUIRE(only<OpenCheckpoint>(commands));
  CHECK(only<OpenCheckpoint>(commands)->path == "runs/1");
}

TEST_CASE("viewer: a message stays until it is dismissed, and the next is shown") {
  Headless viewer({1280, 800});
  Snapshot now = scene();
  now.message = "photo.jpg: not an image";
  now.message_number = 1;
  settle(viewer, now);
  CHECK_THAT(viewer.text(), contains("photo.jpg: not an image"));
  viewer.click(now, "dismiss");
  CHECK(viewer.text().find("photo.jpg") == std::string::npos);
  now.message_number = 2;
  settle(viewer, now);
  CHECK_THAT(viewer.text(), contains("photo.jpg: not an image"));
}

TEST_CASE("viewer: work shows its progress and can be stopped") {
  Headless viewer({1280, 800});
  Snapshot now = scene();
  now.progress = Progress{"predicting the test pictures", 0.5f};
  settle(viewer, now);
  CHECK_THAT(viewer.text(), contains("predicting the test pictures"));
  CHECK_FALSE(viewer.cancelled());
  viewer.click(now, "stop");
  CHECK(viewer.cancelled());
}

TEST_CASE("kernels: both towers with their kernels, medians and one sentence") {
  Headless viewer({1280, 800});
  const Snapshot now = scene();
  settle(viewer, now);
  CHECK_THAT(viewer.text(), contains("Tower a  (GPU 1)"));
  CHECK_THAT(viewer.text(), contains("Tower b  (GPU 2)"));
  CHECK_THAT(viewer.text(), contains("conv1a: 8 kernels of 7 x 7 over 3 channels, median"));
  CHECK(viewer.has_widget("kernel a 7"));
  CHECK(viewer.has_widget("kernel b 7"));
  CHECK_FALSE(viewer.has_widget("kernel b 8"));
  CHECK_THAT(viewer.text(), contains("Click a kernel"));
}

TEST_CASE("kernels: a click shows channels, spectrum and patches, which are asked for once") {
  Headless viewer({1280, 800});
  Snapshot now = scene();
  settle(viewer, now);
  const std::vector<Command> commands = viewer.click(now, "kernel b 3");
  CHECK(only<FindExcitingPatches>(commands));
  CHECK_THAT(viewer.text(), contains("Kernel 3 of conv1b"));
  CHECK_THAT(viewer.text(), contains("red"));
  CHECK_THAT(viewer.text(), contains("cycles per pixel"));
  CHECK_THAT(viewer.text(), contains("Look for them"));
  CHECK(viewer.click(now, "kernel a 0").empty());
  now.patches = some_patches(*now.network);
  viewer.point_at(now, "kernel a 0");
  CHECK(viewer.text().find("Look for them") == std::string::npos);
}

TEST_CASE("kernels: sorting by colour puts the greyest first") {
  Headless viewer({1280, 800});
  Snapshot now = scene();
  auto facts = facts_of(small_demo());
  const TensorView f = facts->convolutions[facts->first_layer[0]].weight;
  fill(f.images(5, 1), 0.1f);  // kernel 5 of tower a is grey
  now.network = facts;
  settle(viewer, now);
  const auto left_of = [&](const std::string& name) {
    viewer.point_at(now, name);
    return ImGui::GetIO().MousePos.x;
  };
  CHECK(left_of("kernel a 0") < left_of("kernel a 5"));
  viewer.click(now, "sort by colour");
  CHECK(viewer.state.kernels.sort_by_colour);
  CHECK(left_of("kernel a 5") < left_of("kernel a 0"));
  CHECK(left_of("kernel a 5") < left_of("kernel a 7"));
}

TEST_CASE("kernels: scales change the picture, other layers are shown as tiles") {
  Headless viewer({1280, 800});
  const Snapshot now = scene();
  settle(viewer, now);
  const auto kernel = [&] { return cut_out(viewer.picture(), viewer.places().at("kernel a 3")); };
  const Image symmetric = kernel();
  viewer.click(now, "per kernel");
  CHECK(viewer.state.kernels.scale == WeightScale::per_kernel);
  const Image own = kernel();
  CHECK(own.width == symmetric.width);
  CHECK(own.rgb != symmetric.rgb);
  const auto [darkest, lightest] = std::minmax_element(own.rgb.begin(), own.rgb.end());
  CHECK(*darkest == 0);  // of its own weights the smallest is black, the largest white
  CHECK(*lightest == 255);
  viewer.click(now, "global");
  CHECK(kernel().rgb != own.rgb);
  viewer.click(now, "symmetric");
  CHECK(kernel().rgb == symmetric.rgb);
  viewer.click(now, "conv3");
  CHECK(viewer.state.kernels.layer == 2);
  CHECK_THAT(viewer.text(), contains("conv3a"));
  CHECK_THAT(viewer.text(), contains("conv3b"));
  CHECK_FALSE(viewer.has_widget("kernel a 0"));
}

TEST_CASE("kernels: one tower, grey pictures, no convolution, no data") {
  Headless viewer({1280, 800});
  settle(viewer, scene(5, make_variant("cifar-relu")));
  CHECK_THAT(viewer.text(), contains("nothing is learned yet"));
  CHECK_FALSE(viewer.has_widget("kernel b 0"));

  const Snapshot grey = scene(0, make_variant("lenet5"));
  settle(viewer, grey);
  CHECK_THAT(viewer.text(), contains("over 1 channel"));
  CHECK(viewer.text().find("colour share") == std::string::npos);
  viewer.click(grey, "kernel a 2");
  CHECK_THAT(viewer.text(), contains("No data set is open"));

  settle(viewer, scene(0, make_variant("linear")));
  CHECK_THAT(viewer.text(), contains("no convolution"));
}

TEST_CASE("kernels: what was clicked is forgotten where another network has no such kernel") {
  Headless viewer({1280, 800});
  const Snapshot wide = scene(0, make_variant("demo", 5));
  settle(viewer, wide);
  viewer.click(wide, "kernel b 31");
  settle(viewer, scene(0));
  CHECK(viewer.state.kernels.tower == -1);
}

TEST_CASE("predictions: asked for once, shown as they come, with error rates") {
  Headless viewer({1280, 800});
  viewer.state.panel = Panel::predictions;
  Snapshot now = scene(60);
  CHECK(only<PredictTestSet>(viewer.draw(now)));
  CHECK(viewer.draw(now).empty());
  now.predictions = predictions_of(now);
  settle(viewer, now);
  CHECK_THAT(viewer.text(),
             contains("60 of 60 test pictures: top-1 error 33.3 %, top-5 error 16.7 %"));
  CHECK_THAT(viewer.text(), contains("(wrong)"));
  CHECK_THAT(viewer.text(), contains("(place 6)"));
}

TEST_CASE("predictions, patches: what was stopped goes on when it is asked to") {
  Headless viewer({1280, 800});
  Snapshot now = scene(60);
  viewer.state.kernels.tower = 0;
  settle(viewer, now);  // asks for patches, and gets none
  CHECK(only<FindExcitingPatches>(viewer.click(now, "look for patches")));
  viewer.state.panel = Panel::predictions;
  viewer.draw(now);
  const auto some = predictions_of(now);
  some->rows.resize(20);
  now.predictions = some;
  settle(viewer, now);
  const auto commands = viewer.click(now, "go on");
  REQUIRE(only<PredictTestSet>(commands));
  CHECK(only<PredictTestSet>(commands)->network_version == now.network_version);
  now.predictions = predictions_of(now);
  settle(viewer, now);
  CHECK_FALSE(viewer.has_widget("go on"));
}

TEST_CASE("predictions: only errors, and pages of them") {
  Headless viewer({1280, 800});
  viewer.state.panel = Panel::predictions;
  Snapshot now = scene(100);
  now.predictions = predictions_of(now);
  settle(viewer, now);
  CHECK(viewer.has_widget("picture 0"));
  viewer.click(now, "pictures on");
  CHECK(viewer.state.predictions.page == 1);
  CHECK_FALSE(viewer.has_widget("picture 0"));
  viewer.click(now, "only errors");
  CHECK(viewer.state.predictions.page == 0);
  CHECK_FALSE(viewer.has_widget("picture 0"));  // which is right
  CHECK(viewer.has_widget("picture 2"));
  for (int i = 0; i < 40; ++i) viewer.click(now, "pictures on");
  // Stays on the last page, with the last picture that is wrong.
  const int page = viewer.state.predictions.page;
  CHECK(page > 0);
  CHECK_THAT(viewer.text(), contains(fmt::format("page {} of {}", page + 1, page + 1)));
  CHECK(viewer.has_widget("picture 98"));
  viewer.click(now, "pictures back");
  CHECK(viewer.state.predictions.page == page - 1);
}

TEST_CASE("predictions: without an error the filter says so") {
  Headless viewer({1280, 800});
  viewer.state.panel = Panel::predictions;
  viewer.state.predictions.only_errors = true;
  Snapshot now = scene(1);
  auto predictions = predictions_of(now);
  predictions->rows[0].truth_rank = 1;
  now.predictions = predictions;
  settle(viewer, now);
  CHECK_THAT(viewer.text(), contains("No errors so far"));
}

TEST_CASE("predictions: of a network that diverged every picture is wrong") {
  Headless viewer({1280, 800});
  viewer.state.panel = Panel::predictions;
  Snapshot now = scene(4);
  auto predictions = predictions_of(now);
  const std::vector<float> broken(now.network->class_names.size(), NAN);
  for (int i = 0; i < 4; ++i) predictions->rows[i] = to_prediction(broken, now.test->label(i));
  now.predictions = predictions;
  settle(viewer, now);
  CHECK_THAT(viewer.text(), contains("top-1 error 100.0 %, top-5 error 100.0 %"));
  CHECK_THAT(viewer.text(), contains("(no place)"));
}

TEST_CASE("predictions: a picture is seen in ten views") {
  Headless viewer({1280, 800});
  viewer.state.panel = Panel::predictions;
  Snapshot now = scene(6);
  now.predictions = predictions_of(now);
  settle(viewer, now);
  const std::vector<Command> commands = viewer.click(now, "picture 4");
  REQUIRE(only<PredictTenViews>(commands));
  CHECK(only<PredictTenViews>(commands)->picture.index == 4);
  CHECK_THAT(viewer.text(), contains("are not predicted yet"));  // nobody has answered
  auto views = std::make_shared<TenViews>();
  views->picture.index = 4;
  for (Image& view : views->views) view = Image(20, 20);
  views->average = now.predictions->rows[4];
  now.ten_views = views;
  settle(viewer, now);
  CHECK_THAT(viewer.text(), contains("mirrored"));
  CHECK_THAT(viewer.text(), contains("Average of the ten views"));
  viewer.click(now, "all pictures");
  CHECK(viewer.has_widget("picture 4"));
}

TEST_CASE("predictions: own pictures by a path") {
  Headless viewer({1280, 800});
  viewer.state.panel = Panel::predictions;
  Snapshot now = scene(3);
  now.predictions = predictions_of(now);
  settle(viewer, now);
  viewer.click(now, "own");
  CHECK_THAT(viewer.text(), contains("No pictures of your own yet"));
  viewer.click(now, "own path");
  viewer.type(now, "cat.jpg");
  const std::vector<Command> commands = viewer.click(now, "predict own");
  REQUIRE(only<PredictFiles>(commands));
  CHECK(only<PredictFiles>(commands)->paths == std::vector<Path>{"cat.jpg"});
  auto own = std::make_shared<Predictions>(*now.predictions);
  own->labelled = false;
  own->titles = {"cat.jpg", "dog.png", "\u0436\u0443\u043a.png"};
  for (Prediction& row : own->rows) row.truth_rank = 0;
  now.own_predictions = own;
  settle(viewer, now);
  CHECK_THAT(viewer.text(), contains("cat.jpg"));
  CHECK_THAT(viewer.text(), contains("3 pictures of your own"));
  CHECK(viewer.text().find("(wrong)") == std::string::npos);
}

TEST_CASE("predictions: a thousand classes with long names, and two classes") {
  Headless viewer({1280, 800});
  viewer.state.panel = Panel::predictions;
  const std::string long_name(300, 'x');
  Snapshot now = scene(50, small_demo(), 1000, long_name);
  now.predictions = predictions_of(now);
  settle(viewer, now);
  CHECK_THAT(viewer.text(), contains("xxx..."));
  viewer.click(now, "picture 0");

  Snapshot two = scene(4, small_demo(), 2);
  two.network_version = 2;
  two.predictions = predictions_of(two);
  settle(viewer, two);
  CHECK_THAT(viewer.text(), contains("class 1"));
}

TEST_CASE("neighbours: a page of test pictures is asked for, and what is found is shown") {
  Headless viewer({1280, 800});
  viewer.state.panel = Panel::neighbours;
  Snapshot now = scene(12);
  settle(viewer, now);
  CHECK_THAT(viewer.text(), contains("these test pictures are not known yet"));
  viewer.click(now, "queries on");
  const std::vector<Command> commands = viewer.click(now, "find neighbours");
  REQUIRE(only<FindNeighbours>(commands));
  CHECK(only<FindNeighbours>(commands)->queries == std::vector<int>{5, 6, 7, 8, 9});

  auto found = std::make_shared<Neighbours>();
  found->queries = *now.test;
  found->training = pictures(20, now.network->class_names);
  for (int query : {5, 6, 7, 8, 9}) {
    NeighbourRow row{query, {}, {}};
    for (int i = 0; i < 6; ++i) {
      row.by_features.push_back(
          {query, 0.5f * float(i)});  // of the query's class: 5 classes in turn
      row.by_pixels.push_back({query + 1, 100.0f + float(i)});
    }
    found->rows.push_back(row);
  }
  now.neighbours = found;
  settle(viewer, now);
  CHECK_THAT(viewer.text(), contains("30 of 30 by the last hidden layer, 0 of 30 by pixels"));
  viewer.click(now, "queries back");
  CHECK_THAT(viewer.text(), contains("are not known yet"));  // those of another page
}

TEST_CASE("neighbours: one test picture, and none") {
  Headless viewer({1280, 800});
  viewer.state.panel = Panel::neighbours;
  const Snapshot one = scene(1);
  settle(viewer, one);
  const std::vector<Command> commands = viewer.click(one, "find neighbours");
  REQUIRE(only<FindNeighbours>(commands));
  CHECK(only<FindNeighbours>(commands)->queries == std::vector<int>{0});
  settle(viewer, scene(0));
  CHECK_THAT(viewer.text(), contains("There are no test pictures"));
}

TEST_CASE("network: both towers as a diagram, a node clicked shows its maps") {
  Headless viewer({1280, 800});
  viewer.state.panel = Panel::network;
  Snapshot now = scene(3);
  const std::vector<Command> first = viewer.draw(now);
  REQUIRE(first.size() == 2);
  CHECK(std::holds_alternative<RunPicture>(first[0]));
  CHECK(std::holds_alternative<CountDeadUnits>(first[1]));
  CHECK(viewer.draw(now).empty());
  CHECK_THAT(viewer.text(), contains("No picture has run through"));
  CHECK(viewer.has_widget("node conv3a"));
  CHECK(viewer.has_widget("node conv3b"));
  CHECK(viewer.has_widget("node probs"));
  CHECK_THAT(viewer.text(), contains("step of 128"));  // what crosses between the towers

  auto activations = std::make_shared<Activations>();
  for (const NodeFacts& node : now.network->nodes)
    activations->outputs.push_back({Tensor(node.name, node.output), 0.5});
  now.activations = activations;
  viewer.click(now, "node conv3b");
  CHECK(now.network->nodes[viewer.state.network.node].name == "conv3b");
  CHECK_THAT(viewer.text(), contains("100 % are exactly 0; 12 maps are silent"));
  CHECK_THAT(viewer.text(), contains("not counted yet"));
  auto dead = std::make_shared<DeadUnits>();
  dead->pictures = 3;
  dead->nodes.assign(now.network->nodes.size(), {1, 1});
  dead->nodes[viewer.state.network.node] = {7, 2};
  now.dead_units = dead;
  viewer.click(now, "own");
  CHECK(viewer.state.network.own_scale);
  CHECK_THAT(viewer.text(), contains("Dead over 3 test pictures: 7 of 432 units, 2 of 12 maps"));
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
  CHECK(labels == 4);  // before layers 3, 6, 7 and 8, once each
  // Layer 2's 8 maps of 13 x 13 per tower: both towers' to the other, and their gradients back.
  CHECK_THAT(viewer.text(), contains(fmt::format("{:.2f} MB", 4e-6 * 8 * 13 * 13 * 4 * 128)));
}

TEST_CASE("viewer: every panel fits small and large windows, and large letters") {
  const Snapshot now = everything();
  for (const PictureSize& size : std::vector<PictureSize>{{640, 400},
                                                          {1024, 640},
                                                          {1280, 800},
                                                          {1920, 1080},
                                                          {1280, 800, 1.5f},
                                                          {1920, 1080, 1.5f},
                                                          {1280, 800, 2},
                                                          {1920, 1080, 2}})
    check_fits(now, size);
}

TEST_CASE(
    "viewer: every panel fits with maps of 55 x 55, one tower, and long names of 1000 classes") {
  const std::string long_name(300, 'x');
  for (const char* name : {"paper", "one-tower"}) {
    const Snapshot now = everything(narrowed(make_variant(name, 1000), 24), long_name);
    CHECK(now.network->nodes[0].output.w == 55);
    check_fits(now, {1280, 800});
    check_fits(now, {1280, 800, 2});
  }
}

TEST_CASE("viewer: tooltips name the paper's section") {
  Headless viewer({1280, 800});
  const Snapshot now = scene();
  settle(viewer, now);
  viewer.point_at(now, "explain sections 6.1 and 3.5");
  CHECK_THAT(viewer.text(), contains("Paper: sections 6.1 and 3.5."));
}

TEST_CASE("viewer: letters of every colour stand out from the paper") {
  // Relative luminance and contrast as WCAG 2.1 defines them.
  const auto luminance = [](ImU32 colour) {
    double sum = 0;
    for (const auto& [shift, weight] : {std::pair{IM_COL32_R_SHIFT, 0.2126},
                                        {IM_COL32_G_SHIFT, 0.7152},
                                        {IM_COL32_B_SHIFT, 0.0722}}) {
      const double value = double((colour >> shift) & 255) / 255;
      sum += weight * (value <= 0.04045 ? value / 12.92 : std::pow((value + 0.055) / 1.055, 2.4));
    }
    return sum;
  };
  const double paper = luminance(IM_COL32(252, 252, 252, 255));
  for (const ImU32 colour : {kBlue, kVermillion, kGreen, kOrange, kSky, kInk, kFaint}) {
    INFO("colour " << std::hex << colour);
    CHECK((paper + 0.05) / (luminance(for_letters(colour)) + 0.05) >= 4.5);
  }
  CHECK(for_letters(kInk) == kInk);
}

TEST_CASE("viewer: what was stopped can be asked for again") {
  Headless viewer({1280, 800});
  const Snapshot now = scene(3);
  viewer.state.panel = Panel::predictions;
  settle(viewer, now);  // asks, and nobody answers
  CHECK(only<PredictTestSet>(viewer.click(now, "go on")));
  viewer.state.panel = Panel::network;
  settle(viewer, now);
  CHECK(only<RunPicture>(viewer.click(now, "run the picture")));
  Snapshot ran = now;
  auto activations = std::make_shared<Activations>();
  for (const NodeFacts& node : now.network->nodes)
    activations->outputs.push_back({Tensor(node.name, node.output), 0.5});
  ran.activations = activations;
  settle(viewer, ran);
  CHECK(only<CountDeadUnits>(viewer.click(ran, "count dead units")));
}

TEST_CASE("predictions and neighbours: test pictures come in the shuffled order") {
  Headless viewer({1280, 800});
  Snapshot now = scene(6);
  now.test_order = std::make_shared<const std::vector<int>>(std::vector<int>{4, 2, 0, 5, 1, 3});
  auto predictions = predictions_of(now);
  predictions->order = now.test_order;
  now.predictions = predictions;
  viewer.state.panel = Panel::predictions;
  settle(viewer, now);
  const std::vector<Command> first = viewer.click(now, "picture 0");
  REQUIRE(only<PredictTenViews>(first));
  CHECK(only<PredictTenViews>(first)->picture == PictureRef{false, 4});
  viewer.state.panel = Panel::neighbours;
  settle(viewer, now);
  const std::vector<Command> wanted = viewer.click(now, "find neighbours");
  REQUIRE(only<FindNeighbours>(wanted));
  CHECK(only<FindNeighbours>(wanted)->queries == std::vector<int>{4, 2, 0, 5, 1});
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
  now.own_predictions = own;
  settle(viewer, now);
  viewer.state.panel = Panel::step;
  settle(viewer, now);
  // "own" is also a scale of the network panel, so the step panel is where the choice is clicked.
  const std::vector<Command> commands = viewer.click(now, "own");
  REQUIRE(only<TracePicture>(commands));
  CHECK(only<TracePicture>(commands)->picture == PictureRef{true, 0});
  own = std::make_shared<Predictions>(*own);
  own->number = 8;  // other pictures were dropped
  now.own_predictions = own;
  CHECK(only<TracePicture>(viewer.draw(now)));
}
