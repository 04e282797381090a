#pragma once
#include <memory>

namespace alexnet::cuda {

class Event;
class Workspace;

/// A queue of work for one device: kernels and copies run in the order in which they were put in,
/// while the host continues. Nothing but events orders the work of two streams.
class Stream {
 public:
  explicit Stream(int device);
  ~Stream();  ///< waits for what is in the queue
  Stream(Stream&&) noexcept;
  Stream& operator=(Stream&&) noexcept;

  int device() const { return device_; }
  /// What is put in from now on waits for the event; the host does not.
  void wait(const Event& event) const;
  /// The host waits until the queue is empty. Throws if any of its work failed.
  void synchronize() const;

  struct Queue;  ///< the runtime's handle, or the simulator's list of work
  Queue& queue() const { return *queue_; }
  Workspace& workspace() const { return *workspace_; }

 private:
  int device_;
  std::unique_ptr<Workspace> workspace_;
  std::unique_ptr<Queue> queue_;
};

/// What an event is for: to let streams and the host wait, or also to measure time, which costs a
/// GPU more work.
enum class EventUse { order, timing };

/// A mark in a stream: reached when all the work that was put in before it is done.
class Event {
 public:
  explicit Event(int device, EventUse use = EventUse::order);
  ~Event();
  Event(Event&&) noexcept;
  Event& operator=(Event&&) noexcept;

  /// Errors: a stream of another device.
  void record(const Stream& stream);
  /// The host waits until the mark is reached; returns at once if it was never recorded.
  void synchronize() const;
  /// The time between two marks. Both must have been reached, and be made for timing.
  static float elapsed_ms(const Event& from, const Event& to);

  struct Mark;
  Mark& mark() const { return *mark_; }

 private:
  std::unique_ptr<Mark> mark_;
};

}  // namespace alexnet::cuda
