#include "cuda/simulator/multiprocessor.h"

#include <sys/mman.h>

#include <algorithm>
#include <bit>
#include <cstdlib>
#include <cstring>
#include <random>
#include <string_view>
#include <utility>

#include "core/check.h"
#include "cuda/simulator/sanitizers.h"
#if defined(ALEXNET_ASAN)
#include <sanitizer/common_interface_defs.h>
#endif

namespace alexnet::simulator {

thread_local constinit Thread* current_thread = nullptr;
thread_local constinit Multiprocessor* current_multiprocessor = nullptr;

namespace {

#if defined(ALEXNET_ASAN) || defined(ALEXNET_TSAN) || !defined(NDEBUG)
constexpr std::size_t kLocalBytes = 256 << 10;
#else
constexpr std::size_t kLocalBytes = 64 << 10;
#endif

// A thread's stack grows down, towards its neighbour's. In between is a page with a mark. A thread
// that uses too much stack overwrites the mark, and that is noticed before another thread runs. (A
// page without access rights would be safer, but the system limits how many separate mappings there
// can be.) The lowest stack, which the first thread has, has more space below it, so that its
// overflow is noticed too.
constexpr std::size_t kPage = 4096;
constexpr std::size_t kStackSize = kPage + kLocalBytes + kPage;  // the upper page for the runtime
constexpr std::size_t kBelowBytes = 1 << 20;
constexpr std::size_t kMappedBytes = kBelowBytes + kStackSize * kMostThreads;
constexpr std::uint64_t kMark = 0x5afe5afe5afe5afe;
// A large array may step over the mark. So where a thread waits, its stack must not reach below its
// own part either.

/// The mark, 16 bytes. It is not at the same offset in every page, or all marks would compete for
/// the same few cache lines.
std::uint64_t* mark_of(const Thread& thread) {
  return reinterpret_cast<std::uint64_t*>(thread.stack + thread.linear % 64 * 64);
}

ThreadOrder order_from_environment() {
  const char* value = std::getenv("ALEXNET_THREAD_ORDER");
  const std::string_view text = value ? value : "forward";
  if (text == "reversed") return ThreadOrder::reversed;
  if (text == "shuffled") return ThreadOrder::shuffled;
  if (text == "forward") return ThreadOrder::forward;
  throw UsageError(
      fmt::format("ALEXNET_THREAD_ORDER is '{}'; expected forward, reversed or shuffled", text));
}

ThreadOrder& thread_order() {
  static ThreadOrder order = order_from_environment();
  return order;
}

#if defined(ALEXNET_ASAN)
/// AddressSanitizer names the line of the kernel; this adds whose access it was.
[[maybe_unused]] const bool kSaysWhichThread = [] {
  __sanitizer_set_death_callback([] {
    if (current_thread)
      fmt::print(stderr, "simulator: in {}\n", current_multiprocessor->what_runs());
  });
  return true;
}();
#endif

std::string to_text(const uint3& v) { return fmt::format("({},{},{})", v.x, v.y, v.z); }

}  // namespace

ThreadOrder set_thread_order(ThreadOrder order) { return std::exchange(thread_order(), order); }

bool SourceLine::operator==(const SourceLine& other) const {
  return line == other.line && std::strcmp(file, other.file) == 0;
}

std::string SourceLine::text() const {
  const char* name = std::strrchr(file, '/');
  return fmt::format("{}:{}", name ? name + 1 : file, line);
}

Multiprocessor& Multiprocessor::of_this_os_thread() {
  static thread_local Multiprocessor multiprocessor;
  return multiprocessor;
}

Multiprocessor::Multiprocessor() {
  void* memory = mmap(nullptr, kMappedBytes, PROT_READ | PROT_WRITE,
                      MAP_PRIVATE | MAP_ANONYMOUS | MAP_NORESERVE, -1, 0);
  ALEXNET_CHECK(memory != MAP_FAILED, "simulator: no address space for {} stacks", kMostThreads);
  stacks_ = static_cast<std::byte*>(memory) + kBelowBytes;
}

Multiprocessor::~Multiprocessor() { munmap(stacks_ - kBelowBytes, kMappedBytes); }

void Multiprocessor::prepare_threads(const Grid& grid) {
  const unsigned count = grid.threads.x * grid.threads.y * grid.threads.z;
  count_ = count;
  if (threads_.size() < count) threads_.resize(count);
  if (warps_.size() < (count + 31) / 32) warps_.resize((count + 31) / 32);
  for (Warp& warp : warps_) warp.prepare();
  for (unsigned i = 0; i < count; ++i) {
    Thread& thread = threads_[i];
    thread.linear = i;
    thread.index = {i % grid.threads.x, i / grid.threads.x % grid.threads.y,
                    i / (grid.threads.x * grid.threads.y)};
    thread.state = Thread::State::not_started;
    thread.copies.clear();
    thread.copy_group = 0;
#if defined(ALEXNET_TSAN)
    thread.fiber.set_name(fmt::format("CUDA thread {}", to_text(thread.index)).c_str());
#endif
  }

  free_stacks_.clear();
  for (unsigned i = count; i-- > 0;) free_stacks_.push_back(stacks_ + i * kStackSize);
  last_stack_ = nullptr;

  order_.resize(count);
  for (unsigned i = 0; i < count; ++i)
    order_[i] = thread_order() == ThreadOrder::reversed ? count - 1 - i : i;
  if (thread_order() == ThreadOrder::shuffled) {
    const unsigned linear_block = (block.z * grid.blocks.y + block.y) * grid.blocks.x + block.x;
    std::shuffle(order_.begin(), order_.end(), std::mt19937(1 + 7919 * linear_block));
  }
  turn_ = count - 1;  // so that the first to be asked is order_[0]
}

void Multiprocessor::run_block(const Grid& grid, uint3 block_index) {
  grid_ = &grid;
  block = block_index;
  block_dim = grid.threads;
  grid_dim = grid.blocks;
  prepare_threads(grid);
  alive_ = count_;
  arrived_ = 0;
  failure_.clear();
  exception_ = nullptr;
  // No kernel may rely on what shared memory holds at first: every float of it is NaN. It is
  // a new vector each time: one that has been larger hides from AddressSanitizer where it ends.
  shared_memory_ = std::vector<std::byte>(grid.shared_bytes, std::byte{0xFF});
  dynamic_shared = grid.shared_bytes > 0 ? shared_memory_.data() : nullptr;

  current_multiprocessor = this;
  happened_before(&started_);
  current_thread = next_that_can_run();
  Fiber::change(outside_, current_thread->fiber);
  happens_after(&ended_);
  current_thread = nullptr;
  if (exception_ || !failure_.empty()) abandon_threads();
  if (exception_) std::rethrow_exception(exception_);
  if (!failure_.empty()) throw_error("{}: {}", grid.kernel, failure_);
}

void Multiprocessor::abandon_threads() {
  // What the others did before they waited has happened before this.
  for (int i : {0, 1}) happens_after(reinterpret_cast<char*>(&generation_) + i);
  for (Warp& warp : warps_)
    for (std::size_t i = 0; i < warp.in_use; ++i)
      for (Meeting& meeting : warp.groups[i]->meetings) happens_after(&meeting);
}

void Multiprocessor::start(Thread& thread) {
  thread.stack = free_stacks_.back();
  free_stacks_.pop_back();
  thread.state = Thread::State::can_run;
  // If all stacks began at the same offset in a page, they would compete for the same few cache
  // lines.
  const std::size_t shift = thread.linear % 16 * 64;
  std::uint64_t* mark = mark_of(thread);
  mark[0] = mark[1] = kMark;
  thread.fiber.prepare(thread.stack + kPage, kStackSize - kPage - shift,
                       &Multiprocessor::thread_main);
}

void Multiprocessor::check_stack(const Thread& thread) {
  const std::uint64_t* mark = mark_of(thread);
  const auto* deepest = static_cast<const std::byte*>(__builtin_frame_address(0));
  if (mark[0] == kMark && mark[1] == kMark && deepest >= thread.stack + kPage) return;
  failure_ = fmt::format(
      "{} uses more than {} KiB of local memory, which is what the simulator has for one: keep "
      "large arrays in shared memory or in the device's",
      describe(thread), kLocalBytes >> 10);
  fail();
}

void Multiprocessor::thread_main() {
  Multiprocessor& here = *current_multiprocessor;
  happens_after(&here.started_);
  try {
    here.grid_->body(here.grid_->arguments);
  } catch (...) {
    here.exception_ = std::current_exception();
  }
  if (here.exception_) here.fail();  // not from the handler, which would never end
  here.end_thread();
}

void Multiprocessor::end_thread() {
  happened_before(&ended_);
  Thread& me = *current_thread;
  check_stack(me);
  if (!me.copies.empty()) {
    failure_ = fmt::format(
        "{} ends while its copy of {} is under way: cp_async_wait() comes before the end",
        describe(me), me.copies.front().where.text());
    fail();
  }
  me.state = Thread::State::ended;
  --alive_;
  // Nobody waits any longer for a thread that has ended: no group of its warp, and no barrier.
  Warp& warp = warps_[me.linear / 32];
  warp.ended |= 1u << me.lane();
  for (std::size_t i = 0; i < warp.in_use; ++i) warp.groups[i]->meet_if_complete(warp.ended);
  if (alive_ > 0 && arrived_ == alive_) {
    arrived_ = 0;
    ++generation_;
  }
  Fiber* next = &outside_;
  if (alive_ > 0) {
    Thread* thread = next_that_can_run();
    if (!thread) fail_stuck();
    current_thread = thread;
    next = &thread->fiber;
  }
#if !defined(ALEXNET_TSAN)  // to which two threads on one stack would look like a race
  if (last_stack_) free_stacks_.push_back(last_stack_);
  last_stack_ = me.stack;
#endif
  Fiber::leave(me.fiber, *next);
}

Thread* Multiprocessor::next_that_can_run() {
  for (std::size_t i = 0; i < order_.size(); ++i) {
    if (++turn_ >= order_.size()) turn_ = 0;
    Thread& thread = threads_[order_[turn_]];
    switch (thread.state) {
      case Thread::State::not_started:
        start(thread);
        return &thread;
      case Thread::State::can_run:
        return &thread;
      case Thread::State::waits_for_block:
      case Thread::State::waits_for_warp:
        if (*thread.generation != thread.seen_generation) return &thread;
        break;
      case Thread::State::ended:
        break;
    }
  }
  return nullptr;
}

void Multiprocessor::wait(Thread::State state, const std::uint64_t& generation, SourceLine where) {
  Thread& me = *current_thread;
  check_stack(me);
  me.state = state;
  me.generation = &generation;
  me.seen_generation = generation;
  me.where = where;
  Thread* next = next_that_can_run();
  if (!next) fail_stuck();
  current_thread = next;
  Fiber::change(me.fiber, next->fiber);
  me.state = Thread::State::can_run;
}

void Multiprocessor::block_barrier(SourceLine where) {
  if (arrived_ > 0 && !(barrier_line_ == where)) {
    failure_ = fmt::format(
        "{} is at the barrier of {}, while others wait at that of {}: every thread of a block must "
        "come to the same __syncthreads()",
        describe(*current_thread), where.text(), barrier_line_.text());
    fail();
  }
  barrier_line_ = where;
  // Two objects, used in turn: what a thread does on its way to the next barrier has not happened
  // before the end of this one.
  char* meeting = reinterpret_cast<char*>(&generation_) + generation_ % 2;
  happened_before(meeting);
  if (++arrived_ == alive_) {
    arrived_ = 0;
    ++generation_;
  } else {
    wait(Thread::State::waits_for_block, generation_, where);
  }
  happens_after(meeting);
}

bool Multiprocessor::WarpGroup::meet_if_complete(unsigned ended) {
  Meeting& meeting = meetings[generation % 2];
  if (meeting.lanes == 0 || mask & ~meeting.lanes & ~ended) return false;
  ++generation;
  meetings[generation % 2].lanes = 0;
  return true;
}

void Multiprocessor::Warp::prepare() {
  in_use = 0;
  ended = 0;
  // Enough for any ordinary kernel. (Memory that one CUDA thread allocates and another frees would
  // look like a race to ThreadSanitizer.)
  constexpr std::size_t kUsual = 8;
  groups.reserve(4 * kUsual);
  while (groups.size() < kUsual) groups.push_back(std::make_unique<WarpGroup>());
}

Multiprocessor::WarpGroup& Multiprocessor::Warp::group(unsigned mask) {
  for (std::size_t i = 0; i < in_use; ++i)
    if (groups[i]->mask == mask) return *groups[i];
  if (in_use == groups.size()) groups.push_back(std::make_unique<WarpGroup>());
  WarpGroup& group = *groups[in_use++];
  group.mask = mask;
  group.meetings[group.generation % 2].lanes = 0;
  return group;
}

unsigned Multiprocessor::lanes_of_warp() const {
  const Thread& me = *current_thread;
  const unsigned count = count_ - (me.linear - me.lane());
  return count < 32 ? (1u << count) - 1 : 0xffffffffu;
}

const Meeting& Multiprocessor::exchange(const char* what, unsigned mask, std::uint64_t value,
                                        SourceLine where) {
  const Thread& me = *current_thread;
  mask &= lanes_of_warp();
  if (!(mask >> me.lane() & 1)) {
    failure_ = fmt::format("{} is at {} with the mask {:08x}, which does not name it", describe(me),
                           where.text(), mask);
    fail();
  }
  Warp& warp = warps_[me.linear / 32];
  WarpGroup& group = warp.group(mask);
  Meeting& meeting = group.meetings[group.generation % 2];
  if (meeting.lanes == 0) {
    group.what = what;
    group.where = where;
  } else if (std::strcmp(group.what, what) != 0) {
    failure_ = fmt::format(
        "{} is at {}, {}, while others of its mask {:08x} are at {}, {}: all of them must come to "
        "the same",
        describe(me), what, where.text(), mask, group.what, group.where.text());
    fail();
  }
  meeting.values[me.lane()] = value;
  meeting.lanes |= 1u << me.lane();
  happened_before(&meeting);
  if (!group.meet_if_complete(warp.ended))
    wait(Thread::State::waits_for_warp, group.generation, where);
  happens_after(&meeting);
  return meeting;
}

std::uint64_t Multiprocessor::shuffle(const char* what, unsigned mask, std::uint64_t value,
                                      int source, SourceLine where) {
  const Meeting& meeting = exchange(what, mask, value, where);
  if (meeting.lanes >> source & 1) return meeting.values[source];
  failure_ =
      fmt::format("{} asks lane {}, at {}, {}: what it gets is undefined",
                  describe(*current_thread), source, where.text(),
                  !(mask >> source & 1) ? fmt::format("which its mask {:08x} does not name", mask)
                  : lanes_of_warp() >> source & 1 ? "which has ended"
                                                  : "which its warp has not");
  fail();
}

void Multiprocessor::refuse(const char* what_it_does, SourceLine where) {
  failure_ = fmt::format("{} {}, at {}", describe(*current_thread), what_it_does, where.text());
  fail();
}

std::string Multiprocessor::describe(const Thread& thread) const {
  return fmt::format("thread {} of block {}", to_text(thread.index), to_text(block));
}

std::string Multiprocessor::what_runs() const {
  return fmt::format("{}: {}", grid_->kernel, describe(*current_thread));
}

void Multiprocessor::fail() {
  happened_before(&ended_);
  Fiber::leave(current_thread->fiber, outside_);  // the other threads never run again
}

void Multiprocessor::fail_stuck() {
  // One thread that waits for its warp and one that waits for its block tell the story.
  failure_.clear();
  unsigned waiting = 0;
  for (const auto& [state, whom] :
       {std::pair(Thread::State::waits_for_warp, "threads of its warp's mask"),
        std::pair(Thread::State::waits_for_block, "threads of its block")}) {
    const unsigned before = waiting;
    for (unsigned i = 0; i < count_; ++i) {
      if (threads_[i].state != state || waiting++ != before) continue;
      failure_ += fmt::format("{} waits at {} for {} that never come; ", describe(threads_[i]),
                              threads_[i].where.text(), whom);
    }
  }
  failure_ += fmt::format("{} threads wait, {} of {} have ended", waiting, count_ - alive_, count_);
  fail();
}

}  // namespace alexnet::simulator
