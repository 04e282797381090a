#pragma once
#include <atomic>
#include <condition_variable>
#include <deque>
#include <mutex>
#include <optional>
#include <thread>

#include "viewer/model/commands.h"
#include "viewer/model/session.h"
#include "viewer/model/training.h"

namespace alexnet::viewer {

/// Carries out commands in a thread of its own, one after another, and publishes what they find.
/// Commands that look at a whole data set give way to later ones, and go on after them.
/// The window's thread only posts and reads, so it stays responsive whatever the network does.
class Worker {
 public:
  Worker();
  /// Cancels the work under way.
  ~Worker();

  /// `seen` is the snapshot that the asker looks at: what is asked about the network or the data
  /// there is dropped once others are open.
  void post(Command command, const Snapshot* seen = nullptr);
  /// The newest snapshot; never null.
  SnapshotPtr snapshot() const;
  /// Cancels the command under way and those that wait.
  void cancel();
  /// Whether every command posted so far is done; a training run may still be under way.
  bool is_idle() const;
  bool is_training() const { return training_.is_at_work(); }
  /// Ends training for good; a run that is under way saves first. Errors: it cannot.
  void finish_training();
  /// Waits until every command posted so far is done.
  void wait_until_idle();

 private:
  void run();
  void publish(const Snapshot& next);
  void publish_what_comes();
  void publish_training(std::shared_ptr<const TrainingFacts> facts);

  struct Waiting {
    Command command;
    std::optional<std::uint64_t> about_data = {};  // Snapshot::network_version
    std::shared_ptr<const NetworkFacts> about_network = {};
    bool goes_on = false;  // with what an earlier command left to be done
  };
  bool is_still_meant(const Waiting& waiting) const;
  bool is_outdated(const Command& command) const;

  mutable std::mutex mutex_;
  std::condition_variable changed_;
  std::deque<Waiting> waiting_;
  std::optional<Command> working_on_;  // that is being carried out
  bool stopping_ = false;
  std::atomic<bool> cancelled_ = false;
  SnapshotPtr newest_ = std::make_shared<Snapshot>();
  Training training_;   // uses what is declared above
  std::thread thread_;  // last: it uses the rest
};

}  // namespace alexnet::viewer
