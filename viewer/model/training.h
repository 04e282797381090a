#pragma once
#include <atomic>
#include <condition_variable>
#include <functional>
#include <mutex>
#include <optional>
#include <thread>

#include "train/training_setup.h"
#include "viewer/model/training_commands.h"
#include "viewer/model/training_facts.h"

namespace alexnet::viewer {

/// Trains, or watches a run folder, in a thread of its own, beside the worker, which continues to
/// predict with the network that is open. One training run at a time.
class Training {
 public:
  /// Receives every new state, in whichever thread caused it.
  using Publish = std::function<void(std::shared_ptr<const TrainingFacts>)>;

  /// Any failure is a message in what is published, never an exception.
  explicit Training(Publish publish);
  /// As finish(); what then fails is a warning.
  ~Training();
  /// Stops for good; a training run saves first. Returns what that failed of, or nothing.
  std::string finish();

  /// Returns at once.
  void carry_out(const TrainingCommand& command);
  /// Whether a network is being trained, or is about to be.
  bool is_at_work() const;

 private:
  /// A training run that was stopped, to be resumed.
  struct Resume {
    StartTraining began;
  };
  using Job = std::variant<StartTraining, Resume, WatchRun>;

  void carry_out_one(const StartTraining& command);
  void carry_out_one(ResumeTraining command);
  void carry_out_one(const WatchRun& command);
  void carry_out_one(StopTraining command);
  void carry_out_one(PauseTraining command);
  void carry_out_one(const AdjustTraining& command);
  void give(Job job, TrainingPhase phase, const Path& folder);

  void run();
  void do_job(const StartTraining& command);
  void do_job(const Resume& job);
  void do_job(const WatchRun& command);
  void tell(const StartTraining& begun);
  std::optional<TrainingSetup> set_up_unless_stopped(const StartTraining& asked);
  void train(const StartTraining& begun, TrainingSetup& setup, bool resumes);
  TrainObserver observer(const Network& network, const TrainOptions& options, const Path& folder,
                         std::vector<Measurement> rows_before);
  void end(const StartTraining& begun, const Network& network, std::int64_t iteration,
           bool can_resume);
  TrainControls wait_while_paused();
  /// Changes the facts and publishes them; news of an older job is dropped.
  template <class Change>
  void change(Change change);
  void publish();
  void say(const std::string& message);

  Publish publish_;
  mutable std::mutex mutex_;  // held to change what follows
  std::condition_variable changed_;
  TrainingFacts facts_;
  std::optional<Job> next_;
  std::optional<StartTraining> stopped_;  // in the folder that it was given
  bool ending_ = false, pause_asked_ = false;
  std::string failed_at_the_end_;
  std::atomic<bool> stop_ = false;
  std::thread thread_;  // last: it uses the rest
};

}  // namespace alexnet::viewer
