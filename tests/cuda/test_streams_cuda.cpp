// Streams, events, graphs and copies, on a GPU or simulated: what every layer relies on. (What only
// the simulator can show, such as work that is done late, is in test_streams.cpp.)
#include <memory>
#include <vector>

#include "cuda/doubling.h"
#include "cuda/graph.h"
#include "support/on_device.h"
#include "support/stream_order.h"

using namespace alexnet;
using namespace alexnet::test;

namespace {

using DeviceInts = cuda::DeviceArray<int>;

/// Another device that runs kernels, or the first where there is none.
int last_device() {
  int device = cuda::device_count() - 1;
  while (device > 0 && !cuda::device_info(device).runs_kernels) --device;
  return device;
}
/// The same, but one whose memory the first can copy without a detour, which no graph can keep.
int last_peer() {
  const int device = last_device();
  return cuda::can_access_peer(0, device) && cuda::can_access_peer(device, 0) ? device : 0;
}

void copy_ints(DeviceInts& to, int to_device, const DeviceInts& from, int from_device,
               const cuda::Stream& stream) {
  cuda::copy_async(to.data(), Device::cuda(to_device), from.data(), Device::cuda(from_device),
                   from.size() * sizeof(int), stream);
}

std::vector<int> to_host(const DeviceInts& numbers, const cuda::Stream& stream) {
  std::vector<int> host(numbers.size(), -1);
  numbers.copy_to_host(host, stream);
  stream.synchronize();
  return host;
}

}  // namespace

TEST_CASE("streams on a device: work is done in the order in which it was put in") {
  NEEDS_DEVICE();
  in_every_stream_order([] {
    const cuda::Stream stream(0);
    DeviceInts numbers(0, 1000);
    const std::vector<int> sevens(1000, 7);
    numbers.copy_from_host(sevens, stream);
    for (int i = 0; i < 20; ++i) double_numbers(stream, numbers.data(), 1000);
    CHECK(to_host(numbers, stream) == std::vector<int>(1000, 7 << 20));
  });
}

TEST_CASE("streams on a device: one waits for another's event") {
  NEEDS_DEVICE();
  in_every_stream_order([] {
    const int other = last_device();
    const cuda::Stream a(0), b(other);
    DeviceInts on_a(0, 3), on_b(other, 3);
    const std::vector<int> start = {1, 2, 3};
    cuda::Event ready(0), copied(other);
    on_a.copy_from_host(start, a);
    for (int i = 0; i < 20; ++i) double_numbers(a, on_a.data(), 3);
    ready.record(a);
    b.wait(ready);
    copy_ints(on_b, other, on_a, 0, b);
    copied.record(b);
    a.wait(copied);
    double_numbers(a, on_a.data(), 3);  // must not come before the copy
    CHECK(to_host(on_b, b) == std::vector<int>{1 << 20, 2 << 20, 3 << 20});
    CHECK(to_host(on_a, a) == std::vector<int>{1 << 21, 2 << 21, 3 << 21});
  });
}

TEST_CASE("streams on a device: the host waits for an event, or not at all if it has no mark") {
  NEEDS_DEVICE();
  in_every_stream_order([] {
    const cuda::Stream stream(0);
    DeviceInts numbers(0, 1);
    cuda::PinnedArray<int> start(1), result(1);
    start[0] = 5;
    result[0] = -1;
    cuda::Event middle(0), never(0);
    numbers.copy_from_host(start, stream);
    numbers.copy_to_host(result, stream);
    middle.record(stream);
    double_numbers(stream, numbers.data(), 1);
    never.synchronize();
    middle.synchronize();
    CHECK(result[0] == 5);
    CHECK(to_host(numbers, stream) == std::vector<int>{10});
  });
}

TEST_CASE("streams on a device: one that is replaced by another still does its work") {
  NEEDS_DEVICE();
  in_every_stream_order([] {
    DeviceInts numbers(0, 1);
    const std::vector<int> one = {1};
    {
      cuda::Stream stream(0), other(0);
      numbers.copy_from_host(one, stream);
      double_numbers(stream, numbers.data(), 1);
      stream = std::move(other);
    }
    CHECK(to_host(numbers, cuda::Stream(0)) == std::vector<int>{2});
  });
}

TEST_CASE("streams on a device: time passes between two events that were made for that") {
  NEEDS_DEVICE();
  const cuda::Stream stream(0);
  cuda::Event ordered(0);
  cuda::Event before(0, cuda::EventUse::timing), after(0, cuda::EventUse::timing);
  DeviceInts numbers(0, 1 << 16);
  before.record(stream);
  double_numbers(stream, numbers.data(), 1 << 16);
  after.record(stream);
  ordered.record(stream);
  stream.synchronize();
  CHECK(cuda::Event::elapsed_ms(before, after) > 0);
  CHECK(cuda::Event::elapsed_ms(before, before) == 0);
  CHECK_THROWS_AS(cuda::Event::elapsed_ms(before, ordered), Error);
}

TEST_CASE("streams on a device: an event is recorded in streams of its own device only") {
  NEEDS_DEVICE();
  if (cuda::device_count() < 2) SKIP_TEST("there is one device only");
  const cuda::Stream other(1);
  cuda::Event event(0);
  CHECK_THROWS_AS(event.record(other), Error);
  event.record(cuda::Stream(0));
  event.synchronize();
}

TEST_CASE("memory of a device: zero at first, set and copied in the stream's order") {
  NEEDS_DEVICE();
  in_every_stream_order([] {
    const int device = last_device();
    const cuda::Stream stream(device);
    DeviceInts numbers(device, 100), copy(device, 100);
    CHECK(to_host(numbers, stream) == std::vector<int>(100, 0));
    cuda::memset_async(numbers.data(), 1, 100, stream);  // bytes: 25 numbers
    copy_ints(copy, device, numbers, device, stream);
    double_numbers(stream, numbers.data(), 100);
    std::vector<int> ones(100, 0);
    std::fill_n(ones.begin(), 25, 0x01010101);
    CHECK(to_host(copy, stream) == ones);
    std::fill_n(ones.begin(), 25, 0x02020202);
    CHECK(to_host(numbers, stream) == ones);
  });
}

TEST_CASE("memory of a device: there is none of a device that is not there") {
  NEEDS_DEVICE();
  CHECK_ERROR(cuda::allocate(99, 4), "cuda:99");
  CHECK_THROWS_AS(cuda::Stream(-1), DeviceUnavailable);
  CHECK_THROWS_AS(cuda::device_info(99), DeviceUnavailable);
}

TEST_CASE("graph on a device: work is kept, of several streams, and done whenever launched") {
  NEEDS_DEVICE();
  in_every_stream_order([] {
    const int other = last_peer();
    const cuda::Stream a(0), b(other);
    DeviceInts on_a(0, 3), on_b(other, 3);
    const std::vector<int> start = {1, 2, 3};
    cuda::Event to_b(0), to_a(other);
    const auto work = [&] {
      double_numbers(a, on_a.data(), 3);
      to_b.record(a);
      b.wait(to_b);
      copy_ints(on_b, other, on_a, 0, b);
      double_numbers(b, on_b.data(), 3);
      copy_ints(on_a, 0, on_b, other, b);
      to_a.record(b);
      a.wait(to_a);
    };
    work();  // once without a graph: a first time may need what cannot be kept
    on_a.copy_from_host(start, a);
    const cuda::Graph graph(a, work);
    CHECK(to_host(on_a, a) == start);  // nothing was done yet
    graph.launch(a);
    graph.launch(a);
    CHECK(to_host(on_a, a) == std::vector<int>{16, 32, 48});
  });
}

TEST_CASE("graph on a device: what could not be done again is refused, and the stream works on") {
  NEEDS_DEVICE();
  const int other = last_peer();
  const cuda::Stream a(0), b(other);
  cuda::Event inside(0), outside(other);
  const auto keep = [&](const std::function<void()>& queue_work) { cuda::Graph(a, queue_work); };
  CHECK_THROWS_AS(keep([&] { a.synchronize(); }), Error);
  CHECK_THROWS_AS(keep([&] { DeviceInts(0, 1); }), Error);
  auto released = std::make_unique<DeviceInts>(0, 1);
  CHECK_THROWS_AS(keep([&] { released.reset(); }), Error);
  DeviceInts numbers(0, 1), others(other, 1);
  const auto not_back = [&] {
    inside.record(a);
    b.wait(inside);
    double_numbers(b, others.data(), 1);
    outside.record(b);
  };
  CHECK_THROWS_AS(keep(not_back), Error);
  CHECK(to_host(numbers, a) == std::vector<int>{0});
  CHECK(to_host(numbers, cuda::Stream(0)) == std::vector<int>{0});
}
