// Streams and events of the simulator: queues of work, done at once or as late as possible.
#include <chrono>
#include <cstdlib>
#include <deque>
#include <exception>
#include <string_view>
#include <utility>
#include <vector>

#include "core/check.h"
#include "cuda/device.h"
#include "cuda/simulator/guarded_memory.h"
#include "cuda/simulator/queue.h"
#include "cuda/simulator/recording.h"
#include "cuda/stream.h"
#include "cuda/workspace.h"

namespace alexnet {

struct cuda::Stream::Queue {
  explicit Queue(int device_) : device(device_) { all().push_back(this); }
  ~Queue() {
    std::erase(all(), this);
    *self = nullptr;
  }
  Queue(const Queue&) = delete;
  Queue& operator=(const Queue&) = delete;

  /// The queues of all streams that exist.
  static std::vector<Queue*>& all() {
    static std::vector<Queue*> queues;
    return queues;
  }

  std::shared_ptr<Queue*> self = std::make_shared<Queue*>(this);  // events may outlive it
  int device;
  std::deque<std::function<void()>> work;
  simulator::Recording* recording = nullptr;  // where work is kept instead of being done
  bool working = false;                       // a stream that waits for itself does not work twice

  /// The first that failed where nobody could be told.
  static std::exception_ptr& untold() {
    static std::exception_ptr error;
    return error;
  }
  static void tell() {
    if (untold()) std::rethrow_exception(std::exchange(untold(), nullptr));
  }

  /// Works until `done()` is true or nothing is left.
  template <class Done>
  void work_until(Done done) {
    if (working) return;
    working = true;
    while (!work.empty() && !done()) {
      const std::function<void()> next = std::move(work.front());
      work.pop_front();
      try {
        next();
      } catch (...) {
        // As on a GPU, nothing after a failed kernel means anything; nor does what waits for it.
        for (Queue* queue : all()) queue->work.clear();
        working = false;
        throw;
      }
    }
    working = false;
  }

  /// Works until nothing is left.
  void finish() noexcept {
    try {
      work_until([] { return false; });
    } catch (...) {
      if (!untold()) untold() = std::current_exception();
    }
  }
};

struct cuda::Event::Mark {
  int device = 0;
  EventUse use = EventUse::order;
  bool is_recorded = false;        // in a graph: it is reached whenever the graph is launched
  std::size_t recorded_after = 0;  // this much of the graph's work
  std::shared_ptr<bool> reached = std::make_shared<bool>(true);
  std::shared_ptr<Stream::Queue*> stream = nullptr;  // that it was last recorded in; null: never
  std::shared_ptr<std::chrono::steady_clock::time_point> time =
      std::make_shared<std::chrono::steady_clock::time_point>();

  void bring_about() const {
    if (!*reached && *stream) (*stream)->work_until([this] { return *reached; });
    ALEXNET_CHECK(*reached, "an event of cuda:{} is never reached: the work before it failed",
                  device);
  }
};

namespace {

simulator::StreamOrder order_from_environment() {
  const char* value = std::getenv("ALEXNET_STREAM_ORDER");
  const std::string_view text = value ? value : "at_once";
  if (text == "at_once") return simulator::StreamOrder::at_once;
  if (text == "late") return simulator::StreamOrder::as_late_as_possible;
  throw UsageError(fmt::format("ALEXNET_STREAM_ORDER is '{}'; expected at_once or late", text));
}

simulator::StreamOrder& stream_order() {
  static simulator::StreamOrder order = order_from_environment();
  return order;
}

constexpr auto kNever = [] { return false; };

const cuda::Stream::Queue* first_recorded = nullptr;

}  // namespace

void simulator::begin_recording(const cuda::Stream& stream, Recording& to) {
  recording() = &to;
  stream.queue().recording = &to;
  first_recorded = &stream.queue();
}

void simulator::end_recording() {
  recording() = nullptr;
  for (cuda::Stream::Queue* queue : cuda::Stream::Queue::all()) queue->recording = nullptr;
}

simulator::StreamOrder simulator::set_stream_order(StreamOrder order) {
  return std::exchange(stream_order(), order);
}

void simulator::put(const cuda::Stream& stream, std::function<void()> work) {
  put(stream, {stream.device()}, std::move(work));
}

void simulator::put(const cuda::Stream& stream, std::vector<int> devices,
                    std::function<void()> work) {
  if (device_memory_is_guarded() && !devices.empty())
    work = [devices = std::move(devices), work = std::move(work)] {
      const DeviceMemoryAccess access(devices);
      work();
    };
  if (Recording* recording = stream.queue().recording) {
    recording->work.push_back(std::move(work));
    if (&stream.queue() != first_recorded)
      recording->away[&stream.queue()] = recording->work.size();
    return;
  }
  stream.queue().work.push_back(std::move(work));
  if (stream_order() == StreamOrder::at_once) stream.queue().work_until(kNever);
}

void simulator::finish_work(int device) noexcept {
  try {
    if (stream_order() == StreamOrder::at_once) return;  // it was done when it was put in
  } catch (const UsageError&) {                          // a misspelt order: put() says so
    return;
  }
  const std::vector<cuda::Stream::Queue*> queues = cuda::Stream::Queue::all();
  for (const cuda::Stream::Queue* queue : queues)
    if (queue->working) return;  // one whose work releases memory cannot wait for itself
  for (cuda::Stream::Queue* queue : queues)
    if (queue->device == device) queue->finish();
}

cuda::Stream::Stream(int device)
    : device_(device),
      workspace_(std::make_unique<Workspace>(device)),
      queue_(std::make_unique<Queue>(device)) {
  check_device(device);
}

cuda::Stream::~Stream() {
  if (queue_) queue_->finish();
}
cuda::Stream::Stream(Stream&&) noexcept = default;
cuda::Stream& cuda::Stream::operator=(Stream&& other) noexcept {
  // What was in the queue is waited for when `other` ends.
  std::swap(device_, other.device_);
  std::swap(workspace_, other.workspace_);
  std::swap(queue_, other.queue_);
  return *this;
}

void cuda::Stream::wait(const Event& event) const {
  const Event::Mark& mark = event.mark();
  if (mark.is_recorded) {
    ALEXNET_CHECK(simulator::recording(), "a stream waits for an event of a graph, from outside");
    queue_->recording = simulator::recording();  // from here on this stream is recorded, too
    auto& away = queue_->recording->away;
    const auto sender = away.find(*mark.stream);
    if (queue_.get() == first_recorded && sender != away.end() &&
        sender->second <= mark.recorded_after)
      away.erase(sender);
    return;
  }
  ALEXNET_CHECK(!queue_->recording, "a stream waits, in a graph, for an event outside of it");
  // The mark as it is now: a later record() of the same event makes another.
  simulator::put(*this, {}, [mark = event.mark()] { mark.bring_about(); });
}

void cuda::synchronize(int index) {
  check_device(index);
  simulator::refuse_while_recording("the host waits");
  ++counters().synchronizations;
  Stream::Queue::tell();
  const std::vector<Stream::Queue*> queues = Stream::Queue::all();
  for (Stream::Queue* queue : queues)
    if (queue->device == index) queue->work_until(kNever);
}

void cuda::Stream::synchronize() const {
  simulator::refuse_while_recording("the host waits");
  ++counters().synchronizations;
  Queue::tell();
  queue_->work_until(kNever);
}

cuda::Event::Event(int device, EventUse use) : mark_(std::make_unique<Mark>(Mark{device, use})) {
  check_device(device);
}
cuda::Event::~Event() = default;
cuda::Event::Event(Event&&) noexcept = default;
cuda::Event& cuda::Event::operator=(Event&&) noexcept = default;

void cuda::Event::record(const Stream& stream) {
  ALEXNET_CHECK(stream.device() == mark_->device,
                "an event of cuda:{} is recorded in a stream of cuda:{}: a GPU refuses that; make "
                "it for the stream's device",
                mark_->device, stream.device());
  mark_->reached = std::make_shared<bool>(false);
  mark_->time = std::make_shared<std::chrono::steady_clock::time_point>();
  mark_->stream = stream.queue().self;
  const simulator::Recording* recording = stream.queue().recording;
  mark_->is_recorded = recording;
  // Including the mark's own entry, which is put in below.
  mark_->recorded_after = recording ? recording->work.size() + 1 : 0;
  simulator::put(stream, {}, [mark = *mark_] {
    *mark.reached = true;
    *mark.time = std::chrono::steady_clock::now();
  });
}

void cuda::Event::synchronize() const {
  if (*mark_->reached) return;
  simulator::refuse_while_recording("the host waits");
  ++counters().synchronizations;
  Stream::Queue::tell();
  mark_->bring_about();
}

float cuda::Event::elapsed_ms(const Event& from, const Event& to) {
  for (const Event* event : {&from, &to}) {
    ALEXNET_CHECK(
        event->mark_->use == EventUse::timing,
        "an event that is there for the order only has no time: make it with EventUse::timing");
    ALEXNET_CHECK(event->mark_->stream && *event->mark_->reached,
                  "an event that is not reached has no time yet: record it and wait for it");
  }
  return std::chrono::duration<float, std::milli>(*to.mark_->time - *from.mark_->time).count();
}

}  // namespace alexnet
