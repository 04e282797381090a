#include "scene.h"
#include "support/catch.h"
#include "viewer/panels/training_curves.h"

using namespace alexnet;
using namespace alexnet::test;

namespace {

/// Two epochs of ten batches; the rate was divided after the first.
std::vector<Measurement> some_rows() {
  return {{5, 0, Split::train, {160, 3.5, 0.9, 0.6}, 0.01f, 1000, 1},
          {10, 0, Split::train, {160, 2.5, 0.7, 0.4}, 0.01f, 1000, 2},
          {10, 0, Split::val, {40, 2.25, 0.65, 0.35}, 0.01f, 3000, 2},
          {15, 1, Split::train, {160, 2.125, 0.6, 0.3}, 0.001f, 1234, 3},
          {20, 1, Split::train, {160, 2.0, 0.5, 0.25}, 0.001f, 1234, 4},
          {20, 1, Split::val, {40, 1.75, 0.45, 0.125}, 0.001f, 3000, 4}};
}

Snapshot while_training(TrainingPhase phase) {
  auto training = std::make_shared<TrainingFacts>();
  Network network(small_demo(), Placement{}, 1);
  network.initialize(3);
  training->phase = phase;
  training->folder = "runs/viewer";
  training->newest = some_rows()[4];
  training->total = 12000;
  training->left_s = 83;
  training->dropped = 0.35f;
  training->rows = std::make_shared<const std::vector<Measurement>>(some_rows());
  training->weights = std::make_shared<const WeightSnapshot>(snapshot_weights(network, 20));
  training->has_checkpoint = true;
  Snapshot now;
  now.training = training;
  return now;
}

}  // namespace

TEST_CASE("training panel: starts a training run as described") {
  Headless viewer({1280, 800});
  viewer.state.panel = Panel::training;
  const Snapshot nothing;
  settle(viewer, nothing);
  CHECK_THAT(viewer.text(), contains("Nothing is being trained yet"));
  viewer.click(nothing, "run folder");
  viewer.type(nothing, "runs/mine");
  const auto commands = viewer.click(nothing, "train");
  REQUIRE(asked<StartTraining>(commands));
  CHECK(asked<StartTraining>(commands)->folder == "runs/mine");
  CHECK(asked<StartTraining>(commands)->epochs == 10);
  CHECK(asked<StartTraining>(commands)->variant == "demo");
  CHECK(asked<StartTraining>(commands)->data.data == "drawn");

  viewer.click(nothing, "variant");
  settle(viewer, nothing);
  viewer.click(nothing, "variant lenet5");
  CHECK(viewer.state.training.epochs == 4);  // its recipe's
  viewer.click(nothing, "train data");
  viewer.type(nothing, "digits");
  const auto other = viewer.click(nothing, "train");
  REQUIRE(asked<StartTraining>(other));
  CHECK(asked<StartTraining>(other)->variant == "lenet5");
  CHECK(asked<StartTraining>(other)->data.data == "digits");
}

TEST_CASE("training panel: watches a run by its path, or one that was found") {
  Headless viewer({1280, 800});
  viewer.state.panel = Panel::training;
  Snapshot now;
  auto available = std::make_shared<AvailableRuns>();
  available->runs = {{"runs/demo", "", "a checkpoint", true}, {"runs/bare", "", "a checkpoint"}};
  now.available = available;
  settle(viewer, now);
  CHECK(viewer.click(now, "watch").empty());  // no path yet
  CHECK(only<FindRuns>(viewer.click(now, "look again")));
  CHECK_FALSE(viewer.has_widget("watch runs/bare"));  // which has no metrics
  const auto found = viewer.click(now, "watch runs/demo");
  REQUIRE(asked<WatchRun>(found));
  CHECK(asked<WatchRun>(found)->folder == "runs/demo");
  viewer.click(now, "watched");
  viewer.type(now, "elsewhere");
  const auto entered = viewer.click(now, "watch");
  REQUIRE(asked<WatchRun>(entered));
  CHECK(asked<WatchRun>(entered)->folder == "elsewhere");
}

TEST_CASE("training panel: a training run shows curves, kernels, and what every layer does") {
  Headless viewer({1280, 800});
  viewer.state.panel = Panel::training;
  const Snapshot now = while_training(TrainingPhase::training);
  settle(viewer, now);
  CHECK_THAT(viewer.text(),
             contains("epoch 2, iteration 20 of 12,000, 1234 images/s, 1 min 23 s left"));
  CHECK_THAT(viewer.text(), contains("training 2.000"));
  CHECK_THAT(viewer.text(), contains("validation top-5 12.5 %"));
  CHECK_THAT(viewer.text(), contains("rate 0.01") && contains("rate 0.001"));
  CHECK_THAT(viewer.text(), contains("Kernels after iteration 20"));
  CHECK(viewer.has_widget("forming conv1b"));
  CHECK_THAT(viewer.text(), contains("rms update") && contains("fc7b"));
  viewer.point_at(now, "chart Loss");
  CHECK_THAT(viewer.text(), contains("training: 2.5 at iteration 10"));
  viewer.point_at(now, "explain section 5");
  CHECK_THAT(viewer.text(), contains("Paper: section 5."));
  const auto chart = [&] {  // with the mouse elsewhere
    viewer.point_at(now, "phase");
    const Place place = viewer.places().at("chart Loss");
    const Image all = viewer.picture();
    std::vector<std::uint8_t> rows;
    for (int y = int(place.min.y); y < int(place.max.y); ++y)
      rows.insert(rows.end(), all.pixel(int(place.min.x), y), all.pixel(int(place.max.x), y));
    return rows;
  };
  const std::vector<std::uint8_t> linear = chart();
  viewer.click(now, "logarithmic");
  const bool curves_changed = chart() != linear;
  CHECK(curves_changed);
}

TEST_CASE("training panel: pause, continue, stop, and open what was learned") {
  Headless viewer({1280, 800});
  viewer.state.panel = Panel::training;
  const Snapshot training = while_training(TrainingPhase::training);
  settle(viewer, training);
  const auto pause = viewer.click(training, "pause");
  REQUIRE(asked<PauseTraining>(pause));
  CHECK(asked<PauseTraining>(pause)->pause);
  CHECK(asked<StopTraining>(viewer.click(training, "stop training")));
  const auto open = viewer.click(training, "open trained");
  REQUIRE(only<OpenCheckpoint>(open));
  CHECK(only<OpenCheckpoint>(open)->path == "runs/viewer");

  const Snapshot pausing = while_training(TrainingPhase::pausing);
  settle(viewer, pausing);
  CHECK_THAT(viewer.text(), contains("Pausing"));
  CHECK_FALSE(viewer.has_widget("pause"));
  CHECK(asked<PauseTraining>(viewer.click(pausing, "continue training")));

  const Snapshot paused = while_training(TrainingPhase::paused);
  settle(viewer, paused);
  const auto continues = viewer.click(paused, "continue training");
  REQUIRE(asked<PauseTraining>(continues));
  CHECK_FALSE(asked<PauseTraining>(continues)->pause);

  const Snapshot stopping = while_training(TrainingPhase::stopping);
  settle(viewer, stopping);
  CHECK_FALSE(viewer.has_widget("stop training"));
  CHECK_THAT(viewer.text(),
             contains("iteration ") && !contains(" left"));  // it no longer goes on

  const Snapshot ended = while_training(TrainingPhase::ended);
  settle(viewer, ended);
  CHECK_FALSE(viewer.has_widget("divide rate"));
  CHECK_FALSE(viewer.has_widget("train"));
  CHECK_FALSE(viewer.has_widget("resume training"));  // it ran to its end
  Snapshot stopped = ended;
  auto facts = std::make_shared<TrainingFacts>(*ended.training);
  facts->can_resume = true;
  stopped.training = facts;
  settle(viewer, stopped);
  CHECK(asked<ResumeTraining>(viewer.click(stopped, "resume training")));
  settle(viewer, ended);
  viewer.click(ended, "another run");
  CHECK(viewer.has_widget("train"));
  settle(viewer, while_training(TrainingPhase::training));  // which has begun
  CHECK_FALSE(viewer.has_widget("train"));
}

TEST_CASE("training panel: rate, dropout and colour noise are adjusted, each by itself") {
  Headless viewer({1280, 800});
  viewer.state.panel = Panel::training;
  const Snapshot now = while_training(TrainingPhase::training);
  settle(viewer, now);
  const auto controls = [&](const char* widget) {
    const auto commands = viewer.click(now, widget);
    const auto* adjust = asked<AdjustTraining>(commands);
    REQUIRE(adjust);
    return adjust->controls;
  };
  viewer.point_at(now, "dropout");
  CHECK_THAT(viewer.text(), contains("probability 0.35") && contains("0.5"));
  CHECK(controls("divide rate") == TrainControls{.rate_factor = 0.1f});
  CHECK(controls("dropout") == TrainControls{.dropout = false});
  CHECK(controls("colour noise") == TrainControls{.colour_noise = false});
  CHECK(viewer.click(now, "planned rate").empty());  // it is as planned
}

TEST_CASE("training panel: what is not there yet is said") {
  Headless viewer({1280, 800});
  viewer.state.panel = Panel::training;
  Snapshot now;
  auto training = std::make_shared<TrainingFacts>();
  training->phase = TrainingPhase::preparing;
  now.training = training;
  settle(viewer, now);
  CHECK_THAT(viewer.text(), contains("Reading the pictures"));
  CHECK_THAT(viewer.text(), contains("Nothing is measured yet") && contains("No kernels yet"));
}

TEST_CASE("training panel: what goes wrong is shown on every panel until it is dismissed") {
  Headless viewer({1280, 800});
  Snapshot now;
  auto training = std::make_shared<TrainingFacts>();
  training->phase = TrainingPhase::ended;
  training->message = "runs/viewer/metrics.csv: cannot write: No space left on device";
  training->message_number = 1;
  now.training = training;
  for (const PanelName& panel : panel_names()) {
    INFO(panel.name);
    viewer.state.panel = panel.panel;
    settle(viewer, now);
    CHECK_THAT(viewer.text(), contains("No space left on device"));
  }
  viewer.click(now, "dismiss training");
  CHECK_THAT(viewer.text(), !contains("No space left"));
}

TEST_CASE("curves: the rate is marked where it changed") {
  const std::vector<Measurement> rows = some_rows();
  const std::vector<ChartMark> marks = rate_marks(rows);
  REQUIRE(marks.size() == 2);
  CHECK(marks[0].x == 0);
  CHECK(marks[0].text == "rate 0.01");
  CHECK(marks[1].x == 10);
  CHECK(marks[1].text == "rate 0.001");
  const Chart errors = error_chart(rows);
  REQUIRE(errors.curves.size() == 4);
  CHECK(errors.curves[0].y == std::vector<double>{90, 70, 60, 50});
  CHECK(errors.curves[3].x == std::vector<double>{10, 20});
}

TEST_CASE("chart: marks close to each other and to the right edge all have their words") {
  Headless viewer({1280, 800});
  viewer.state.panel = Panel::training;
  Snapshot now = while_training(TrainingPhase::ended);
  auto training = std::make_shared<TrainingFacts>(*now.training);
  std::vector<Measurement> rows;
  for (int i = 1; i <= 100; ++i)
    rows.push_back({i,
                    i / 10,
                    Split::train,
                    {160, 2, 0.5, 0.25},
                    i < 86   ? 0.01f
                    : i < 96 ? 0.001f
                             : 0.0001f,
                    1000,
                    double(i)});
  training->rows = std::make_shared<const std::vector<Measurement>>(rows);
  now.training = training;
  settle(viewer, now);
  for (const char* word : {"rate 0.01", "rate 0.001", "rate 0.0001"}) {
    INFO(word);
    const std::string text = viewer.text() + "\n";
    CHECK((text.find(word + std::string("\n")) != std::string::npos ||
           text.find(word + std::string(" ")) != std::string::npos));
  }
}

TEST_CASE("axis: round numbers around what is shown") {
  CHECK(ticks(axis_around(0.3, 4.2, false), 5) == std::vector<double>{0, 1, 2, 3, 4, 5});
  CHECK(axis_around(0, 97, false).high == 100);
  const Axis tens = axis_around(0.02, 3, true);
  CHECK(tens.low == Approx(0.02));
  CHECK(tens.high == Approx(5));
  CHECK(tens.share(tens.at(0.3)) == Approx(0.3));
  CHECK(ticks(tens, 3) == std::vector<double>{0.1, 1});
  CHECK(ticks(tens, 20).size() == 8);  // 0.02, 0.05, 0.1 ... 5
  for (const double nothing :
       {0.0, double(NAN), double(INFINITY)}) {  // no loss at all, and one that is lost
    CHECK(ticks(axis_around(nothing, nothing, true), 5).size() > 1);
    CHECK(ticks(axis_around(nothing, nothing, false), 5).size() > 1);
  }
  CHECK(ticks(axis_around(2, 2, true), 5).size() > 1);
  CHECK(short_number(12000) == "12,000");
  CHECK(short_number(1234567) == "1,234,567");
  CHECK(short_number(0.05) == "0.05");
}

TEST_CASE("training panel: other rows at the same place in memory are other curves") {
  Headless viewer({1280, 800});
  viewer.state.panel = Panel::training;
  std::vector<Measurement> rows = some_rows();
  Snapshot now = while_training(TrainingPhase::training);
  auto facts = std::make_shared<TrainingFacts>(*now.training);
  facts->rows = {facts, &rows};
  now.training = facts;
  settle(viewer, now);
  CHECK_THAT(viewer.text(), contains("training 2.000"));
  rows[4].result.loss = 1.5;
  facts->rows_number = 1;
  settle(viewer, now);
  CHECK_THAT(viewer.text(), contains("training 1.500"));
  facts->rows = nullptr;  // which keeps its own facts alive
}

TEST_CASE("training panel: a watched run that is quiet is said to be, and has no speed") {
  Headless viewer({1280, 800});
  viewer.state.panel = Panel::training;
  Snapshot now = while_training(TrainingPhase::watching);
  settle(viewer, now);
  CHECK_THAT(viewer.text(), contains("1234 images/s"));
  auto quiet = std::make_shared<TrainingFacts>(*now.training);
  quiet->quiet_s = 2 * 86400;
  now.training = quiet;
  settle(viewer, now);
  CHECK_THAT(viewer.text(), contains("last measurement 2 days 0 h ago"));
  CHECK(viewer.text().find("images/s") == std::string::npos);
  quiet->watched_has_ended = true;  // when that was, nobody need know
  settle(viewer, now);
  CHECK_THAT(viewer.text(), contains("all epochs are done"));
  CHECK(viewer.text().find(" ago") == std::string::npos);
}

TEST_CASE("training panel: choosing another run can be cancelled") {
  Headless viewer({1280, 800});
  viewer.state.panel = Panel::training;
  const Snapshot now = while_training(TrainingPhase::ended);
  settle(viewer, now);
  viewer.click(now, "another run");
  CHECK(viewer.has_widget("train"));
  viewer.click(now, "back to training");
  CHECK(viewer.has_widget("chart Loss"));
}
