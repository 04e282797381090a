// Devices, memory, streams and events of the simulator.
#include <algorithm>
#include <chrono>
#include <cstdlib>
#include <cstring>
#include <deque>
#include <new>
#include <string_view>
#include <thread>
#include <vector>

#include "core/check.h"
#include "cuda/device.h"
#include "cuda/memory.h"
#include "cuda/simulator/guarded_memory.h"
#include "cuda/simulator/queue.h"
#include "cuda/simulator/recording.h"
#include "cuda/workspace.h"

namespace alexnet {

// --- Devices.

namespace {

/// The number in an environment variable.
int from_environment(const char* name, int if_unset, int least, int most) {
  const char* text = std::getenv(name);
  if (!text) return if_unset;
  char* end = nullptr;
  const long number = std::strtol(text, &end, 10);
  if (end == text || *end || number < least || number > most)
    throw UsageError(fmt::format("{} is '{}'; expected {} to {}", name, text, least, most));
  return int(number);
}

/// What the devices pretend to be: 75 is compute capability 7.5, the oldest that kernels are
/// compiled for, without tensor cores for tf32 and bf16.
int capability() {
  static const int capability = from_environment("ALEXNET_SIMULATED_CAPABILITY", 90, 75, 129);
  return capability;
}

}  // namespace

bool cuda::is_simulated() { return true; }

int cuda::device_count() {
  static const int count = from_environment("ALEXNET_SIMULATED_DEVICES", 2, 0, 16);
  return count;
}

std::string cuda::why_no_devices() {
  return device_count() > 0 ? "" : "ALEXNET_SIMULATED_DEVICES is 0; without it there are 2";
}

void cuda::check_device(int index) {
  if (index < 0 || index >= device_count())
    throw DeviceUnavailable(
        fmt::format("device cuda:{} is not available: the simulator has {} devices; "
                    "ALEXNET_SIMULATED_DEVICES says how many",
                    index, device_count()));
}

cuda::DeviceInfo cuda::device_info(int index) {
  check_device(index);
  return {"simulated on the CPU", capability(), int(std::thread::hardware_concurrency()), 0, true};
}

bool cuda::can_access_peer(int from, int to) {
  static const bool can = from_environment("ALEXNET_SIMULATED_PEER_ACCESS", 1, 0, 1) == 1;
  check_device(from);
  check_device(to);
  return can || from == to;
}

std::string cuda::compiled_architectures() { return "the CPU's"; }

void cuda::use_device(int index) { check_device(index); }

cuda::Counters& cuda::counters() {
  static Counters counters;
  return counters;
}

// --- Memory.

namespace {
constexpr std::align_val_t kAlignment{256};  // as cudaMalloc's
}

void* cuda::allocate(int device, std::size_t size_bytes) {
  check_device(device);
  simulator::refuse_while_recording("memory is allocated");
  ++counters().allocations;
  const bool guarded = simulator::device_memory_is_guarded();
  void* memory =
      guarded ? simulator::allocate_guarded(device, size_bytes)
              : ::operator new(std::max<std::size_t>(1, size_bytes), kAlignment, std::nothrow);
  ALEXNET_CHECK(memory, "cuda:{}: no memory for {} MiB; use a smaller batch", device,
                size_bytes >> 20);
  if (!guarded) std::memset(memory, 0, size_bytes);
  return memory;
}

void cuda::release(int, void* memory) noexcept {
  if (simulator::device_memory_is_guarded())
    simulator::release_guarded(memory);
  else
    ::operator delete(memory, kAlignment);
}

void* cuda::allocate_pinned(std::size_t size_bytes) {
  ++counters().allocations;
  return ::operator new(std::max<std::size_t>(1, size_bytes), kAlignment);
}

void cuda::release_pinned(void* memory) noexcept { ::operator delete(memory, kAlignment); }

void cuda::copy_async(void* to, const Device& to_device, const void* from,
                      const Device& from_device, std::size_t size_bytes, const Stream& stream) {
  std::vector<int> devices;
  for (const Device& device : {to_device, from_device})
    if (!device.is_cpu()) devices.push_back(device.index);
  simulator::put(stream, std::move(devices), [=] { std::memcpy(to, from, size_bytes); });
}

void cuda::memset_async(void* to, int value, std::size_t size_bytes, const Stream& stream) {
  simulator::put(stream, [=] { std::memset(to, value, size_bytes); });
}

// --- Streams and events.

struct cuda::Stream::Queue {
  explicit Queue(int device_) : device(device_) { all().push_back(this); }
  ~Queue() { std::erase(all(), this); }
  Queue(const Queue&) = delete;
  Queue& operator=(const Queue&) = delete;

  /// The queues of all streams that live.
  static std::vector<Queue*>& all() {
    static std::vector<Queue*> queues;
    return queues;
  }

  int device;
  std::deque<std::function<void()>> work;
  simulator::Recording* recording = nullptr;  // what is put in is kept there, instead of done
  bool working = false;                       // a stream that waits for itself does not work twice

  /// Works until `done()` or there is nothing left.
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
        work.clear();  // as on a GPU, nothing after a failed kernel means anything
        working = false;
        throw;
      }
    }
    working = false;
  }
};

struct cuda::Event::Mark {
  int device = 0;
  EventUse use = EventUse::order;
  bool is_recorded = false;        // in a graph: it is reached whenever that is launched
  std::size_t recorded_after = 0;  // so much work of that graph
  std::shared_ptr<bool> reached = std::make_shared<bool>(true);
  Stream::Queue* stream = nullptr;  // that it was last recorded in
  std::shared_ptr<std::chrono::steady_clock::time_point> time =
      std::make_shared<std::chrono::steady_clock::time_point>();

  void bring_about() const {
    if (!*reached) stream->work_until([this] { return *reached; });
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

void simulator::set_stream_order(StreamOrder order) { stream_order() = order; }

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

cuda::Stream::Stream(int device)
    : device_(device),
      workspace_(std::make_unique<Workspace>(device)),
      queue_(std::make_unique<Queue>(device)) {
  check_device(device);
}

cuda::Stream::~Stream() {
  if (!queue_) return;
  try {
    queue_->work_until(kNever);
  } catch (...) {  // nobody asked
  }
}
cuda::Stream::Stream(Stream&&) noexcept = default;
cuda::Stream& cuda::Stream::operator=(Stream&&) noexcept = default;

void cuda::Stream::wait(const Event& event) const {
  const Event::Mark& mark = event.mark();
  if (mark.is_recorded) {
    ALEXNET_CHECK(simulator::recording(), "a stream waits for an event of a graph, from outside");
    queue_->recording = simulator::recording();  // from here on this stream is recorded, too
    auto& away = queue_->recording->away;
    const auto sender = away.find(mark.stream);
    if (queue_.get() == first_recorded && sender != away.end() &&
        sender->second <= mark.recorded_after)
      away.erase(sender);
    return;
  }
  ALEXNET_CHECK(!queue_->recording, "a stream waits, in a graph, for an event outside of it");
  // The mark as it is now: a later record() of the same event is another matter.
  simulator::put(*this, {}, [mark = event.mark()] { mark.bring_about(); });
}

void cuda::synchronize(int index) {
  check_device(index);
  simulator::refuse_while_recording("the host waits");
  ++counters().synchronizations;
  const std::vector<Stream::Queue*> queues = Stream::Queue::all();
  for (Stream::Queue* queue : queues)
    if (queue->device == index) queue->work_until(kNever);
}

void cuda::Stream::synchronize() const {
  simulator::refuse_while_recording("the host waits");
  ++counters().synchronizations;
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
  mark_->stream = &stream.queue();
  const simulator::Recording* recording = stream.queue().recording;
  mark_->is_recorded = recording;
  // Together with the mark's own entry, which is put in below.
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
  mark_->bring_about();
}

float cuda::Event::elapsed_ms(const Event& from, const Event& to) {
  for (const Event* event : {&from, &to})
    ALEXNET_CHECK(event->mark_->use == EventUse::timing,
                  "an event that is there for the order only has no time: make it with "
                  "EventUse::timing");
  return std::chrono::duration<float, std::milli>(*to.mark_->time - *from.mark_->time).count();
}

}  // namespace alexnet
