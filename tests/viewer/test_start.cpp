// Panel Start, and what it offers.
#include <cstring>

#include "scene.h"
#include "support/catch.h"
#include "support/temp_folder.h"
#include "viewer/model/watched_run.h"
#include "viewer/model/worker.h"

using namespace alexnet;
using namespace alexnet::test;

namespace {

std::shared_ptr<AvailableRuns> three_drawn_pictures() {
  auto available = std::make_shared<AvailableRuns>();
  available->drawn = pictures(3, {"star", "ring", "key"});
  return available;
}

}  // namespace

TEST_CASE("runs: the shipped networks, then what lies below runs, the newest first") {
  const TempFolder folder;
  const std::vector<ShippedNetwork> come_with_it = {{folder / "assets/mini", "The first."},
                                                    {folder / "assets/maxi", "Is not there."},
                                                    {folder / "assets/midi", "The second."}};
  CHECK(find_runs(folder.path(), come_with_it).empty());
  for (const char* name : {"runs/old", "runs/new", "runs/empty", "assets/mini", "assets/midi"})
    create_folder(folder / name);
  CHECK(find_runs(folder.path(), come_with_it).empty());  // folders of nothing
  write_file(folder / "assets/mini/checkpoint-0000009.safetensors", "x");
  write_file(folder / "assets/midi/checkpoint-0000009.safetensors", "x");
  write_file(folder / "runs/old/checkpoint-0000001.safetensors", "x");
  write_file(folder / "runs/new/metrics.csv", "x");
  const auto now = std::filesystem::file_time_type::clock::now();
  std::filesystem::last_write_time(folder / "runs/old", now - std::chrono::hours(1));
  const auto runs = find_runs(folder.path(), come_with_it);
  REQUIRE(runs.size() == 4);
  CHECK(runs[0].shipped == "The first.");
  CHECK(runs[0].path.filename() == "mini");
  CHECK(runs[1].shipped == "The second.");
  CHECK(runs[1].path.filename() == "midi");
  CHECK(runs[2].shipped.empty());
  CHECK(runs[2].path.filename() == "new");
  CHECK_FALSE(runs[2].has_checkpoint());
  CHECK(runs[3].path.filename() == "old");
  CHECK_FALSE(runs[3].has_metrics);
}

TEST_CASE("start: what is there is offered, a training run too, and drawn pictures are shown") {
  Headless viewer({1280, 800});
  viewer.state.panel = Panel::start;
  Snapshot now;
  const auto available = three_drawn_pictures();
  now.available = available;
  settle(viewer, now);
  CHECK_THAT(viewer.text(), contains("No run folder with a checkpoint lies below ./runs"));
  CHECK_THAT(viewer.text(), contains("star") && contains("key"));

  available->runs = {
      {"assets/mini", "It has towers.", "assets/mini/checkpoint-0000009.safetensors"},
      {"assets/midi", "It has a bell.", "assets/midi/checkpoint-0000009.safetensors"},
      {"runs/demo", "", "runs/demo/checkpoint-0000009.safetensors"},
      {"runs/bare"}};
  settle(viewer, now);
  CHECK_FALSE(viewer.has_widget("open runs/bare"));
  CHECK(viewer.has_widget("open midi"));
  CHECK_THAT(viewer.text(), contains("It has towers.") && contains("It has a bell."));
  const auto shipped = viewer.click(now, "open mini");
  REQUIRE(only<OpenCheckpoint>(shipped));
  CHECK(only<OpenCheckpoint>(shipped)->path == "assets/mini");
  CHECK(viewer.state.panel == Panel::kernels);  // to see what it opened

  viewer.state.panel = Panel::start;
  settle(viewer, now);
  const auto open = viewer.click(now, "open runs/demo");
  REQUIRE(only<OpenCheckpoint>(open));
  CHECK(only<OpenCheckpoint>(open)->path == "runs/demo");

  viewer.state.panel = Panel::start;
  settle(viewer, now);
  viewer.state.training.variant = "lenet5";  // what the form of panel Training holds is not used
  viewer.state.training.epochs = 90;
  std::strcpy(viewer.state.training.folder, "runs/mine");
  const auto train = viewer.click(now, "train demo");
  REQUIRE(asked<StartTraining>(train));
  CHECK(asked<StartTraining>(train)->variant == "demo");
  CHECK(asked<StartTraining>(train)->epochs == 10);
  CHECK(asked<StartTraining>(train)->folder.empty());  // a new one
  CHECK(viewer.state.panel == Panel::training);
}

TEST_CASE("start: many runs take several rows, and the oldest are counted") {
  Headless viewer({1280, 800});
  viewer.state.panel = Panel::start;
  Snapshot now;
  const auto available = three_drawn_pictures();
  for (int i = 0; i < 15; ++i)
    available->runs.push_back({fmt::format("runs/one-of-many-{}", i), "", "a checkpoint"});
  now.available = available;
  settle(viewer, now);
  for (int i = 0; i < 15; ++i) {
    const auto place = viewer.places().find(fmt::format("open runs/one-of-many-{}", i));
    INFO(i);
    CHECK((place != viewer.places().end()) == (i < 12));
    if (place != viewer.places().end()) CHECK(place->second.max.x <= 1280);
  }
  const auto place = [&](const char* name) { return viewer.places().at(name).min; };
  CHECK(place("open runs/one-of-many-1").y == place("open runs/one-of-many-0").y);
  CHECK(place("open runs/one-of-many-11").y > place("open runs/one-of-many-0").y);
  CHECK_THAT(viewer.text(), contains("and 3 older ones"));
}

TEST_CASE("start: coming back shows the current runs") {
  Headless viewer({1280, 800});
  viewer.state.panel = Panel::start;
  Snapshot now;
  CHECK(viewer.draw(now).empty());  // the program is looking for them already
  now.available = three_drawn_pictures();
  CHECK(viewer.draw(now).empty());
  viewer.state.panel = Panel::training;
  settle(viewer, now);
  viewer.state.panel = Panel::start;
  CHECK(only<FindRuns>(viewer.draw(now)));
  CHECK(viewer.draw(now).empty());
}

TEST_CASE("start: the photograph that comes with the program is shown to the open network") {
  Headless viewer({1280, 800});
  viewer.state.panel = Panel::start;
  Snapshot now = scene();
  const auto available = three_drawn_pictures();
  available->photographs = "assets/photographs";
  now.available = available;
  settle(viewer, now);
  const auto commands = viewer.click(now, "show a photograph");
  const PredictFiles* predict = only<PredictFiles>(commands);
  REQUIRE(predict);
  CHECK(predict->paths == std::vector<Path>{"assets/photographs"});
  CHECK(viewer.state.panel == Panel::predictions);
  CHECK(viewer.state.predictions.own);
}

TEST_CASE("start: offers runs beside an open network, and no second training") {
  Headless viewer({1280, 800});
  viewer.state.panel = Panel::start;
  Snapshot now = scene();
  const auto available = three_drawn_pictures();
  available->runs = {{"runs/demo", "", "runs/demo/checkpoint-0000009.safetensors"}};
  now.available = available;
  settle(viewer, now);
  CHECK(viewer.has_widget("open runs/demo"));
  CHECK(viewer.has_widget("train demo"));
  const auto network = facts_of(small_demo());
  network->source = "runs/demo/checkpoint-0000009.safetensors";
  now.network = network;  // which is open now, so there is nothing to ask for
  settle(viewer, now);
  CHECK_THAT(viewer.text(), contains("Look at runs/demo"));
  CHECK(viewer.click(now, "open runs/demo").empty());
  CHECK(viewer.state.panel == Panel::kernels);
  viewer.state.panel = Panel::start;
  available->runs[0].newest = "runs/demo/checkpoint-0000010.safetensors";
  settle(viewer, now);
  CHECK_THAT(viewer.text(), contains("Open the newer checkpoint of runs/demo"));
  CHECK(only<OpenCheckpoint>(viewer.click(now, "open runs/demo")));
  viewer.state.panel = Panel::start;
  auto training = std::make_shared<TrainingFacts>();
  training->phase = TrainingPhase::training;
  now.training = training;
  settle(viewer, now);
  CHECK_FALSE(viewer.has_widget("train demo"));
  CHECK_THAT(viewer.text(), contains("A network is being trained"));
}

TEST_CASE("start: a network that was given away opens without its data, and panels name them") {
  const TempFolder folder;
  DataRequest given_away;
  given_away.data = "photographs-of-somebody";
  write_checkpoint(folder.path(), make_variant("demo", 3), given_away, {"cat", "dog", "crane"}, 56);
  Worker worker;
  worker.post(OpenCheckpoint{folder.path()});
  worker.wait_until_idle();
  const SnapshotPtr now = worker.snapshot();
  CHECK(now->message.empty());
  REQUIRE(now->network);
  CHECK_FALSE(now->validation);

  // Nor does it have steps, which only training needs.
  const auto weights = WatchedRun(folder.path()).look().weights;
  REQUIRE(weights);
  CHECK(weights->layers[0].rms_weight > 0);
  CHECK_FALSE(weights->layers[0].rms_update);

  Headless viewer({1280, 800});
  for (const Panel panel : {Panel::predictions, Panel::neighbours, Panel::step}) {
    viewer.state.panel = panel;
    settle(viewer, *now);
    CHECK_THAT(viewer.text(), contains("photographs-of-somebody, which did not come with it"));
    CHECK_FALSE(viewer.has_widget("read validation pictures"));
  }
}

TEST_CASE("panels without validation pictures: they are being read, or they were not") {
  Headless viewer({1280, 800});
  Snapshot now = scene(0);
  now.wanted_data = "some/folder";
  for (const Panel panel : {Panel::predictions, Panel::neighbours, Panel::step}) {
    viewer.state.panel = panel;
    settle(viewer, awaiting<OpenCheckpoint>(now));
    CHECK_THAT(viewer.text(), contains("are being read ...") && !contains("some/folder"));
    settle(viewer, now);  // reading was stopped, or failed
    const std::vector<Command> commands = viewer.click(now, "read validation pictures");
    REQUIRE(only<OpenData>(commands));
    CHECK(only<OpenData>(commands)->data == "some/folder");
  }
}
