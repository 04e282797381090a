#include "cli/commands.h"
#include "cli/common.h"
#include "cli/exit_code.h"
#include "cli/option_values.h"
#include "cli/progress.h"
#include "cli/standard_streams.h"
#include "cli/stop_signals.h"
#include "cli/train_config.h"
#include "core/duration.h"
#include "core/log.h"
#include "train/training_setup.h"

namespace alexnet::cli {
namespace {

struct Options {
  std::string variant = "demo", run, resume, init, schedule, batch_order = "shuffled";
  DataOptions data;
  MachineOptions machine;
  int epochs = 0, batch_size = 0;
  float learning_rate = 0, momentum = 0, weight_decay = 0, divisor = 0;
  std::int64_t max_iterations = -1;
  std::uint64_t seed = 1;
  bool no_augment = false, no_colour_noise = false, no_dropout = false;

  bool resumes() const { return !resume.empty(); }
};

/// Gives an option a value if it has none, as if it had been on the command line. So config.toml,
/// which lists what was given, holds every number that matters.
template <class Value>
void give(CLI::App& command, const char* name, const Value& value) {
  CLI::Option* option = command.get_option(name);
  if (option->count() > 0) return;
  option->add_result(fmt::format("{}", value));
  option->run_callback();
}

/// Follows the variant's recipe wherever the command line says nothing.
void fill_from_recipe(CLI::App& command, const std::string& variant) {
  const Recipe recipe = recipe_for(variant);
  give(command, "--epochs", recipe.epochs);
  give(command, "--batch-size", recipe.batch_size);
  give(command, "--momentum", recipe.sgd.momentum);
  give(command, "--weight-decay", recipe.sgd.weight_decay);
  give(command, "--divisor", recipe.divisor);
  // A rate without a schedule means that rate, divided at plateaus.
  const bool rate_alone = command.get_option("--learning-rate")->count() > 0;
  const bool no_schedule = rate_alone || recipe.schedule.steps.empty();
  if (rate_alone && !recipe.schedule.steps.empty() && command.get_option("--schedule")->empty())
    log_info(
        "--learning-rate without --schedule: divided by 10 at plateaus; {}'s own schedule is {}",
        variant, recipe.schedule.steps);
  give(command, "--schedule", no_schedule ? "plateau" : recipe.schedule.steps);
  give(command, "--learning-rate", recipe.sgd.learning_rate);
}

TrainOptions train_options(const Options& o) {
  TrainOptions t;
  t.recipe = recipe_for(o.variant);
  t.recipe.epochs = o.epochs;
  t.recipe.batch_size = o.batch_size;
  t.recipe.sgd.learning_rate = o.learning_rate;
  t.recipe.sgd.momentum = o.momentum;
  t.recipe.sgd.weight_decay = o.weight_decay;
  t.recipe.divisor = o.divisor;
  t.recipe.schedule.steps = o.schedule == "plateau" ? "" : o.schedule;
  if (o.no_augment) t.recipe.augmentation.crops_and_reflections = false;
  if (o.no_augment || o.no_colour_noise) t.recipe.augmentation.colour_noise = ColourNoise::none;
  t.seed = o.seed;
  t.data = o.data.request;
  t.max_iterations = o.max_iterations;
  t.shuffle = o.batch_order == "shuffled";
  t.dropout = !o.no_dropout;
  return t;
}

/// While it lives, a line of the log first clears the progress line.
class ProgressLineEnds {
 public:
  explicit ProgressLineEnds(Progress& progress) : before_(set_log_sink({})) {
    set_log_sink([this, &progress](LogLevel level, const std::string& line) {
      progress.finish_line();
      before_(level, line);
    });
  }
  ~ProgressLineEnds() { set_log_sink(before_); }
  ProgressLineEnds(const ProgressLineEnds&) = delete;
  ProgressLineEnds& operator=(const ProgressLineEnds&) = delete;

 private:
  LogSink before_;
};

TrainObserver show_progress(Progress& progress) {
  TrainObserver observer;
  observer.on_iteration = [&](const Measurement& m, std::int64_t total, double left_s) {
    progress.show(double(m.iteration) / double(total),
                  fmt::format("epoch {}  {}{:.0f} images/s  {} left", m.epoch + 1,
                              m.result.pictures == 0  // GPUs have not been asked yet
                                  ? ""
                                  : fmt::format("loss {:.3f}  error {}  ", m.result.loss,
                                                percent(m.result.top1_error)),
                              m.images_per_s, duration_text(left_s)));
  };
  observer.on_validation = [](const Measurement& m) {
    log_info(
        "epoch {:3}  validation loss {:.3f}  top-1 error {}  top-5 error {}  learning rate {:.2g}  "
        "{}",
        m.epoch + 1, m.result.loss, percent(m.result.top1_error), percent(m.result.top5_error),
        m.learning_rate, duration_text(m.elapsed_s));
  };
  return observer;
}

void check_holds_no_run(const Path& folder) {
  if (RunFolder::holds_run(folder))
    throw UsageError(fmt::format(
        "{0}: holds a run already; choose another --run, or continue this one with --resume {0}",
        folder.string()));
}

/// Two options that contradict each other.
void check_rates(const CLI::App& command, const Options& o) {
  const bool rate_given = command.get_option("--learning-rate")->count() > 0;
  if (rate_given && !o.schedule.empty() && o.schedule != "plateau")
    throw UsageError(
        fmt::format("--schedule {} sets every learning rate, so --learning-rate would have no "
                    "effect; give one of the two",
                    o.schedule));
}

/// For a new run: one without an iteration would leave a folder that cannot be resumed.
void check_has_iterations(const Options& o) {
  if (o.max_iterations == 0)
    throw UsageError(
        "--max-iterations 0 leaves nothing to do; give a larger number, or -1 to train until the "
        "epochs are done");
  if (o.epochs == 0 && o.max_iterations < 0)
    throw UsageError("--epochs 0 leaves nothing to do; give a larger number");
}

/// Calls read(the newest checkpoint of the folder). If that is damaged, says what to go back to.
template <class Read>
void read_newest(const Path& folder, Read read) {
  const std::optional<Path> newest = RunFolder::newest_checkpoint(folder);
  ALEXNET_CHECK(newest, "{0}: was stopped before its first checkpoint; begin again, with --run {0}",
                folder.string());
  try {
    read(Checkpoint(*newest));
  } catch (const Error& error) {
    const std::optional<Path> before = RunFolder::checkpoint_before_newest(folder);
    if (!before) throw;
    throw_error("{}; if that checkpoint is damaged, remove it to resume from {}", error.what(),
                before->filename().string());
  }
}

/// Says how an interrupted run can be continued.
[[noreturn]] void end_interrupted(const Trainer& trainer, const Path& folder) {
  log_info("interrupted after iteration {}; saved. Continue with: alexnet train --resume {}",
           trainer.iteration(), folder.string());
  throw Interrupted();
}

/// While pictures are read.
void end_if_stopped(int, int) {
  if (!stop_requested) return;
  log_info("interrupted before training began; nothing was written");
  throw Interrupted();
}

/// Settles every option and refuses what cannot be done, before pictures are read, which may take
/// minutes. Returns where the first parameters come from, if not from the seed.
std::optional<Path> settle_options(CLI::App& command, Options& o) {
  check_rates(command, o);
  if (o.resumes()) {
    check_resume_options(command);
    read_config(command, Path(o.resume) / "config.toml");
    read_newest(o.resume, [](const Checkpoint&) {});
  } else {
    o.data.check(o.data.request.data);
  }
  std::optional<Path> init;
  if (!o.resumes() && !o.init.empty()) {
    init = find_checkpoint(o.init);
    check_initial_variant(*init, o.variant);
  }
  fill_from_recipe(command, o.variant);
  return init;
}

/// Trains, shows how far it is, and says what came out.
void train(Trainer& trainer, RunFolder& folder) {
  Progress progress;
  const ProgressLineEnds line_ends(progress);
  Trainer::Stop stop{};
  try {
    stop = trainer.run(stop_requested, show_progress(progress));
  } catch (const std::exception& error) {
    folder.note(error.what());  // whoever looks the next morning finds out why
    throw;
  }
  progress.finish_line();
  if (stop == Trainer::Stop::interrupted) end_interrupted(trainer, folder.path());
  const Evaluation& e = trainer.last_validation();
  fmt::print("{}: {} iterations, top-1 error {}, top-5 error {} on {} pictures\n",
             folder.path().string(), trainer.iteration(), percent(e.top1_error),
             percent(e.top5_error), e.pictures);
}

void run(CLI::App& command, Options& o) {
  go_on_unread();
  const std::optional<Path> init = settle_options(command, o);
  watch_for_stop_signals();  // from here on there is a folder to clear away
  std::optional<NewRunFolder> made;
  if (!o.resumes() && o.run.empty()) made.emplace(Path(), o.variant);
  const Path folder_path = o.resumes() ? Path(o.resume) : made ? made->path() : Path(o.run);
  if (!o.resumes()) {
    check_holds_no_run(folder_path);
    check_has_iterations(o);
  }
  o.data.make_absolute();
  const RunConfig config = config_of(command);
  const TrainOptions options = train_options(o);
  const Placement placement = o.machine.apply();
  TrainingSetup setup = set_up_training(o.variant, options, placement, end_if_stopped);
  o.machine.prepare(setup.network);
  if (init) read_initial_parameters(*init, setup.network);

  RunFolder folder(folder_path);
  if (!o.resumes())
    check_holds_no_run(folder_path);  // again: another program may have been quicker
  Trainer trainer(setup.network, setup.train, setup.val, std::move(setup.preprocessing), options,
                  folder);
  if (o.resumes()) {  // now that no other program can be adding checkpoints to the folder
    trainer.check_same_pictures(Checkpoint(find_checkpoint(folder_path)));
    read_newest(folder_path, [&](const Checkpoint& checkpoint) { trainer.resume(checkpoint); });
  }
  if (trainer.is_done()) {
    log_info("{}: nothing to do: {}", folder_path.string(), trainer.why_done());
    return;
  }
  if (!o.resumes()) folder.truncate_metrics(-1);  // of a run that ended before its first checkpoint
  folder.write_config(config);
  log_info("training {}; run folder {}", setup.what(), folder_path.string());
  train(trainer, folder);
}

}  // namespace

void add_train_command(CLI::App& app) {
  auto o = std::make_shared<Options>();
  CLI::App* c = app.add_subcommand("train", "Train a network; leaves a run folder");
  c->footer(
      "Examples:\n"
      "  alexnet train                                   demo on drawn pictures, two minutes\n"
      "  alexnet train --variant lenet5 --data mnist/\n"
      "  alexnet train --resume runs/demo                go on with an interrupted run\n"
      "  alexnet train --resume runs/demo --epochs 30 --schedule 0:0.001    20 epochs more");
  c->add_option("--variant", o->variant, "Which network: see `alexnet summary --list`")
      ->capture_default_str();
  o->data.add_to(*c);
  c->add_option("--run", o->run, "Run folder to create; default runs/VARIANT, numbered");
  c->add_option("--resume", o->resume,
                "Continue the run in this folder, with the options that it began with");
  c->add_option(
      "--init", o->init,
      "Start from the parameters of a network of the same variant, for as many classes: a "
      "safetensors file, or a run folder");
  c->add_option("--epochs", o->epochs, "Passes over the training set; default: the variant's")
      ->check(CLI::Range(0, 1'000'000));
  c->add_option("--max-iterations", o->max_iterations,
                "Stop after this many batches in total, whatever --epochs says; -1: train until "
                "the epochs are done")
      ->check(CLI::Range(std::int64_t{-1}, std::int64_t{1} << 60))
      ->capture_default_str();
  c->add_option("--batch-size", o->batch_size, "Pictures per batch; default: the variant's")
      ->check(CLI::Range(1, 65535));
  c->add_option("--learning-rate", o->learning_rate,
                "Initial learning rate, divided by 10 at plateaus; default: the variant's")
      ->check(number_from(0, 1000));
  c->add_option(
      "--schedule", o->schedule,
      "'plateau', or epochs:rate,... with the learning rate once so many epochs are done, "
      "such as 0:0.01,20:0.001 (0.001 from the 21st epoch on); default: the variant's");
  c->add_option("--momentum", o->momentum, "Default: 0.9")->check(number_from(0, 1));
  c->add_option("--weight-decay", o->weight_decay, "Default: the variant's, 0.0005 in the paper")
      ->check(number_from(0, 1000));
  c->add_option(
       "--divisor", o->divisor,
       "Divides pixels after the mean is subtracted; default: the variant's, 1 in the paper")
      ->check(number_from(1e-3, 1e3));
  c->add_option("--seed", o->seed, "Seed of initial weights, batches, crops and dropout")
      ->transform(seed_number())
      ->capture_default_str();
  c->add_option("--batch-order", o->batch_order,
                "shuffled, or sequential: in the order of the data set")
      ->check(CLI::IsMember({"shuffled", "sequential"}))
      ->capture_default_str();
  c->add_flag("--no-augment", o->no_augment, "Central crops only, no reflections, no colour noise");
  c->add_flag("--no-colour-noise", o->no_colour_noise,
              "Crops and reflections, but colours unchanged");
  c->add_flag("--no-dropout", o->no_dropout, "Keep all units in training, scaled as at test time");
  o->machine.add_to(*c);
  c->callback([c, o] { run(*c, *o); });
}

}  // namespace alexnet::cli
