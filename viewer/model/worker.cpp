#include "viewer/model/worker.h"

namespace alexnet::viewer {
namespace {

/// Whether the command is about the picture, the page or the op that is looked at.
bool shows_one_page(const Command& command) {
  return std::holds_alternative<RunPicture>(command) ||
         std::holds_alternative<TracePicture>(command) ||
         std::holds_alternative<CompareOp>(command) ||
         std::holds_alternative<PredictTenViews>(command) ||
         std::holds_alternative<FindNeighbours>(command);
}

}  // namespace

Worker::Worker() : thread_([this] { run(); }) {}

Worker::~Worker() {
  {
    const std::lock_guard lock(mutex_);
    stopping_ = true;
    cancelled_ = true;
  }
  changed_.notify_all();
  thread_.join();
}

void Worker::post(Command command) {
  {
    const std::lock_guard lock(mutex_);
    if (shows_one_page(command))  // of those only the newest is still wanted
      std::erase_if(waiting_, [&](const Command& c) { return c.index() == command.index(); });
    waiting_.push_back(std::move(command));
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
  cancelled_ = working_;
  changed_.notify_all();  // who waits for the worker to be idle
}

bool Worker::is_idle() const {
  const std::lock_guard lock(mutex_);
  return waiting_.empty() && !working_;
}

void Worker::wait_until_idle() {
  std::unique_lock lock(mutex_);
  changed_.wait(lock, [this] { return waiting_.empty() && !working_; });
}

void Worker::publish(const Snapshot& next) {
  auto copy = std::make_shared<const Snapshot>(next);
  const std::lock_guard lock(mutex_);
  newest_ = std::move(copy);
}

void Worker::run() {
  const auto others_wait = [this] {
    const std::lock_guard guard(mutex_);
    return !waiting_.empty();
  };
  Session session([this](const Snapshot& next) { publish(next); }, cancelled_, others_wait);
  std::unique_lock lock(mutex_);
  while (true) {
    changed_.wait(lock, [this] { return stopping_ || !waiting_.empty(); });
    if (stopping_) return;
    Command command = std::move(waiting_.front());
    waiting_.pop_front();
    working_ = true;
    cancelled_ = false;
    lock.unlock();
    const bool done = session.carry_out(command);
    lock.lock();
    if (!done && !cancelled_) waiting_.push_back(std::move(command));
    working_ = false;
    changed_.notify_all();
  }
}

}  // namespace alexnet::viewer
