#include "viewer/model/training.h"

#include <algorithm>
#include <chrono>
#include <utility>

#include "viewer/model/thread_priority.h"
#include "viewer/model/training_config.h"
#include "viewer/model/watched_run.h"

namespace alexnet::viewer {
namespace {

using Clock = std::chrono::steady_clock;

constexpr Clock::duration kBetweenLooks = std::chrono::seconds(1);

TrainOptions options_of(const StartTraining& command) {
  TrainOptions options;
  options.recipe = recipe_for(command.variant);
  if (command.epochs > 0) options.recipe.epochs = command.epochs;
  options.seed = command.seed;
  options.data = command.data;
  options.data.data = absolute_data_path(command.data.data);
  options.max_iterations = command.max_iterations;
  return options;
}

/// The probability that dropout leaves a unit out.
float dropped_by(const Variant& variant) {
  float most = 0;
  for (const NodeSpec& node : variant.nodes)
    if (const auto* dropout = std::get_if<DropoutSpec>(&node.layer))
      most = std::max(most, 1 - dropout->keep);
  return most;
}

/// What comes after everything else: if a run was only watched, how it goes on is not known.
TrainingPhase phase_after(TrainingPhase phase) {
  const bool watched = phase == TrainingPhase::watching || phase == TrainingPhase::unwatched;
  return watched ? TrainingPhase::unwatched : TrainingPhase::ended;
}

/// When to look into the network next: once a second, and less often if a look takes long, so that
/// looking never takes more than a small part of the time.
class Pace {
 public:
  bool is_due() const { return Clock::now() >= next_; }
  void looked_since(Clock::time_point start) {
    const Clock::time_point now = Clock::now();
    next_ = now + std::max<Clock::duration>(kBetweenLooks, 50 * (now - start));
  }

 private:
  Clock::time_point next_{};
};

}  // namespace

Training::Training(Publish publish) : publish_(std::move(publish)), thread_([this] { run(); }) {}

Training::~Training() {
  if (const std::string failed = finish(); !failed.empty()) log_warning("{}", failed);
}

std::string Training::finish() {
  {
    const std::lock_guard lock(mutex_);
    ending_ = true;
    stop_ = true;
    next_.reset();
  }
  changed_.notify_all();
  if (thread_.joinable()) thread_.join();
  return std::exchange(failed_at_the_end_, {});
}

void Training::carry_out(const TrainingCommand& command) {
  {
    const std::lock_guard lock(mutex_);
    std::visit([this](const auto& c) { carry_out_one(c); }, command);
    publish();
  }
  changed_.notify_all();
}

bool Training::is_at_work() const {
  const std::lock_guard lock(mutex_);
  return facts_.is_at_work();
}

void Training::carry_out_one(const StartTraining& command) {
  give(command, TrainingPhase::preparing, command.folder);
}

void Training::carry_out_one(ResumeTraining) {
  if (!stopped_) return;
  const TrainingFacts before = facts_;
  give(Resume{*stopped_}, TrainingPhase::preparing, stopped_->folder);
  facts_.newest = before.newest;  // what is shown of it stays
  facts_.rows = before.rows;
  facts_.weights = before.weights;
  facts_.has_checkpoint = before.has_checkpoint;
  facts_.controls = before.controls;
}

void Training::carry_out_one(const WatchRun& command) {
  give(command, TrainingPhase::watching, command.folder);
}

void Training::give(Job job, TrainingPhase phase, const Path& folder) {
  if (facts_.is_at_work()) return say("a network is being trained: stop that first");
  const TrainingFacts before = std::exchange(facts_, {});
  facts_.message_number = before.message_number;
  facts_.rows_number = before.rows_number;
  facts_.phase = phase;
  facts_.folder = folder;
  if (!std::holds_alternative<Resume>(job)) stopped_.reset();
  pause_asked_ = false;
  next_ = std::move(job);
  stop_ = true;  // stop watching
}

void Training::carry_out_one(StopTraining) {
  stop_ = true;
  const bool begun = !next_;
  next_.reset();
  if (facts_.phase == TrainingPhase::none) return;
  if (facts_.is_at_work() && begun)
    facts_.phase = TrainingPhase::stopping;  // it saves
  else
    facts_.phase = phase_after(facts_.phase);
}

void Training::carry_out_one(PauseTraining command) {
  pause_asked_ = command.pause;
  if (pause_asked_ && facts_.phase == TrainingPhase::training)
    facts_.phase = TrainingPhase::pausing;
  if (!pause_asked_ && facts_.phase == TrainingPhase::pausing)
    facts_.phase = TrainingPhase::training;
}

void Training::carry_out_one(const AdjustTraining& command) { facts_.controls = command.controls; }

void Training::run() {
  lower_thread_priority();
  std::unique_lock lock(mutex_);
  while (true) {
    changed_.wait(lock, [this] { return ending_ || next_; });
    if (ending_) return;
    const Job job = std::move(*next_);
    next_.reset();
    stop_ = false;
    lock.unlock();
    try {
      std::visit([this](const auto& j) { do_job(j); }, job);
    } catch (const std::exception& error) {
      const std::lock_guard guard(mutex_);
      if (!next_) say(error.what());
      if (ending_)
        failed_at_the_end_ = error.what();
      else
        log_warning("{}", error.what());  // the window may be closed before it is read there
    }
    change([](TrainingFacts& facts) { facts.phase = phase_after(facts.phase); });
    lock.lock();
  }
}

void Training::do_job(const StartTraining& command) {
  const NewRunFolder folder(command.folder, "viewer");
  StartTraining begun = command;
  begun.folder = folder.path();
  to_toml(run_config(begun.variant, options_of(begun)));  // refuses what could not be written later
  tell(begun);
  std::optional<TrainingSetup> setup = set_up_unless_stopped(begun);
  if (setup) train(begun, *setup, /*resumes=*/false);
}

void Training::do_job(const Resume& job) {
  tell(job.began);
  std::optional<TrainingSetup> setup = set_up_unless_stopped(job.began);
  if (setup) train(job.began, *setup, /*resumes=*/true);
}

/// Says what is being trained.
void Training::tell(const StartTraining& begun) {
  change([&](TrainingFacts& facts) {
    facts.folder = begun.folder;
    facts.what = fmt::format("{} on {} pictures", begun.variant, begun.data.data);
    facts.dropped = dropped_by(make_variant(begun.variant));
  });
}

/// No value if it was stopped before the data were read.
std::optional<TrainingSetup> Training::set_up_unless_stopped(const StartTraining& asked) {
  struct Stopped {};
  const auto look_up = [this](int, int) {
    if (stop_) throw Stopped{};
  };
  try {
    TrainingSetup setup = set_up_training(asked.variant, options_of(asked), Placement{}, look_up);
    look_up(0, 0);
    return setup;
  } catch (const Stopped&) {
    return std::nullopt;
  }
}

void Training::train(const StartTraining& begun, TrainingSetup& setup, bool resumes) {
  const TrainOptions options = options_of(begun);
  RunFolder folder(begun.folder);
  Trainer trainer(setup.network, setup.train, setup.val, std::move(setup.preprocessing), options,
                  folder);
  std::vector<Measurement> rows;
  if (!resumes) folder.write_config(run_config(begun.variant, options));
  if (resumes) trainer.resume(Checkpoint(find_checkpoint(begun.folder)));
  if (std::filesystem::exists(begun.folder / "metrics.csv"))
    rows = RunFolder::read_metrics(begun.folder);
  log_info("training {}; run folder {}", setup.what(), begun.folder.string());
  change([&](TrainingFacts& facts) {
    if (facts.phase == TrainingPhase::preparing) facts.phase = TrainingPhase::training;
    facts.weights = std::make_shared<const WeightSnapshot>(
        snapshot_weights(setup.network, trainer.iteration()));
  });
  bool can_resume = true;  // a run that diverged, or filled the disk, from what it saved before
  try {
    const auto how = trainer.run(stop_, observer(setup.network, options, begun.folder, rows));
    can_resume = how == Trainer::Stop::interrupted;
    if (can_resume)
      log_info("stopped after iteration {}; saved. alexnet train --resume {} goes on as planned",
               trainer.iteration(), begun.folder.string());
  } catch (const std::exception& error) {
    folder.note(error.what());  // whoever looks the next morning finds out why
    end(begun, setup.network, trainer.iteration(), can_resume);
    change([](TrainingFacts& facts) { facts.controls = {}; });  // of which one may be the cause
    throw;
  }
  end(begun, setup.network, trainer.iteration(), can_resume);
}

/// What is shown of a run that has ended, and whether it can go on.
void Training::end(const StartTraining& begun, const Network& network, std::int64_t iteration,
                   bool can_resume) {
  const auto weights = std::make_shared<const WeightSnapshot>(snapshot_weights(network, iteration));
  const bool has_checkpoint = RunFolder::newest_checkpoint(begun.folder).has_value();
  change([&](TrainingFacts& facts) {
    facts.weights = weights;
    facts.has_checkpoint = has_checkpoint;
    stopped_.reset();
    if (can_resume && has_checkpoint) stopped_ = begun;
  });
}

/// What the trainer asks and reports. Everything happens in the thread that trains.
TrainObserver Training::observer(const Network& network, const TrainOptions& options,
                                 const Path& folder, std::vector<Measurement> rows_before) {
  const auto rows = std::make_shared<std::vector<Measurement>>(std::move(rows_before));
  const auto pace = std::make_shared<Pace>();
  const auto add_row = [rows](TrainingFacts& facts, const Measurement& row) {
    rows->push_back(row);
    facts.rows = std::make_shared<const std::vector<Measurement>>(*rows);
    ++facts.rows_number;
  };
  TrainObserver observer;
  observer.controls = [this] { return wait_while_paused(); };
  observer.on_iteration = [=, this, &network, log_every = options.log_every](
                              const Measurement& m, std::int64_t total, double left_s) {
    std::shared_ptr<const WeightSnapshot> weights;
    bool saved = false;
    if (pace->is_due()) {
      const Clock::time_point start = Clock::now();
      weights = std::make_shared<const WeightSnapshot>(snapshot_weights(network, m.iteration));
      saved = RunFolder::newest_checkpoint(folder).has_value();
      pace->looked_since(start);
    }
    change([&](TrainingFacts& facts) {
      facts.newest = m;
      facts.total = total;
      facts.left_s = left_s;
      if (m.iteration % log_every == 0) add_row(facts, m);
      if (weights) facts.weights = weights;
      facts.has_checkpoint |= saved;
    });
  };
  observer.on_validation = [=, this](const Measurement& m) {
    change([&](TrainingFacts& facts) { add_row(facts, m); });
  };
  return observer;
}

/// Waits between two iterations, so that nothing moves any more once the phase is "paused".
TrainControls Training::wait_while_paused() {
  std::unique_lock lock(mutex_);
  if (pause_asked_ && !stop_) {
    facts_.phase = TrainingPhase::paused;
    publish();
    changed_.wait(lock, [this] { return stop_ || !pause_asked_; });
    if (facts_.phase == TrainingPhase::paused) {  // it may be stopping by now
      facts_.phase = TrainingPhase::training;
      publish();
    }
  }
  return facts_.controls;
}

void Training::do_job(const WatchRun& command) {
  WatchedRun run(command.folder);
  while (!stop_) {
    const WatchedRun::News news = run.look();
    change([&](TrainingFacts& facts) { put_into(facts, news); });
    std::unique_lock lock(mutex_);
    changed_.wait_for(lock, kBetweenLooks, [this] { return stop_.load(); });
  }
}

template <class Change>
void Training::change(Change change) {
  const std::lock_guard lock(mutex_);
  if (next_) return;
  change(facts_);
  publish();
}

void Training::publish() {
  facts_.can_resume = stopped_ && facts_.phase == TrainingPhase::ended;
  publish_(std::make_shared<const TrainingFacts>(facts_));
}

void Training::say(const std::string& message) {
  facts_.message = message;
  ++facts_.message_number;
}

}  // namespace alexnet::viewer
