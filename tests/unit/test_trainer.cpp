#include "train/trainer.h"

#include <algorithm>
#include <chrono>
#include <cmath>
#include <limits>
#include <thread>

#include "predict/evaluate.h"
#include "support/compare.h"
#include "support/lines.h"
#include "support/log_lines.h"
#include "support/pictures.h"
#include "support/tensors.h"

using namespace alexnet;
using namespace alexnet::test;

namespace {

/// A small two-tower net and 40 pictures of four classes.
struct Fixture {
  Fixture() {
    options.recipe = recipe_for("demo");
    options.recipe.batch_size = 8;
    options.recipe.epochs = 4;
    options.recipe.schedule = {.steps = "", .patience = 1, .drops = 3};
    options.log_every = 2;
    options.seed = 9;
  }
  Variant variant = narrowed(make_variant("demo", 4), 8);
  Dataset data = load(random_source(40, 4, 56), 56);
  TrainOptions options;
  LogLines log;

  /// A network and its trainer, in a run folder.
  struct Run {
    Run(Fixture& f, const Path& path)
        : network(f.variant, Placement{}, f.options.recipe.batch_size), folder(path) {
      network.initialize(f.options.seed);
      Preprocessing preprocessing = preprocessing_of(f.data);
      preprocessing.divisor = f.options.recipe.divisor;
      trainer.emplace(network, f.data, f.data, std::move(preprocessing), f.options, folder);
    }
    Trainer::Stop go() { return trainer->run(never); }
    static inline const std::atomic<bool> never = false;
    Network network;
    RunFolder folder;
    std::optional<Trainer> trainer;
  };
};

void check_equal(const Network& a, const Network& b) {
  for (std::size_t i = 0; i < a.parameters().size(); ++i) {
    INFO(a.parameters()[i]->name);
    CHECK_CLOSE(a.parameters()[i]->value, b.parameters()[i]->value, exact());
    CHECK_CLOSE(a.parameters()[i]->velocity, b.parameters()[i]->velocity, exact());
  }
}

}  // namespace

TEST_CASE("trainer: twenty iterations are ten, a checkpoint, and ten more, to the bit") {
  const TempFolder folder;
  Fixture f;
  Fixture::Run whole(f, folder / "whole");
  CHECK(whole.go() == Trainer::Stop::finished);
  CHECK(whole.trainer->iteration() == 20);

  for (int stop : {10, 7}) {  // at the end of an epoch, and in the middle of one
    const Path path = folder / fmt::format("parts-{}", stop);
    f.options.max_iterations = stop;
    f.options.seed = 9;
    {
      Fixture::Run first(f, path);
      first.go();
      CHECK(first.trainer->iteration() == stop);
    }
    f.options.max_iterations = -1;
    f.options.seed = 77;  // batches and masks, too, must be those of the seed in the checkpoint
    Fixture::Run second(f, path);
    second.network.initialize(12345);  // all of it must come from the checkpoint
    second.trainer->resume(Checkpoint(find_checkpoint(path)));
    second.go();
    CHECK(second.trainer->iteration() == 20);
    check_equal(second.network, whole.network);
    CHECK(second.trainer->last_validation().loss == whole.trainer->last_validation().loss);
  }
}

TEST_CASE("trainer: leaves metrics, a log and the two newest checkpoints") {
  const TempFolder folder;
  Fixture f;
  Fixture::Run run(f, folder / "run");
  run.folder.write_config({{"seed", "9"}});
  log_info("hello");
  run.go();
  const std::vector<std::string> rows = lines_of(folder / "run" / "metrics.csv");
  CHECK(rows[0].starts_with("iteration,epoch,split,loss,top1_error"));
  int train = 0, val = 0;
  for (const std::string& row : rows) {
    train += row.find(",train,") != std::string::npos;
    val += row.find(",val,") != std::string::npos;
  }
  CHECK(train == 10);  // every second iteration of 20
  CHECK(val == 4);
  for (const Measurement& m : RunFolder::read_metrics(folder / "run")) {
    INFO(to_text(m.split) << ", iteration " << m.iteration);
    CHECK(m.epoch == (m.iteration - 1) / 5);
  }
  CHECK(lines_of(folder / "run" / "log.txt")[0] == "hello");
  CHECK(lines_of(folder / "run" / "config.toml")[0] == "seed=9");
  CHECK(std::filesystem::exists(run.folder.checkpoint_path(20)));
  CHECK(std::filesystem::exists(run.folder.checkpoint_path(15)));
  CHECK(!std::filesystem::exists(run.folder.checkpoint_path(10)));
}

TEST_CASE("trainer: a written schedule changes the rate after the epochs that it names") {
  const TempFolder folder;
  Fixture f;
  f.options.log_every = 5;  // a row for each epoch
  f.options.recipe.schedule.steps = "0:0.01,1:0.001,3:0.0001";
  const auto rates = [&](const std::string& name) {
    std::vector<float> of_rows;
    for (const Measurement& row : RunFolder::read_metrics(folder / name))
      if (row.split == Split::train) of_rows.push_back(row.learning_rate);
    return of_rows;
  };
  { Fixture::Run(f, folder / "whole").go(); }
  CHECK(rates("whole") == std::vector<float>{0.01f, 0.001f, 0.001f, 0.0001f});

  f.options.max_iterations = 12;  // within the third epoch
  { Fixture::Run(f, folder / "parts").go(); }
  f.options.max_iterations = -1;
  Fixture::Run rest(f, folder / "parts");
  rest.trainer->resume(Checkpoint(find_checkpoint(folder / "parts")));
  rest.go();
  CHECK(rates("parts") == rates("whole"));
}

TEST_CASE("trainer: saves within an epoch, too, when the last checkpoint is old") {
  const TempFolder folder;
  Fixture f;
  f.options.recipe.epochs = 1;
  f.options.checkpoint_every_s = 0;
  Fixture::Run run(f, folder / "run");
  TrainObserver observer;
  observer.on_iteration = [&](const Measurement& m, std::int64_t, double) {
    INFO("iteration " << m.iteration);
    if (m.iteration > 1) CHECK(exists(run.folder.checkpoint_path(m.iteration - 1)));
  };
  run.trainer->run(Fixture::Run::never, observer);
}

TEST_CASE("trainer: a row's speed is that of its own iterations, without validation") {
  const TempFolder folder;
  Fixture f;
  f.options.recipe.epochs = 2;  // ten iterations, five rows
  Fixture::Run run(f, folder / "run");
  const auto pause = [](int ms) { std::this_thread::sleep_for(std::chrono::milliseconds(ms)); };
  std::vector<double> speeds;
  TrainObserver observer;
  observer.on_iteration = [&](const Measurement& m, std::int64_t total, double left_s) {
    const double per_iteration_s = m.elapsed_s / double(m.iteration);
    CHECK(left_s == Approx(per_iteration_s * double(total - m.iteration)));
    if (m.iteration % 2 == 0) return speeds.push_back(m.images_per_s);
    pause(100);  // counts as work of the row that has begun
  };
  observer.on_validation = [&](const Measurement& m) {
    if (m.iteration == 5) pause(2000);
  };
  run.trainer->run(Fixture::Run::never, observer);
  REQUIRE(speeds.size() == 5);
  for (const double speed : speeds) CHECK(speed <= 2 * 8 / 0.1);
  CHECK(speeds[2] > 2 * 8 / 2.0);  // iterations 5 and 6, with the validation between them
}

TEST_CASE("trainer: when asked to stop it finishes the iteration and saves") {
  const TempFolder folder;
  Fixture f;
  Fixture::Run run(f, folder / "run");
  std::atomic<bool> stop = false;
  TrainObserver observer;
  observer.on_iteration = [&](const Measurement& m, std::int64_t total, double) {
    CHECK(total == 20);
    stop = m.iteration == 3;
  };
  CHECK(run.trainer->run(stop, observer) == Trainer::Stop::interrupted);
  CHECK(run.trainer->iteration() == 3);
  CHECK(Checkpoint(find_checkpoint(folder / "run")).state().iteration == 3);
}

TEST_CASE("trainer: a stop ends a validation, and the run resumes with it, to the bit") {
  const TempFolder folder;
  Fixture f;
  Fixture::Run whole(f, folder / "whole");
  whole.go();
  const auto validations = [](const Path& path) {
    std::vector<std::int64_t> iterations;
    for (const Measurement& row : RunFolder::read_metrics(path))
      if (row.split == Split::val) iterations.push_back(row.iteration);
    return iterations;
  };
  for (const std::int64_t last : {10, 20}) {  // the ends of an epoch and of the run
    const Path path = folder / fmt::format("stopped-{}", last);
    std::atomic<bool> stop = false;
    {
      Fixture::Run before_it(f, path);
      TrainObserver observer;
      observer.on_iteration = [&](const Measurement& m, auto, auto) { stop = m.iteration == last; };
      CHECK(before_it.trainer->run(stop, observer) == Trainer::Stop::interrupted);
    }
    {
      Fixture::Run in_it(f, path);
      in_it.trainer->resume(Checkpoint(find_checkpoint(path)));
      CHECK(!in_it.trainer->is_done());
      CHECK(in_it.trainer->run(stop) == Trainer::Stop::interrupted);
      CHECK(in_it.trainer->iteration() == last);
      CHECK(validations(path).size() == std::size_t(last / 5 - 1));
    }
    // As if the program had been killed between the row of the validation and its checkpoint.
    std::ofstream(path / "metrics.csv", std::ios::app)
        << fmt::format("{},9,val,1,1,1,1,1,1\n", last);
    Fixture::Run rest(f, path);
    rest.network.initialize(12345);  // all of it must come from the checkpoint
    rest.trainer->resume(Checkpoint(find_checkpoint(path)));
    CHECK(rest.go() == Trainer::Stop::finished);
    check_equal(rest.network, whole.network);
    CHECK(rest.trainer->last_validation().loss == whole.trainer->last_validation().loss);
    CHECK(validations(path) == std::vector<std::int64_t>{5, 10, 15, 20});
  }
}

TEST_CASE("trainer: a run that was asked to stop when it had finished has finished") {
  const TempFolder folder;
  Fixture f;
  Fixture::Run run(f, folder / "run");
  std::atomic<bool> stop = false;
  TrainObserver observer;
  observer.on_validation = [&](const Measurement& m) { stop = m.iteration == 20; };
  CHECK(run.trainer->run(stop, observer) == Trainer::Stop::finished);
}

TEST_CASE("trainer: where there is nothing to do, it says which limit was reached") {
  const TempFolder folder;
  Fixture f;
  const auto reason = [&](const std::string& name) {
    Fixture::Run run(f, folder / name);
    CHECK(run.go() == Trainer::Stop::finished);
    return run.trainer->why_done();
  };
  CHECK_THAT(reason("epochs"), contains("all of 4 epochs; to train on, give a larger --epochs"));
  f.options.max_iterations = 3;
  CHECK_THAT(reason("iterations"), contains("3 iterations are done, and --max-iterations 3"));
  f.options.max_iterations = -1;
  f.options.recipe.epochs = 50;
  f.options.recipe.schedule = {.steps = "", .patience = 1, .drops = 0};
  f.options.recipe.sgd.learning_rate = 0;  // the error stays what it is
  CHECK_THAT(reason("plateau"), contains("plateau schedule ended the run after 2 epochs"));
}

TEST_CASE("trainer: a resumed run forgets the rows that it measures again") {
  const TempFolder folder;
  Fixture f;
  f.variant.name = "a network of one's own";  // which make_variant() does not know
  f.options.max_iterations = 6;
  { Fixture::Run(f, folder / "run").go(); }
  std::ofstream(folder / "run" / "metrics.csv", std::ios::app) << "8,2,train,1,1,1,1,1,1\n";
  f.options.max_iterations = 8;
  Fixture::Run again(f, folder / "run");
  again.trainer->resume(Checkpoint(find_checkpoint(folder / "run")));
  again.go();
  int eights = 0;
  for (const std::string& row : lines_of(folder / "run" / "metrics.csv"))
    eights += row.starts_with("8,2,train");
  CHECK(eights == 1);
}

TEST_CASE("trainer: where all iterations are done there is nothing to do, and nothing is written") {
  const TempFolder folder;
  Fixture f;
  f.options.max_iterations = 2;
  { Fixture::Run(f, folder / "run").go(); }
  const auto rows = lines_of(folder / "run" / "metrics.csv");
  Fixture::Run again(f, folder / "run");
  again.trainer->resume(Checkpoint(find_checkpoint(folder / "run")));
  CHECK(again.go() == Trainer::Stop::nothing_to_do);
  CHECK(lines_of(folder / "run" / "metrics.csv") == rows);
}

TEST_CASE(
    "trainer: controls that are not touched change no bit, and a pause is no time of training") {
  const TempFolder folder;
  Fixture f;
  f.options.recipe.epochs = 1;
  Fixture::Run plain(f, folder / "plain");
  plain.go();
  Fixture::Run asked(f, folder / "asked");
  TrainObserver observer;
  observer.controls = [] {
    std::this_thread::sleep_for(std::chrono::milliseconds(400));
    return TrainControls{};
  };
  double elapsed_s = 0;
  observer.on_iteration = [&](const Measurement& m, std::int64_t, double) {
    elapsed_s = m.elapsed_s;
  };
  const auto start = std::chrono::steady_clock::now();
  asked.trainer->run(Fixture::Run::never, observer);
  const std::chrono::duration<double> all = std::chrono::steady_clock::now() - start;
  check_equal(asked.network, plain.network);
  CHECK(all.count() > 5 * 0.4);
  CHECK(elapsed_s < all.count() - 5 * 0.39);
  CHECK(f.log.text().find("by hand") == std::string::npos);
}

TEST_CASE("trainer: rate, dropout and colour noise change while it runs, and the log says so") {
  const TempFolder folder;
  Fixture f;
  f.options.recipe.schedule.steps = "0:0.01";
  const auto train = [&](const std::string& name, const TrainControls& changed) {
    Fixture::Run run(f, folder / name);
    std::int64_t done = 0;
    TrainObserver observer;
    observer.controls = [&] { return done < 4 ? TrainControls{} : changed; };
    observer.on_iteration = [&](const Measurement& m, std::int64_t, double) { done = m.iteration; };
    run.trainer->run(Fixture::Run::never, observer);
    return run.trainer->last_validation().loss;
  };
  const double loss = train("plain", {});
  CHECK(train("rate", {.rate_factor = 0.1f}) != loss);
  CHECK(train("dropout", {.dropout = false}) != loss);
  CHECK(train("colours", {.colour_noise = false}) != loss);
  CHECK(lines_of(folder / "rate" / "log.txt")[0] ==
        "iteration 4: learning rate 0.01 -> 0.001, by hand");
  CHECK(lines_of(folder / "dropout" / "log.txt")[0] == "iteration 4: dropout off");
  CHECK(lines_of(folder / "colours" / "log.txt")[0] == "iteration 4: colour noise off");
  const std::vector<Measurement> rows = RunFolder::read_metrics(folder / "rate");
  REQUIRE(rows.size() == 14);
  CHECK(rows[1].iteration == 4);
  CHECK(rows[1].learning_rate == 0.01f);
  CHECK(rows[2].learning_rate == 0.001f);
}

TEST_CASE("run folder: metrics are read back, without a line that is only half written") {
  const TempFolder folder;
  RunFolder run(folder / "run");
  CHECK_ERROR(RunFolder::read_metrics(folder / "run"), "metrics.csv");
  run.append({20, 0, Split::train, {40, 1.5, 0.75, 0.25}, 0.01f, 100, 2});
  run.append({20, 1, Split::val, {40, 1.25, 0.5, 0.125}, 0.001f, 300, 3});
  const Path file = folder / "run" / "metrics.csv";
  std::ofstream(file, std::ios::app) << "40,3,tra";
  const std::vector<Measurement> rows = RunFolder::read_metrics(folder / "run");
  REQUIRE(rows.size() == 2);
  CHECK(rows[0].iteration == 20);
  CHECK(rows[0].split == Split::train);
  CHECK(rows[0].result.loss == 1.5);
  CHECK(rows[0].result.top1_error == 0.75);
  CHECK(rows[0].result.top5_error == 0.25);
  CHECK(rows[0].images_per_s == 100);
  CHECK(rows[1].split == Split::val);
  CHECK(rows[1].epoch == 1);
  CHECK(rows[1].learning_rate == 0.001f);
  CHECK(rows[1].elapsed_s == 3);
  std::ofstream(file, std::ios::app) << "in,1,2\n";
  CHECK_ERROR(RunFolder::read_metrics(folder / "run"), "metrics.csv:4", "40,3,train,1,2");
  std::string text = read_text(file);
  text.resize(text.find("40,3"));
  write_file(file, text + "40,-2147483648,train,1,0.5,0.5,0.01,100,2\n");  // epochs count from 1
  CHECK_ERROR(RunFolder::read_metrics(folder / "run"), "metrics.csv:4", "-2147483648");
}

TEST_CASE("run folder: a last line that is cut anywhere does no harm to the others") {
  const TempFolder folder;
  RunFolder run(folder / "run");
  for (const int iteration : {20, 22})
    run.append({iteration, 10, Split::train, {40, 1.5, 0.75, 0.25}, 0.01f, 100, 2});
  const Path file = folder / "run" / "metrics.csv";
  const std::string whole = read_text(file);
  const std::size_t begin = whole.rfind('\n', whole.size() - 2) + 1;
  for (std::size_t size = begin; size < whole.size(); ++size) {
    INFO(whole.substr(begin, size - begin));
    write_file(file, whole.substr(0, size));
    run.truncate_metrics(1000);
    CHECK(RunFolder::read_metrics(folder / "run").size() == 1);
  }
  write_file(file, whole);
  run.truncate_metrics(1000);
  CHECK(RunFolder::read_metrics(folder / "run").size() == 2);
}

TEST_CASE("run folder: a checkpoint that was cut short is removed, and nothing else is") {
  const TempFolder folder;
  for (const char* name :
       {"checkpoint-0000020.safetensors.partial", "checkpoint-0000010.safetensors",
        "checkpoint-best.safetensors.partial", "mine.partial"})
    write_file(folder / name, "some bytes");
  const RunFolder run(folder.path());
  CHECK(!exists(folder / "checkpoint-0000020.safetensors.partial"));
  CHECK(folder.entries() == 4);  // with log.txt
}

TEST_CASE("run folder: one that a new run would spoil is told from others") {
  const TempFolder folder;
  CHECK(!RunFolder::holds_run(folder / "nowhere"));
  CHECK(!RunFolder::holds_run(folder.path()));
  write_file(folder / "metrics.csv", "of a run that ended before its first checkpoint");
  CHECK(!RunFolder::holds_run(folder.path()));
  write_file(folder / "checkpoint-best.safetensors", "renamed");
  CHECK(RunFolder::holds_run(folder.path()));
  std::filesystem::remove(folder / "metrics.csv");
  CHECK(!RunFolder::holds_run(folder.path()));  // a safetensors file of something else
  write_file(folder / "checkpoint-0000010.safetensors", "some bytes");
  CHECK(RunFolder::holds_run(folder.path()));
}

TEST_CASE("new run folder: is there at once, is taken, and goes if nothing was written to it") {
  const TempFolder folder;
  const Path path = folder / "runs" / "first";
  {
    const NewRunFolder made(path, "unused");
    CHECK(made.path() == path);
    CHECK(exists(path));
    CHECK_ERROR(NewRunFolder(path, "unused"), path.string(), "exists already");
  }
  CHECK(folder.entries() == 0);
  { const NewRunFolder deeper(folder / "experiments" / "of" / "today", "unused"); }
  CHECK(folder.entries() == 0);
  {
    const NewRunFolder made(path, "unused");
    write_file(path / "log.txt", "something");
  }
  CHECK(exists(path / "log.txt"));
  const WorkingFolder here(folder.path());
  const NewRunFolder one({}, "demo"), two({}, "demo"), three({}, "demo");
  CHECK(one.path() == Path("runs/demo"));
  CHECK(two.path() == Path("runs/demo-2"));
  CHECK(three.path() == Path("runs/demo-3"));
}

TEST_CASE("run folder: two programs do not train in one") {
  const TempFolder folder;
  {
    const RunFolder run(folder / "run");
    CHECK_ERROR(RunFolder(folder / "run"), "run", "another program is training there");
    CHECK_NOTHROW(RunFolder(folder / "other"));
  }
  CHECK_NOTHROW(RunFolder(folder / "run"));
}

TEST_CASE("trainer: NaN stops the run and the message names the node") {
  const TempFolder folder;
  Fixture f;
  Fixture::Run run(f, folder / "run");
  for (Parameter* p : run.network.parameters())
    if (p->name == "conv4a.weight") p->value.data()[0] = std::numeric_limits<Real>::quiet_NaN();
  CHECK_ERROR(run.go(), "iteration 0", "nan", "conv4a", "--learning-rate");
}

TEST_CASE("trainer: a network that has diverged is an error, and is not saved") {
  const TempFolder folder;
  Fixture f;
  f.options.recipe.batch_size = 40;  // one batch an epoch: only its validation sees what it did
  f.options.recipe.schedule.steps = "0:1e30";
  Fixture::Run run(f, folder / "run");
  CHECK_ERROR(run.go(), "iteration 1", "the validation loss is", "nan", "--learning-rate");
  CHECK(!RunFolder::newest_checkpoint(folder / "run"));
  CHECK(!exists(folder / "run" / "metrics.csv"));
}

TEST_CASE("trainer: a velocity that is not finite is not saved, though every loss was") {
  const TempFolder folder;
  Fixture f;
  f.options.checkpoint_every_s = 0;
  Fixture::Run run(f, folder / "run");
  TrainObserver observer;
  observer.on_iteration = [&](const Measurement& m, std::int64_t, double) {
    Parameter& fc7a = *run.network.parameters()[24];
    if (m.iteration == 2) fc7a.velocity.data()[1] = std::numeric_limits<Real>::infinity();
  };
  CHECK_ERROR(run.trainer->run(Fixture::Run::never, observer), "checkpoint-0000002.safetensors",
              "not saved: " + run.network.parameters()[24]->name + ".velocity holds inf");
  CHECK(RunFolder::newest_checkpoint(folder / "run") == run.folder.checkpoint_path(1));
}

TEST_CASE("trainer: the plateau at ln(classes) is noticed and explained, once") {
  const TempFolder folder;
  Fixture f;
  f.options.recipe.epochs = 20;
  f.options.recipe.schedule.steps = "0:0";  // nothing learns: all classes stay equally probable
  Fixture::Run run(f, folder / "run");
  for (Parameter* p : run.network.parameters())
    if (p->name == "fc8.weight") fill(p->value, 0);
  run.go();
  const std::size_t first = f.log.text().find("ln(4) = 1.386");
  CHECK(first != std::string::npos);
  CHECK(f.log.text().find("ln(4)", first + 1) == std::string::npos);
}

TEST_CASE("trainer: overfits a single batch") {
  const TempFolder folder;
  Fixture f;
  f.variant = narrowed(make_variant("demo", 4), 2);
  f.data = load(random_source(8, 4, 56), 56);
  f.options.recipe.epochs = 200;
  f.options.recipe.schedule.steps = "0:0.01";
  f.options.recipe.augmentation = {false, ColourNoise::none};
  f.options.dropout = false;
  Fixture::Run run(f, folder / "run");
  run.go();
  CHECK(run.trainer->last_validation().top1_error == 0);
  CHECK(run.trainer->last_validation().loss < 0.1);
  CHECK(f.log.text().find("ln(4)") == std::string::npos);  // nor is it called stalled
}

TEST_CASE("trainer: another number of classes than the network's is refused") {
  const TempFolder folder;
  Fixture f;
  f.variant = narrowed(make_variant("demo", 5), 8);
  CHECK_ERROR(Fixture::Run(f, folder / "run"), "4 classes", "the network has 5");
}

TEST_CASE(
    "trainer: a validation set that does not fit is refused before there is anything to lose") {
  const TempFolder folder;
  Fixture f;
  Network network(f.variant, Placement{}, f.options.recipe.batch_size);
  RunFolder run(folder / "run");
  const auto with = [&](const Dataset& val) {
    Trainer(network, f.data, val, preprocessing_of(f.data), f.options, run);
  };
  CHECK_NOTHROW(with(f.data));
  CHECK_ERROR(with(load(random_source(12, 3, 56), 56)), "3 classes", "the network has 4");
  CHECK_ERROR(with(load(random_source(12, 4, 20), 20)), "20 x 20");
}

TEST_CASE("trainer: fewer pictures than one batch are refused") {
  const TempFolder folder;
  Fixture f;
  f.options.recipe.batch_size = 41;
  CHECK_ERROR(Fixture::Run(f, folder / "run"), "random pictures",
              "40 pictures are fewer than one batch of 41", "--batch-size");
}

TEST_CASE("trainer: a batch of none, or larger than the network was made for, is refused") {
  const TempFolder folder;
  Fixture f;
  RunFolder run(folder / "run");
  Network network(f.variant, Placement{}, 8);
  const auto make = [&](int batch_size) {
    f.options.recipe.batch_size = batch_size;
    Trainer(network, f.data, f.data, preprocessing_of(f.data), f.options, run);
  };
  CHECK_ERROR(make(0), "batch_size", "at least 1");
  CHECK_ERROR(make(9), "9 images at once", "up to 8");
}

TEST_CASE("trainer: a run does not go on with other pictures, and its folder stays as it was") {
  const TempFolder folder;
  Fixture f;
  for (const int stop : {7, 10}) {  // in the middle of an epoch of five batches, and at its end
    const Path path = folder / fmt::format("run-{}", stop);
    f.data = load(random_source(40, 4, 56), 56);
    f.options.max_iterations = stop;
    { Fixture::Run(f, path).go(); }
    std::ofstream(path / "metrics.csv", std::ios::app) << "12,3,train,1,1,1,1,1,1\n";
    const auto rows = lines_of(path / "metrics.csv");
    const auto refused = [&](ImageSource source, const std::string& text) {
      f.data = load(source, 56);
      Fixture::Run other(f, path);
      CHECK_ERROR(other.trainer->resume(Checkpoint(find_checkpoint(path))), "random pictures", text,
                  "--data");
      CHECK(other.trainer->iteration() == 0);
      CHECK(lines_of(path / "metrics.csv") == rows);
    };
    refused(random_source(24, 4, 56),
            fmt::format("{} iterations of 8 pictures each, of 24 in all", stop));
    refused(random_source(88, 4, 56), "not the pictures that the run began with");
    ImageSource renamed = random_source(40, 4, 56);
    renamed.class_names[2] = "another";
    refused(renamed, "other classes");
  }
}

TEST_CASE("trainer: the seed chooses batches, and what dropout silences") {
  const TempFolder folder;
  Fixture f;
  f.options.max_iterations = 2;
  const auto loss = [&](const std::string& name, std::uint64_t seed) {
    f.options.seed = seed;
    Fixture::Run run(f, folder / fmt::format("{}-{}", name, seed));
    run.network.initialize(1);  // the same start for both
    run.go();
    return run.trainer->last_validation().loss;
  };
  f.options.dropout = false;
  CHECK(loss("batches", 1) != loss("batches", 2));
  f.options.dropout = true;
  f.options.shuffle = false;
  f.options.recipe.augmentation = {false, ColourNoise::none};
  CHECK(loss("masks", 1) != loss("masks", 2));
}

TEST_CASE("trainer: a row is about its own iterations, not about those before it") {
  const TempFolder folder;
  Fixture f;
  f.options.recipe.schedule.steps = "0:0.01";
  const auto rows = [&](const std::string& name, int log_every) {
    f.options.log_every = log_every;
    { Fixture::Run(f, folder / name).go(); }
    std::vector<Evaluation> of_rows;
    for (const Measurement& row : RunFolder::read_metrics(folder / name))
      if (row.split == Split::train) of_rows.push_back(row.result);
    return of_rows;
  };
  const std::vector<Evaluation> each = rows("each", 1), pairs = rows("pairs", 2);
  REQUIRE(each.size() == 20);
  REQUIRE(pairs.size() == 10);
  for (std::size_t i = 0; i < pairs.size(); ++i) {
    INFO("row " << i);
    const Evaluation &a = each[2 * i], &b = each[2 * i + 1];
    CHECK(pairs[i].loss == Approx((a.loss + b.loss) / 2).epsilon(1e-5));
    CHECK(pairs[i].top1_error == Approx((a.top1_error + b.top1_error) / 2).epsilon(1e-5));
  }
}

TEST_CASE("trainer: the validation of a run that ends within an epoch is made up for, once") {
  const TempFolder folder;
  Fixture f;
  f.options.max_iterations = 7;
  const auto validations = [&] {
    std::vector<std::int64_t> iterations;
    for (const Measurement& row : RunFolder::read_metrics(folder / "run"))
      if (row.split == Split::val) iterations.push_back(row.iteration);
    return iterations;
  };
  const auto resumed = [&](const std::atomic<bool>& stop) {
    Fixture::Run run(f, folder / "run");
    run.trainer->resume(Checkpoint(find_checkpoint(folder / "run")));
    return run.trainer->run(stop);
  };
  std::atomic<bool> stop = false;
  {
    Fixture::Run run(f, folder / "run");
    TrainObserver observer;
    observer.on_iteration = [&](const Measurement& m, auto, auto) { stop = m.iteration == 7; };
    CHECK(run.trainer->run(stop, observer) == Trainer::Stop::interrupted);
    CHECK(!run.trainer->is_done());
  }
  CHECK(resumed(stop) == Trainer::Stop::interrupted);  // again
  CHECK(validations() == std::vector<std::int64_t>{5});
  CHECK(resumed(Fixture::Run::never) == Trainer::Stop::finished);
  CHECK(validations() == std::vector<std::int64_t>{5, 7});
  CHECK(resumed(Fixture::Run::never) == Trainer::Stop::nothing_to_do);
  CHECK(validations() == std::vector<std::int64_t>{5, 7});
  f.options.max_iterations = 9;
  CHECK(resumed(Fixture::Run::never) == Trainer::Stop::finished);
  CHECK(validations() == std::vector<std::int64_t>{5, 7, 9});
}

TEST_CASE("trainer: pictures left over by the last whole batch do not lengthen the epoch") {
  const TempFolder folder;
  Fixture f;
  f.data = load(random_source(43, 4, 56), 56);
  Fixture::Run run(f, folder / "run");
  run.go();
  CHECK(run.trainer->iteration() == 4 * 5);
  std::vector<std::int64_t> validations;
  for (const Measurement& row : RunFolder::read_metrics(folder / "run"))
    if (row.split == Split::val) validations.push_back(row.iteration);
  CHECK(validations == std::vector<std::int64_t>{5, 10, 15, 20});
}

TEST_CASE("trainer: it learns from one set of pictures and validates on the other") {
  const TempFolder folder;
  Fixture f;
  f.options.recipe.schedule.steps = "0:0.01";
  ImageSource source = random_source(12, 4, 56);
  std::rotate(source.labels.begin(), source.labels.begin() + 1, source.labels.end());
  const Dataset other = load(source, 56);
  const auto train = [&](const std::string& name, const Dataset& val) {
    Network network(f.variant, Placement{}, f.options.recipe.batch_size);
    network.initialize(f.options.seed);
    RunFolder run(folder / name);
    const Preprocessing preprocessing = preprocessing_of(f.data);
    Trainer trainer(network, f.data, val, preprocessing_of(f.data), f.options, run);
    trainer.run(Fixture::Run::never);
    const Evaluation expected = evaluate(network, val, preprocessing, Views::centre);
    CHECK(trainer.last_validation().pictures == val.size());
    CHECK(trainer.last_validation().loss == expected.loss);
    std::vector<double> errors;
    for (const Measurement& row : RunFolder::read_metrics(folder / name))
      if (row.split == Split::train)
        errors.insert(errors.end(), {row.result.loss, row.result.top1_error});
    return errors;
  };
  ImageSource relabelled = random_source(40, 4, 56);
  std::rotate(relabelled.labels.begin(), relabelled.labels.begin() + 1, relabelled.labels.end());
  // What is measured in training does not depend on the pictures to validate on.
  CHECK(train("a", load(relabelled, 56)) == train("b", f.data));
  train("c", other);
}

TEST_CASE("trainer: the plateau rule looks at the top-1 error of the validations") {
  const TempFolder folder;
  Fixture f;
  f.variant = narrowed(make_variant("demo", 4), 2);
  f.data = load(random_source(8, 4, 56), 56);
  f.options.recipe.epochs = 80;  // of one batch
  f.options.recipe.schedule = {.steps = "", .patience = 3, .drops = 12};
  f.options.recipe.augmentation = {false, ColourNoise::none};
  f.options.dropout = false;
  Fixture::Run run(f, folder / "run");
  run.go();
  // Of four classes, the true one is always among the first five: by that error, nothing improves.
  Schedule by_top1(f.options.recipe.schedule, f.options.recipe.sgd.learning_rate),
      by_top5 = by_top1;
  bool differ = false;
  for (const Measurement& row : RunFolder::read_metrics(folder / "run")) {
    if (row.split != Split::val) continue;
    INFO("epoch " << row.epoch);
    CHECK(row.learning_rate == Approx(by_top1.rate()));
    by_top1.end_of_epoch(row.epoch, row.result.top1_error);
    by_top5.end_of_epoch(row.epoch, row.result.top5_error);
    differ = differ || by_top1.rate() != by_top5.rate();
  }
  CHECK(differ);
}

TEST_CASE("trainer: a validation's speed is pictures per second") {
  const TempFolder folder;
  Fixture f;
  f.options.recipe.epochs = 1;
  Fixture::Run run(f, folder / "run");
  using Clock = std::chrono::steady_clock;
  const auto seconds_since = [](Clock::time_point start) {
    return std::chrono::duration<double>(Clock::now() - start).count();
  };
  const Clock::time_point start = Clock::now();
  double took = 0;
  TrainObserver observer;
  observer.on_validation = [&](const Measurement& m) {
    REQUIRE(m.images_per_s > 0);
    took = m.result.pictures / m.images_per_s;
    CHECK(took < seconds_since(start));
  };
  run.trainer->run(Fixture::Run::never, observer);
  const Clock::time_point again = Clock::now();
  evaluate(run.network, f.data, preprocessing_of(f.data), Views::centre);
  CHECK(took > seconds_since(again) / 20);
}

TEST_CASE("trainer: biases learn as many times as fast as the recipe says") {
  Fixture f;
  f.options.max_iterations = 1;
  f.options.recipe.sgd.momentum = f.options.recipe.sgd.weight_decay = 0;
  const auto step_of = [&](float multiplier) {
    const TempFolder folder;
    f.options.recipe.sgd.bias_lr_multiplier = multiplier;
    Fixture::Run run(f, folder / "run");
    std::vector<std::vector<Real>> steps;
    for (const Parameter* p : run.network.parameters())
      steps.emplace_back(p->value.data(), p->value.data() + p->value.shape().size());
    run.go();
    for (std::size_t i = 0; i < steps.size(); ++i)
      for (std::size_t j = 0; j < steps[i].size(); ++j)
        steps[i][j] = run.network.parameters()[i]->value.data()[j] - steps[i][j];
    return steps;
  };
  const std::vector<std::vector<Real>> once = step_of(1), thrice = step_of(3);
  const Network network(f.variant, Placement{}, 1);
  for (std::size_t i = 0; i < once.size(); ++i) {
    const Parameter& p = *network.parameters()[i];
    INFO(p.name);
    for (std::size_t j = 0; j < once[i].size(); ++j)
      CHECK(thrice[i][j] == Approx((p.is_bias ? 3 : 1) * once[i][j]).margin(1e-7));
  }
}

TEST_CASE("trainer: pictures get the recipe's kind of colour noise") {
  Fixture f;
  f.options.max_iterations = 1;
  f.options.log_every = 1;
  const auto first_loss = [&](ColourNoise kind) {
    const TempFolder folder;
    f.options.recipe.augmentation.colour_noise = kind;
    Fixture::Run run(f, folder / "run");
    run.go();
    return RunFolder::read_metrics(folder / "run").at(0).result.loss;
  };
  const double eigenvalues = first_loss(ColourNoise::eigenvalues);
  CHECK(first_loss(ColourNoise::eigenvalues) == eigenvalues);
  CHECK(first_loss(ColourNoise::standard_deviations) != eigenvalues);
  CHECK(first_loss(ColourNoise::none) != eigenvalues);
}

TEST_CASE("trainer: a plateau at ln(classes) that ends in between is not called one") {
  const TempFolder folder;
  Fixture f;
  f.options.recipe.epochs = 20;
  f.options.recipe.schedule.steps = "0:0";
  f.options.log_every = 1;
  f.options.max_iterations = 49;  // 24 rows that guess, one that does not, 24 that guess
  Fixture::Run run(f, folder / "run");
  Parameter* fc8 = nullptr;
  for (Parameter* p : run.network.parameters())
    if (p->name == "fc8.bias")
      fc8 = p;
    else if (p->name == "fc8.weight")
      fill(p->value, 0);
  REQUIRE(fc8);
  TrainObserver observer;
  observer.on_iteration = [&](const Measurement& m, std::int64_t, double) {
    fc8->value.data()[0] = m.iteration == 24 ? 3 : 0;
  };
  run.trainer->run(Fixture::Run::never, observer);
  CHECK(f.log.text().find("ln(4)") == std::string::npos);
}

TEST_CASE("trainer: after a checkpoint within an epoch, the next one waits its time") {
  const TempFolder folder;
  Fixture f;
  f.options.recipe.epochs = 1;
  f.options.checkpoint_every_s = 1;
  Fixture::Run run(f, folder / "run");
  TrainObserver observer;
  observer.on_iteration = [&](const Measurement& m, std::int64_t, double) {
    if (m.iteration == 1) std::this_thread::sleep_for(std::chrono::milliseconds(1100));
    if (m.iteration != 3) return;
    CHECK(exists(run.folder.checkpoint_path(1)));
    CHECK(!exists(run.folder.checkpoint_path(2)));
  };
  run.trainer->run(Fixture::Run::never, observer);
}
