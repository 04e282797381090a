#include "core/parallel.h"

#include <algorithm>
#include <atomic>
#include <chrono>
#include <stdexcept>
#include <thread>
#include <vector>

#include "support/catch.h"
#include "support/threads.h"

using namespace alexnet;
using namespace alexnet::test;

namespace {

/// How often each index was visited.
class Visits {
 public:
  explicit Visits(std::int64_t count) : times_(std::size_t(count)) {}
  void add(std::int64_t i) { ++times_[std::size_t(i)]; }
  bool each_once() const {
    return std::all_of(times_.begin(), times_.end(), [](const auto& times) { return times == 1; });
  }

 private:
  std::vector<std::atomic<int>> times_;
};

/// True once two threads are inside at the same time; gives up after a while.
class Meeting {
 public:
  bool wait(std::chrono::milliseconds patience = std::chrono::seconds(10)) {
    ++inside_;
    const auto deadline = std::chrono::steady_clock::now() + patience;
    while (inside_ < 2 && std::chrono::steady_clock::now() < deadline) std::this_thread::yield();
    return inside_ >= 2;
  }

 private:
  std::atomic<int> inside_ = 0;
};

}  // namespace

TEST_CASE("parallel: each index is visited exactly once, for any number of threads") {
  for (int threads : kThreadCounts) {
    const WithThreads with(threads);
    CHECK(thread_count() == threads);
    for (std::int64_t count : {0, 1, 2, 3, 7, 1000}) {
      INFO(count << " indices, " << threads << " threads");
      Visits visits(count);
      parallel_for(count, [&](std::int64_t i) { visits.add(i); });
      CHECK(visits.each_once());
    }
  }
}

TEST_CASE("parallel: a loop over nothing, or less, does nothing") {
  bool called = false;
  parallel_for(0, [&](std::int64_t) { called = true; });
  parallel_for(-5, [&](std::int64_t) { called = true; });
  parallel_ranges(0, 10, [&](std::int64_t, std::int64_t) { called = true; });
  CHECK(!called);
}

TEST_CASE("parallel: ranges are consecutive, at most a grain long, and cover everything") {
  for (int threads : kThreadCounts)
    for (std::int64_t count : {1, 9, 10, 11, 1000, 1001}) {
      INFO(count << " elements, " << threads << " threads");
      const WithThreads with(threads);
      Visits visits(count);
      std::atomic<bool> as_promised = true;
      parallel_ranges(count, 10, [&](std::int64_t begin, std::int64_t end) {
        if (begin % 10 != 0 || end <= begin || end - begin > 10) as_promised = false;
        for (std::int64_t i = begin; i < end; ++i) visits.add(i);
      });
      CHECK(as_promised);
      CHECK(visits.each_once());
    }
}

TEST_CASE("parallel: two indices are worked on at the same time") {
  const WithThreads with(2);
  Meeting meeting;
  std::atomic<int> met = 0;
  parallel_for(2, [&](std::int64_t) { met += meeting.wait(); });
  CHECK(met == 2);
}

TEST_CASE("parallel: a loop inside a loop visits each index exactly once") {
  for (int threads : kThreadCounts) {
    INFO(threads << " threads");
    const WithThreads with(threads);
    Visits visits(20 * 30);
    parallel_for(20, [&](std::int64_t i) {
      parallel_for(30, [&](std::int64_t j) { visits.add(i * 30 + j); });
    });
    CHECK(visits.each_once());
  }
}

TEST_CASE("parallel: a loop inside a loop over a single index has all threads") {
  const WithThreads with(2);
  Meeting meeting;
  std::atomic<int> met = 0;
  parallel_for(
      1, [&](std::int64_t) { parallel_for(2, [&](std::int64_t) { met += meeting.wait(); }); });
  CHECK(met == 2);
}

TEST_CASE("parallel: an exception in a body comes out, and the next loop runs") {
  for (int threads : kThreadCounts)
    for (std::int64_t bad : {0, 57, 99}) {
      INFO("index " << bad << ", " << threads << " threads");
      const WithThreads with(threads);
      const auto loop = [&] {
        parallel_for(100, [&](std::int64_t i) {
          if (i == bad) throw std::out_of_range("index " + std::to_string(i));
        });
      };
      CHECK_THROWS_AS(loop(), std::out_of_range);
      Visits visits(100);
      parallel_for(100, [&](std::int64_t i) { visits.add(i); });
      CHECK(visits.each_once());
    }
}

TEST_CASE("parallel: an exception in a loop inside a loop comes out of both") {
  const WithThreads with(7);
  const auto loops = [] {
    parallel_for(10, [](std::int64_t i) {
      parallel_for(10, [&](std::int64_t j) {
        if (i == 3 && j == 4) throw std::runtime_error("inside");
      });
    });
  };
  CHECK_THROWS_AS(loops(), std::runtime_error);
}

TEST_CASE("parallel: where all bodies throw, one exception comes out") {
  const WithThreads with(7);
  const auto loop = [] {
    parallel_for(100, [](std::int64_t) { throw std::runtime_error("each"); });
  };
  CHECK_THROWS_AS(loop(), std::runtime_error);
}

TEST_CASE("parallel: two threads may run loops at once") {
  const WithThreads with(3);
  std::atomic<int> complete = 0;
  const auto many_loops = [&] {
    for (int repeat = 0; repeat < 300; ++repeat) {
      Visits visits(50);
      parallel_for(50, [&](std::int64_t i) { visits.add(i); });
      complete += visits.each_once();
    }
  };
  std::thread one(many_loops), other(many_loops);
  one.join();
  other.join();
  CHECK(complete == 600);
}

TEST_CASE("parallel: loops follow one another closely without losing an index") {
  for (int threads : kThreadCounts) {
    INFO(threads << " threads");
    const WithThreads with(threads);
    int complete = 0;
    for (int repeat = 0; repeat < 2000; ++repeat) {
      Visits visits(5);
      parallel_for(5, [&](std::int64_t i) { visits.add(i); });
      complete += visits.each_once();
    }
    CHECK(complete == 2000);
  }
}

TEST_CASE("parallel: a thread that kept the others waiting is not asked again for a while") {
  const WithThreads with(2);
  const std::thread::id caller = std::this_thread::get_id();
  const auto threads_at_work = [&](std::chrono::milliseconds patience,
                                   std::chrono::milliseconds work_of_others) {
    Meeting meeting;
    std::atomic<int> others = 0;
    parallel_for(2, [&](std::int64_t) {
      if (!meeting.wait(patience) || std::this_thread::get_id() == caller) return;
      ++others;
      std::this_thread::sleep_for(work_of_others);
    });
    return 1 + others;
  };
  using std::chrono::milliseconds, std::chrono::seconds;
  parallel_for(2, [](std::int64_t) {});  // the other thread has started
  // If that lost its processor in between, it is not asked again for a while.
  std::this_thread::sleep_for(milliseconds(1100));
  REQUIRE(threads_at_work(seconds(10), milliseconds(450)) == 2);
  CHECK(threads_at_work(milliseconds(100), milliseconds(0)) == 1);
  std::this_thread::sleep_for(milliseconds(1100));
  CHECK(threads_at_work(seconds(10), milliseconds(0)) == 2);
}

TEST_CASE("parallel: there is always at least one thread") {
  const WithThreads with(0);
  CHECK(thread_count() == 1);
  set_thread_count(-3);
  CHECK(thread_count() == 1);
}
