#include "viewer/model/worker.h"

#include <algorithm>

#include "viewer/model/thread_priority.h"

namespace alexnet::viewer {
namespace {

template <class... Kinds>
bool is_one_of(const Command& command) {
  return (std::holds_alternative<Kinds>(command) || ...);
}

/// Whether the result takes the place of the one before, so that only the newest is still wanted.
bool shows_one_page(const Command& command) {
  return is_one_of<RunPicture, TracePicture, PredictTenViews, FindNeighbours, PredictFiles>(
      command);
}

/// Whether the command means the data that are open, and the network.
bool is_about_data(const Command& command) {
  return is_one_of<RunPicture, TracePicture, PredictTenViews, FindNeighbours, FindExcitingPatches,
                   PredictValidationSet, CountDeadUnits>(command);
}

}  // namespace

Worker::Worker()
    : training_([this](std::shared_ptr<const TrainingFacts> facts) {
        publish_training(std::move(facts));
      }),
      thread_([this] { run(); }) {}

Worker::~Worker() {
  {
    const std::lock_guard lock(mutex_);
    stopping_ = true;
    cancelled_ = true;
  }
  changed_.notify_all();
  thread_.join();
}

void Worker::post(Command command, const Snapshot* seen) {
  if (const auto* training = std::get_if<TrainingCommand>(&command))
    return training_.carry_out(*training);
  {
    const std::lock_guard lock(mutex_);
    if (shows_one_page(command))  // of these, only the newest is still wanted
      std::erase_if(waiting_,
                    [&](const Waiting& w) { return w.command.index() == command.index(); });
    Waiting& waiting = waiting_.emplace_back();
    if (seen && is_about_data(command)) waiting.about_data = seen->network_version;
    if (seen && is_one_of<CompareOp>(command)) waiting.about_network = seen->network;
    waiting.command = std::move(command);
    publish_what_comes();
  }
  changed_.notify_all();
}

SnapshotPtr Worker::snapshot() const {
  const std::lock_guard lock(mutex_);
  return newest_;
}

void Worker::cancel() {
  const std::lock_guard lock(mutex_);
  waiting_.clear();
  cancelled_ = working_on_.has_value();
  publish_what_comes();
  changed_.notify_all();  // wakes wait_until_idle()
}

bool Worker::is_idle() const {
  const std::lock_guard lock(mutex_);
  return waiting_.empty() && !working_on_;
}

void Worker::finish_training() {
  if (const std::string failed = training_.finish(); !failed.empty()) throw_error("{}", failed);
}

void Worker::wait_until_idle() {
  std::unique_lock lock(mutex_);
  changed_.wait(lock, [this] { return waiting_.empty() && !working_on_; });
}

void Worker::publish(const Snapshot& next) {
  auto copy = std::make_shared<Snapshot>(next);
  const std::lock_guard lock(mutex_);
  copy->training = newest_->training;
  copy->coming = newest_->coming;
  newest_ = std::move(copy);
}

/// The commands that wait, and the one that is carried out; the mutex is held.
void Worker::publish_what_comes() {
  auto copy = std::make_shared<Snapshot>(*newest_);
  copy->coming.clear();
  if (working_on_) copy->coming.push_back(*working_on_);
  for (const Waiting& waiting : waiting_) copy->coming.push_back(waiting.command);
  newest_ = std::move(copy);
}

/// The training changes its part of the snapshot, and only that.
void Worker::publish_training(std::shared_ptr<const TrainingFacts> facts) {
  const std::lock_guard lock(mutex_);
  auto copy = std::make_shared<Snapshot>(*newest_);
  const bool ends = newest_->training->is_at_work() && !facts->is_at_work();
  copy->training = std::move(facts);
  newest_ = std::move(copy);
  if (!ends) return;
  waiting_.push_back({FindRuns{}});  // there is one more run
  publish_what_comes();
  changed_.notify_all();
}

/// Whether the network, or the data, that it was asked about are still open; the mutex is held.
bool Worker::is_still_meant(const Waiting& waiting) const {
  if (waiting.about_network && waiting.about_network != newest_->network) return false;
  return !waiting.about_data || *waiting.about_data == newest_->network_version;
}

/// Whether a newer command that waits takes its place; the mutex is held.
bool Worker::is_outdated(const Command& command) const {
  return shows_one_page(command) &&
         std::any_of(waiting_.begin(), waiting_.end(), [&](const Waiting& other) {
           return other.command.index() == command.index();
         });
}

void Worker::run() {
  lower_thread_priority();  // also that of the threads for parallel loops, which start with the
                            // first loop
  const auto others_wait = [this] {
    const std::lock_guard guard(mutex_);
    return !waiting_.empty();
  };
  Session session([this](const Snapshot& next) { publish(next); }, cancelled_, others_wait);
  std::unique_lock lock(mutex_);
  while (true) {
    changed_.wait(lock, [this] { return stopping_ || !waiting_.empty(); });
    if (stopping_) return;
    Waiting next = std::move(waiting_.front());
    waiting_.pop_front();
    cancelled_ = false;
    if (is_still_meant(next)) {
      working_on_ = next.command;
      lock.unlock();
      std::optional<Command> rest = session.carry_out(next.command, next.goes_on);
      lock.lock();
      if (rest && !cancelled_ && !is_outdated(*rest)) {
        next.command = std::move(*rest);
        next.goes_on = true;
        waiting_.push_back(std::move(next));
      }
      working_on_.reset();
    }
    publish_what_comes();
    changed_.notify_all();
  }
}

}  // namespace alexnet::viewer
