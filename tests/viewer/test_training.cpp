// The thread that trains, or watches, as the worker owns it.
#include <chrono>
#include <cmath>
#include <fstream>
#include <thread>

#include "data/open_data.h"
#include "scene.h"
#include "support/catch.h"
#include "support/lines.h"
#include "support/program.h"
#include "support/temp_folder.h"
#include "train/training_setup.h"
#include "viewer/model/worker.h"

using namespace alexnet;
using namespace alexnet::test;

namespace {

/// A training run of a few seconds, in the test's own folder.
StartTraining short_training(const Path& folder, std::int64_t iterations = 45) {
  StartTraining start;
  start.folder = folder;
  start.data.drawn_train = 320;  // ten batches an epoch
  start.data.drawn_val = 40;
  start.max_iterations = iterations;
  return start;
}

/// Waits until the condition holds; fails after ten minutes (a sanitizer may slow threads down).
template <class Condition>
std::shared_ptr<const TrainingFacts> wait_until(Worker& worker, Condition condition) {
  const auto end = std::chrono::steady_clock::now() + std::chrono::minutes(10);
  while (std::chrono::steady_clock::now() < end) {
    const auto training = worker.snapshot()->training;
    if (condition(*training)) return training;
    std::this_thread::sleep_for(std::chrono::milliseconds(2));
  }
  FAIL("nothing came of it within ten minutes");
  return nullptr;
}

bool ended(const TrainingFacts& training) { return training.phase == TrainingPhase::ended; }
bool unwatched(const TrainingFacts& training) { return training.phase == TrainingPhase::unwatched; }

/// A packed data set with `count` pictures to train on.
std::string packed(const Path& folder, int count, int side = 56, int channels = 3) {
  create_folder(folder);
  pack(random_source(count, 4, side, channels), side, packed_train(folder));
  pack(random_source(8, 4, side, channels), side, packed_val(folder));
  return folder.string();
}

auto after_iteration(std::int64_t iteration) {
  return [=](const TrainingFacts& training) { return training.newest.iteration >= iteration; };
}

}  // namespace

TEST_CASE("training: leaves a run folder, curves, and a look into the network") {
  const TempFolder folder;
  Worker worker;
  CHECK_FALSE(worker.is_training());
  worker.post(TrainingCommand{short_training(folder / "run")});
  CHECK(worker.is_training());
  const auto training = wait_until(worker, ended);
  CHECK_FALSE(worker.is_training());
  CHECK(training->message == "");
  CHECK(training->total == 45);
  CHECK(training->newest.iteration == 45);
  CHECK(training->has_checkpoint);
  CHECK_FALSE(training->can_resume);
  CHECK(training->dropped == Approx(0.2));  // by the variant demo
  REQUIRE(training->rows);
  const auto written = RunFolder::read_metrics(folder / "run");
  REQUIRE(training->rows->size() == written.size());  // every 20th iteration, and every epoch
  CHECK(written.size() == 2 + 4 + 1);
  REQUIRE(training->weights);
  CHECK(training->weights->iteration == 45);
  REQUIRE(training->weights->first_layer.size() == 2);
  CHECK(training->weights->first_layer[1].node == "conv1b");
  CHECK(training->weights->layers.size() == 15);
  for (const UpdateRatio& layer : training->weights->layers) {
    INFO(layer.node);
    CHECK(layer.rms_weight > 0);
    CHECK(layer.rms_update > 0);
  }
  worker.wait_until_idle();
  CHECK(worker.snapshot()->available);  // what can be opened was looked up again

  // The network is that of a trainer that nobody watches, to the bit: looking changed nothing.
  const StartTraining asked = short_training(folder / "unseen");
  TrainOptions options;
  options.recipe = recipe_for(asked.variant);
  options.data = asked.data;
  options.max_iterations = asked.max_iterations;
  TrainingSetup setup = set_up_training(asked.variant, options, Placement{});
  RunFolder unseen(asked.folder);
  Trainer trainer(setup.network, setup.train, setup.val, std::move(setup.preprocessing), options,
                  unseen);
  const std::atomic<bool> never = false;
  trainer.run(never);
  CHECK(read_file(find_checkpoint(folder / "run")) == read_file(find_checkpoint(asked.folder)));
}

TEST_CASE("training: other commands are carried out meanwhile") {
  const TempFolder folder;
  const auto names = drawn_source(1, 1, 56, 1).train.class_names;
  DataRequest data;
  data.drawn_train = 60;
  data.drawn_val = 40;
  write_checkpoint(folder.path(), make_variant("demo", int(names.size())), data, names, 56);
  Worker worker;
  worker.post(TrainingCommand{short_training(folder / "run", 100000)});
  wait_until(worker, after_iteration(1));
  worker.post(OpenCheckpoint{folder.path()});
  worker.post(PredictValidationSet{});
  worker.wait_until_idle();
  const SnapshotPtr now = worker.snapshot();
  CHECK(now->message == "");
  REQUIRE(now->predictions);
  CHECK(now->predictions->rows.size() == 40);
  CHECK(now->training->phase == TrainingPhase::training);
}  // and the worker is destroyed while it trains

TEST_CASE("training: pauses, goes on, and saves when it is stopped") {
  const TempFolder folder;
  Worker worker;
  worker.post(TrainingCommand{short_training(folder / "run", 100000)});
  wait_until(worker, after_iteration(1));
  worker.post(TrainingCommand{PauseTraining{true}});
  CHECK(worker.snapshot()->training->phase != TrainingPhase::training);  // the user sees it at once
  wait_until(worker, [](const TrainingFacts& t) { return t.phase == TrainingPhase::paused; });
  const std::int64_t there = worker.snapshot()->training->newest.iteration;
  std::this_thread::sleep_for(std::chrono::milliseconds(300));
  CHECK(worker.snapshot()->training->newest.iteration == there);
  CHECK(worker.is_training());
  worker.post(TrainingCommand{PauseTraining{false}});
  wait_until(worker, after_iteration(there + 1));
  worker.post(TrainingCommand{PauseTraining{true}});
  worker.post(TrainingCommand{StopTraining{}});  // even during a pause
  const auto training = wait_until(worker, ended);
  CHECK(Checkpoint(find_checkpoint(folder / "run")).state().iteration ==
        training->newest.iteration);
  worker.post(TrainingCommand{StopTraining{}});  // nothing is left to stop
  CHECK(worker.snapshot()->training->phase == TrainingPhase::ended);
}

TEST_CASE("training: what is adjusted holds from the next iteration on and is marked") {
  const TempFolder folder;
  Worker worker;
  StartTraining asked = short_training(folder / "run", 100000);
  asked.data.drawn_train = 3200;  // so many that the planned rate does not change meanwhile
  worker.post(TrainingCommand{asked});
  wait_until(worker, after_iteration(21));
  worker.post(TrainingCommand{AdjustTraining{{.rate_factor = 0.5f, .dropout = false}}});
  const std::int64_t there = worker.snapshot()->training->newest.iteration;
  wait_until(worker, after_iteration(there + 25));
  worker.post(TrainingCommand{StopTraining{}});
  const auto training = wait_until(worker, ended);
  CHECK(training->rows->front().learning_rate == 0.01f);
  CHECK(training->rows->back().learning_rate == 0.005f);
  std::string log;
  for (const std::string& line : lines_of(folder / "run" / "log.txt")) log += line + "\n";
  CHECK_THAT(log, contains("learning rate 0.01 -> 0.005, by hand"));
  CHECK_THAT(log, contains("dropout off"));

  worker.post(TrainingCommand{ResumeTraining{}});
  const std::int64_t stopped_at = training->newest.iteration;
  const auto resumed = wait_until(worker, after_iteration(stopped_at + 21));
  CHECK(resumed->controls == training->controls);
  CHECK(resumed->rows->back().learning_rate == 0.005f);
}

TEST_CASE("training: how large weights and steps are is their root mean square") {
  Network network(narrowed(make_variant("demo", 3), 8), Placement{}, 1);
  for (Parameter* p : network.parameters()) {
    fill(p->value, -3);
    p->value.data()[0] = 3;
    p->velocity = Tensor("velocity", p->value.shape());
    p->velocity.data()[1] = 2;
  }
  const WeightSnapshot weights = snapshot_weights(network, 7);
  CHECK(weights.iteration == 7);
  REQUIRE(!weights.layers.empty());
  const double conv1 = double(network.parameters()[0]->value.shape().size());
  CHECK(weights.layers[0].rms_weight == Approx(3));
  CHECK(*weights.layers[0].rms_update == Approx(2 / std::sqrt(conv1)));
}

TEST_CASE("training: what has diverged goes on from what was saved before, as planned") {
  const TempFolder folder;
  Worker worker;
  worker.post(TrainingCommand{short_training(folder / "run", 100000)});
  wait_until(worker, [](const TrainingFacts& t) { return t.has_checkpoint; });
  worker.post(TrainingCommand{AdjustTraining{{.rate_factor = 1e30f}}});
  const auto diverged = wait_until(worker, ended);
  CHECK_THAT(diverged->message, contains("loss"));
  CHECK(diverged->can_resume);
  CHECK(diverged->controls == TrainControls{});
  const auto saved = Checkpoint(find_checkpoint(folder / "run")).state().iteration;
  worker.post(TrainingCommand{ResumeTraining{}});
  const auto resumed = wait_until(worker, [&](const TrainingFacts& t) {
    return t.phase == TrainingPhase::training && t.rows_number > diverged->rows_number && t.rows &&
           !t.rows->empty() && t.rows->back().iteration > saved;
  });
  CHECK(std::isfinite(resumed->rows->back().result.loss));
}

TEST_CASE("training: never overwrites a run, and one at a time") {
  const TempFolder folder;
  create_folder(folder / "mine");
  Worker worker;
  worker.post(TrainingCommand{short_training(folder / "mine")});
  CHECK_THAT(wait_until(worker, ended)->message, contains("exists already"));
  CHECK(std::filesystem::is_empty(folder / "mine"));

  worker.post(TrainingCommand{short_training(folder / "one", 100000)});
  worker.post(TrainingCommand{short_training(folder / "two")});
  CHECK_THAT(worker.snapshot()->training->message, contains("stop that first"));
  worker.post(TrainingCommand{WatchRun{folder / "mine"}});
  CHECK(worker.is_training());
  wait_until(worker, after_iteration(1));
  CHECK_FALSE(std::filesystem::exists(folder / "two"));
}

TEST_CASE("training: what cannot be trained on leaves no folder, which may be chosen again") {
  const TempFolder folder;
  Worker worker;
  StartTraining start = short_training(folder / "run");
  const auto refused = [&](const std::string& data, const std::string& text) {
    start.data.data = data;
    worker.post(TrainingCommand{start});
    CHECK_THAT(wait_until(worker, ended)->message, contains(text));
    CHECK_FALSE(std::filesystem::exists(folder / "run"));
  };
  refused((folder / "gone").string(), "no such data set");
  refused(packed(folder / "large", 32, 84), "--side 56");
  refused(packed(folder / "grey", 32, 56, 1), "1 channels, but variant demo reads 3");
  refused(packed(folder / "few", 31), "fewer than one batch");
  start.variant = "vgg";
  refused("drawn", "vgg");
  start.variant = "demo";
  start.max_iterations = 1;
  worker.post(TrainingCommand{start});
  CHECK(wait_until(worker, ended)->message == "");
  CHECK(RunFolder::newest_checkpoint(folder / "run"));
}

TEST_CASE("training: alexnet train goes on with it from anywhere, whatever the data are called") {
  const TempFolder folder, elsewhere;
  const Path data = folder / "my \"odd\" \\ set";
  packed(data, 64);
  StartTraining start = short_training(folder / "run", 2);
  start.data.data = std::filesystem::relative(data).string();
  {
    Worker worker;
    worker.post(TrainingCommand{start});
    CHECK(wait_until(worker, ended)->message == "");
  }
  CHECK(Checkpoint(find_checkpoint(folder / "run")).state().data.data == data.string());
  const Outcome outcome = run_alexnet(
      elsewhere.path(),
      {"train", "--resume", (folder / "run").string(), "--max-iterations", "3", "--threads", "1"});
  INFO(outcome.err);
  CHECK(outcome.exit_code == 0);
}

TEST_CASE("training: what was stopped goes on, to the same bits") {
  const TempFolder folder;
  Worker worker;
  worker.post(TrainingCommand{ResumeTraining{}});  // there is nothing to resume
  CHECK(worker.snapshot()->training->phase == TrainingPhase::none);
  constexpr int kIterations = 90;  // so many that the stop comes before the end
  worker.post(TrainingCommand{short_training(folder / "run", kIterations)});
  wait_until(worker, after_iteration(3));
  worker.post(TrainingCommand{StopTraining{}});
  const auto stopped = wait_until(worker, ended);
  REQUIRE(stopped->newest.iteration < kIterations);
  CHECK(stopped->can_resume);
  worker.post(TrainingCommand{ResumeTraining{}});
  CHECK(worker.is_training());
  const auto training = wait_until(worker, ended);
  CHECK(training->message == "");
  CHECK(training->folder == folder / "run");
  CHECK(training->newest.iteration == kIterations);
  CHECK_FALSE(training->can_resume);
  REQUIRE(training->rows);
  CHECK(training->rows->size() == RunFolder::read_metrics(folder / "run").size());

  worker.post(TrainingCommand{short_training(folder / "whole", kIterations)});
  wait_until(worker,
             [&](const TrainingFacts& t) { return t.folder == folder / "whole" && ended(t); });
  CHECK(read_file(find_checkpoint(folder / "run")) == read_file(find_checkpoint(folder / "whole")));
}

TEST_CASE("training: what cannot be resumed now can be resumed later") {
  const TempFolder folder;
  StartTraining start = short_training(folder / "run", 100000);
  start.data.data = packed(folder / "data", 64);
  Worker worker;
  worker.post(TrainingCommand{start});
  wait_until(worker, after_iteration(1));
  worker.post(TrainingCommand{StopTraining{}});
  wait_until(worker, ended);
  std::filesystem::rename(folder / "data", folder / "away");
  worker.post(TrainingCommand{ResumeTraining{}});
  const auto refused = wait_until(worker, ended);
  CHECK_THAT(refused->message, contains("no such data set"));
  CHECK(refused->can_resume);
  CHECK(refused->weights);  // it is still shown
  std::filesystem::rename(folder / "away", folder / "data");
  const std::int64_t there = refused->newest.iteration;
  worker.post(TrainingCommand{ResumeTraining{}});
  CHECK(wait_until(worker, after_iteration(there + 1))->phase == TrainingPhase::training);
}

TEST_CASE("training: a run folder that is deleted, or a full disk, becomes a message") {
  const TempFolder folder;
  Worker worker;
  worker.post(TrainingCommand{short_training(folder / "run", 100000)});
  wait_until(worker, after_iteration(2));
  std::filesystem::remove_all(folder / "run");
  const auto training = wait_until(worker, ended);
  CHECK_THAT(training->message, contains("run") && contains("cannot write"));

  // Measurements go to a device that is always full.
  if (std::filesystem::exists("/dev/full")) {
    worker.post(TrainingCommand{short_training(folder / "full", 100000)});
    wait_until(worker, after_iteration(1));
    std::filesystem::create_symlink("/dev/full", folder / "full device");
    std::filesystem::rename(folder / "full device", folder / "full" / "metrics.csv");
    CHECK_THAT(wait_until(worker, ended)->message, contains("No space left"));
  }
  worker.post(TrainingCommand{short_training(folder / "well")});  // and then all is well again
  CHECK(wait_until(worker, [](const TrainingFacts& t) {
          return ended(t) && t.newest.iteration == 45;
        })->message == "");
}

TEST_CASE("training: a run of another program is watched until its folder is gone") {
  const TempFolder folder;
  Worker worker;
  worker.post(TrainingCommand{WatchRun{folder / "none"}});
  CHECK_THAT(wait_until(worker, unwatched)->message, contains("no such run folder"));

  const Path run = folder / "run";
  create_folder(run);
  worker.post(TrainingCommand{WatchRun{run}});
  wait_until(worker, [](const TrainingFacts& t) { return t.phase == TrainingPhase::watching; });
  CHECK_FALSE(worker.is_training());
  {
    Worker other;  // as if it were another program
    other.post(TrainingCommand{short_training(folder / "made")});
    wait_until(other, ended);
  }
  const Path last = *RunFolder::newest_checkpoint(folder / "made");
  // In one step each, as the other program would: it may be looked for at any time.
  const auto bring = [&](const Path& file, const Path& as) {
    std::filesystem::copy(file, run / "new");
    std::filesystem::rename(run / "new", run / as.filename());
  };
  const std::string metrics = read_text(folder / "made" / "metrics.csv");
  const std::size_t first_rows = metrics.find('\n', metrics.find('\n') + 1) + 1;
  write_file(folder / "first.csv", metrics.substr(0, first_rows));
  bring(folder / "first.csv", "metrics.csv");
  Path earlier;  // the older of the two checkpoints that are kept
  for (const auto& entry : std::filesystem::directory_iterator(folder / "made"))
    if (entry.path().extension() == ".safetensors" && entry.path() != last) earlier = entry.path();
  REQUIRE(!earlier.empty());
  bring(earlier, earlier);
  const auto at_first = wait_until(
      worker, [](const TrainingFacts& t) { return t.rows && t.rows->size() == 1 && t.weights; });
  CHECK(at_first->weights->iteration < 45);

  bring(folder / "made" / "metrics.csv", "metrics.csv");
  bring(last, last);
  const auto seen = wait_until(worker, [](const TrainingFacts& t) {
    return t.rows && t.weights && t.newest.iteration == 45 && t.weights->iteration == 45;
  });
  CHECK(seen->rows_number > at_first->rows_number);
  CHECK(seen->rows->size() == 7);
  CHECK(seen->weights->layers.size() == 15);
  CHECK(seen->weights->layers[0].rms_update > 0);
  REQUIRE(seen->rows->back().split == Split::val);  // whose speed is a different one
  double speed = 0;
  for (const Measurement& row : *seen->rows)
    if (row.split == Split::train) speed = row.images_per_s;
  CHECK(seen->newest.images_per_s == speed);
  CHECK(seen->quiet_s < 60);
  CHECK_FALSE(seen->watched_has_ended);
  const int epochs = seen->rows->back().epoch + 1;
  write_file(run / "config.toml", fmt::format("epochs={}\n", epochs));
  wait_until(worker, [](const TrainingFacts& f) { return f.watched_has_ended; });
  write_file(run / "config.toml", fmt::format("epochs={}\n", epochs + 1));  // it goes on
  wait_until(worker, [](const TrainingFacts& f) { return !f.watched_has_ended; });
  const auto an_hour_ago = std::filesystem::file_time_type::clock::now() - std::chrono::hours(1);
  std::filesystem::last_write_time(run / "metrics.csv", an_hour_ago);
  wait_until(worker, [](const TrainingFacts& f) { return f.quiet_s > 3500; });
  std::filesystem::remove_all(run);
  CHECK_THAT(wait_until(worker, unwatched)->message, contains("is gone"));

  create_folder(run);
  write_file(run / "metrics.csv", "iteration,epoch\nnonsense\n");
  worker.post(TrainingCommand{WatchRun{run}});
  CHECK_THAT(wait_until(worker, unwatched)->message, contains("metrics.csv:2"));
}

TEST_CASE("training: watching gives way to a training run") {
  const TempFolder folder;
  create_folder(folder / "run");
  Worker worker;
  worker.post(TrainingCommand{WatchRun{folder / "run"}});
  wait_until(worker, [](const TrainingFacts& t) { return !t.what.empty(); });
  worker.post(TrainingCommand{short_training(folder / "new")});
  CHECK(wait_until(worker, after_iteration(45))->message == "");
}
