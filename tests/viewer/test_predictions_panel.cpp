#include "scene.h"
#include "support/catch.h"
#include "viewer/model/predict.h"

using namespace alexnet;
using namespace alexnet::test;

TEST_CASE("predictions: asked for once, shown as they come, with error rates") {
  Headless viewer({1280, 800});
  viewer.state.panel = Panel::predictions;
  Snapshot now = scene(60);
  CHECK(only<PredictValidationSet>(viewer.draw(now)));
  CHECK(viewer.draw(now).empty());
  now.predictions = predictions_of(now);
  settle(viewer, now);
  CHECK_THAT(viewer.text(),
             contains("60 of 60 validation pictures: top-1 error 33.3 %, top-5 error 16.7 %"));
  CHECK_THAT(viewer.text(), contains("(wrong)"));
  CHECK_THAT(viewer.text(), contains("(rank 6)"));
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
  const auto commands = viewer.click(now, "continue predicting");
  REQUIRE(only<PredictValidationSet>(commands));
  CHECK(only<PredictValidationSet>(commands));
  now.predictions = predictions_of(now);
  settle(viewer, now);
  CHECK_FALSE(viewer.has_widget("continue predicting"));
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

TEST_CASE("predictions: from ten views of a picture one can go on to step through it") {
  Headless viewer({1280, 800});
  viewer.state.panel = Panel::predictions;
  Snapshot now = scene(40);
  now.predictions = predictions_of(now);
  settle(viewer, now);
  viewer.click(now, "picture 5");
  settle(viewer, now);
  viewer.click(now, "step through it");
  CHECK(viewer.state.panel == Panel::step);
  CHECK(viewer.state.step.chosen.picture == PictureRef{false, 5});
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
  for (int i = 0; i < 4; ++i)
    predictions->rows[i] = to_prediction(broken, now.validation->label(i));
  now.predictions = predictions;
  settle(viewer, now);
  CHECK_THAT(viewer.text(), contains("top-1 error 100.0 %, top-5 error 100.0 %"));
  CHECK_THAT(viewer.text(), contains("(no rank)"));
}

TEST_CASE("predictions: Escape leads back from the ten views, but not out of a field for text") {
  Headless viewer({1280, 800});
  viewer.state.panel = Panel::predictions;
  Snapshot now = scene(6);
  now.predictions = predictions_of(now);
  settle(viewer, now);
  viewer.click(now, "picture 4");
  viewer.click(now, "own path");
  viewer.type(now, "photo");
  viewer.press(now, ImGuiKey_Escape);
  CHECK(viewer.state.predictions.opened == 4);
  viewer.press(now, ImGuiKey_Escape);
  CHECK(viewer.state.predictions.opened == -1);
  CHECK(viewer.has_widget("picture 4"));
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
  CHECK_THAT(viewer.text(), contains("are not predicted yet"));  // no answer has come
  auto views = std::make_shared<TenViews>();
  views->picture.index = 4;
  for (Image& view : views->views) view = Image(20, 20);
  views->average = now.predictions->rows[4];
  views->best[7] = {3, 0.25f};
  now.ten_views = views;
  settle(viewer, now);
  CHECK_THAT(viewer.text(), contains("mirrored"));
  CHECK_THAT(viewer.text(), contains("Average of the ten views"));
  viewer.point_at(now, "view 7");
  CHECK_THAT(viewer.text(), contains("class 3: 0.2500"));
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

TEST_CASE("predictions and neighbours: validation pictures come in the shuffled order") {
  Headless viewer({1280, 800});
  Snapshot now = scene(6);
  now.validation_order =
      std::make_shared<const std::vector<int>>(std::vector<int>{4, 2, 0, 5, 1, 3});
  auto predictions = predictions_of(now);
  predictions->order = now.validation_order;
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
