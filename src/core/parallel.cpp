#include "core/parallel.h"

#include <algorithm>
#include <atomic>
#include <chrono>
#include <condition_variable>
#include <exception>
#include <mutex>
#include <system_error>
#include <thread>
#include <vector>

namespace alexnet {
namespace {

/// One parallel_for: threads take the next few indices until none are left.
struct Loop {
  std::int64_t count;
  std::int64_t at_a_time;
  detail::LoopBody body;
  void* context;
  std::atomic<std::int64_t> next = 0;
  std::atomic<int> helpers = 0;        // pool threads inside this loop
  std::exception_ptr error = nullptr;  // the first one thrown; guarded by Pool::mutex_
};

using Clock = std::chrono::steady_clock;

thread_local bool inside_loop = false;  // a loop inside a loop runs on the calling thread alone

/// Waits a moment for `done()` without going to sleep, since waking up takes longer than most of
/// the pauses between two loops. It keeps yielding, so on a busy machine other threads run first.
template <class Done>
void linger(Done done) {
  const Clock::time_point end = Clock::now() + std::chrono::microseconds(100);
  while (!done() && Clock::now() < end) std::this_thread::yield();
}

class Pool {
 public:
  explicit Pool(int threads) { start(threads); }
  ~Pool() { stop(); }

  int threads() const { return threads_; }

  void resize(int threads) {
    const std::lock_guard no_loop(one_loop_);
    stop();
    start(threads);
  }

  void run(Loop& loop) {
    const Clock::time_point begin = Clock::now();
    const bool alone =
        threads_ == 1 || loop.count == 1 || inside_loop || begin < alone_until_.load();
    std::unique_lock only_one(one_loop_, std::defer_lock);
    // A second caller (a data loader beside the trainer, say) does not wait: it works alone.
    if (alone || !only_one.try_lock()) {
      for (std::int64_t i = 0; i < loop.count; ++i) loop.body(loop.context, i);
      return;
    }
    {
      std::lock_guard lock(mutex_);
      current_ = &loop;
      ++loops_started_;
    }
    wake_.notify_all();
    work(loop);
    const Clock::time_point worked = Clock::now();
    {
      std::lock_guard lock(mutex_);
      current_ = nullptr;  // a helper that has not woken up yet is not waited for
    }
    linger([&] { return loop.helpers == 0; });
    std::unique_lock lock(mutex_);
    done_.wait(lock, [&] { return loop.helpers == 0; });
    // On a busy machine a helper may lose its processor in the middle of its share, and all others
    // wait for it. If that took longer than the work, no helper is asked again for a while.
    const Clock::duration waited = Clock::now() - worked;
    if (waited > (worked - begin) + std::chrono::milliseconds(1))
      alone_until_ = worked + std::min<Clock::duration>(20 * waited, std::chrono::seconds(1));
    if (loop.error) std::rethrow_exception(loop.error);
  }

 private:
  void start(int threads) {
    stopping_ = false;
    alone_until_ = Clock::time_point();
    try {
      for (int i = 1; i < threads; ++i) helpers_.emplace_back([this] { help(); });
    } catch (const std::system_error&) {  // a limit of the system's: then fewer do the work
    }
    threads_ = int(helpers_.size()) + 1;
  }

  void stop() {
    {
      std::lock_guard lock(mutex_);
      stopping_ = true;
    }
    wake_.notify_all();
    for (std::thread& helper : helpers_) helper.join();
    helpers_.clear();
  }

  void work(Loop& loop) {
    inside_loop = true;
    try {
      for (std::int64_t i; (i = loop.next.fetch_add(loop.at_a_time)) < loop.count;) {
        const std::int64_t end = std::min(i + loop.at_a_time, loop.count);
        for (; i < end; ++i) loop.body(loop.context, i);
      }
    } catch (...) {
      loop.next = loop.count;
      std::lock_guard lock(mutex_);
      if (!loop.error) loop.error = std::current_exception();
    }
    inside_loop = false;
  }

  void help() {
    std::int64_t seen = 0;  // loops_started_ when this thread last looked
    for (;;) {
      linger([&] { return stopping_ || loops_started_ != seen; });
      std::unique_lock lock(mutex_);
      wake_.wait(lock, [&] { return stopping_ || loops_started_ != seen; });
      if (stopping_) return;
      seen = loops_started_;
      if (!current_) continue;  // too late: that loop is over
      Loop& loop = *current_;
      ++loop.helpers;
      lock.unlock();
      work(loop);
      lock.lock();
      if (--loop.helpers == 0) done_.notify_one();
    }
  }

  std::atomic<int> threads_ = 1;
  std::vector<std::thread> helpers_;  // one fewer: the thread that asks for a loop works, too
  std::mutex one_loop_;
  std::mutex mutex_;  // held to change anything below, and Loop::helpers and Loop::error
  std::condition_variable wake_, done_;
  Loop* current_ = nullptr;
  std::atomic<std::int64_t> loops_started_ = 0;
  std::atomic<bool> stopping_ = false;
  std::atomic<Clock::time_point> alone_until_ = Clock::time_point();
};

Pool& pool() {
  static Pool pool(std::max(1, int(std::thread::hardware_concurrency())));
  return pool;
}

}  // namespace

int thread_count() { return pool().threads(); }
void set_thread_count(int count) { pool().resize(std::max(1, count)); }

void detail::run_loop(std::int64_t count, LoopBody body, void* context) {
  if (count <= 0) return;
  // Few enough at a time that all threads finish together, enough that they seldom contend.
  const std::int64_t at_a_time = std::max<std::int64_t>(1, count / (16 * thread_count()));
  Loop loop{count, at_a_time, body, context};
  pool().run(loop);
}

}  // namespace alexnet
