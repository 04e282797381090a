// What only simulated streams show: work that is done as late as possible, and errors in words of
// our own. (What GPUs show too is in test_streams_cuda.cpp.)
#include <memory>
#include <vector>

#include "cuda/device.h"
#include "cuda/graph.h"
#include "cuda/memory.h"
#include "support/catch.h"
#include "support/simulator.h"
#include "support/stream_order.h"

using namespace alexnet;
using namespace alexnet::test;
using simulator::StreamOrder;

namespace {

constexpr StreamOrder kStreamOrders[] = {StreamOrder::at_once, StreamOrder::as_late_as_possible};

using DeviceInts = cuda::DeviceArray<int>;

__global__ void double_kernel(int* data, int count) {
  const int i = int(blockIdx.x * blockDim.x + threadIdx.x);
  if (i < count) data[i] *= 2;
}

__global__ void failing_kernel(int* data) { data[__shfl_sync(0u, 0, 0)] = 1; }

}  // namespace

TEST_CASE("streams: without waiting, what is read may be old: late work shows it") {
  const WithStreamOrder with(StreamOrder::as_late_as_possible);
  const cuda::Stream stream(0);
  DeviceInts numbers(0, 4);
  const std::vector<int> start = {1, 2, 3, 4};  // lives until the copy is done
  std::vector<int> result(4, -1);
  numbers.copy_from_host(start, stream);
  numbers.copy_to_host(result, stream);
  CHECK(result[0] == -1);
  stream.synchronize();
  CHECK(result[0] == 1);
}

TEST_CASE("streams: one waits for another's event, on two devices") {
  for (StreamOrder order : kStreamOrders) {
    const WithStreamOrder with(order);
    const cuda::Stream a(0), b(1);
    DeviceInts on_a(0, 3), on_b(1, 3);
    const std::vector<int> start = {1, 2, 3};
    std::vector<int> result(3);
    cuda::Event ready(0);
    on_a.copy_from_host(start, a);
    cuda::launch<double_kernel>(a, cuda::cover(3), on_a.data(), 3);
    ready.record(a);
    cuda::launch<double_kernel>(a, cuda::cover(3), on_a.data(), 3);
    b.wait(ready);
    cuda::copy_async(on_b.data(), Device::cuda(1), on_a.data(), Device::cuda(0), 3 * sizeof(int),
                     b);
    on_b.copy_to_host(result, b);
    b.synchronize();
    // At least what the event promised; the second doubling may or may not have happened before.
    CHECK((result == std::vector<int>{2, 4, 6} || result == std::vector<int>{4, 8, 12}));
    if (order == StreamOrder::as_late_as_possible) CHECK(result[0] == 2);
    a.synchronize();
  }
}

TEST_CASE("streams: the host waits for an event, and not for what comes after it") {
  const WithStreamOrder with(StreamOrder::as_late_as_possible);
  const cuda::Stream stream(0);
  DeviceInts numbers(0, 1);
  const std::vector<int> start = {5};
  std::vector<int> first(1, -1), second(1, -1);
  cuda::Event middle(0), never(0);
  numbers.copy_from_host(start, stream);
  numbers.copy_to_host(first, stream);
  middle.record(stream);
  numbers.copy_to_host(second, stream);
  middle.synchronize();
  never.synchronize();
  CHECK(first[0] == 5);
  CHECK(second[0] == -1);
  stream.synchronize();
  CHECK(second[0] == 5);
}

TEST_CASE("streams: an error appears where the work is waited for, and the stream goes on") {
  const WithStreamOrder with(StreamOrder::as_late_as_possible);
  const cuda::Stream stream(0);
  DeviceInts numbers(0, 1);
  cuda::launch<failing_kernel>(stream, {1, 32}, numbers.data());
  CHECK_ERROR(stream.synchronize(), "failing_kernel");
  std::vector<int> result(1, -1);
  numbers.copy_to_host(result, stream);
  stream.synchronize();
  CHECK(result[0] == 0);
}

TEST_CASE("streams: whoever waits for a stream that failed is told, even when the stream is gone") {
  const WithStreamOrder with(StreamOrder::as_late_as_possible);
  DeviceInts numbers(0, 1);
  const cuda::Stream b(0);
  cuda::Event event(0);
  {
    const cuda::Stream a(0);
    cuda::launch<failing_kernel>(a, {1, 32}, numbers.data());
    event.record(a);
    b.wait(event);
  }
  CHECK_ERROR(b.synchronize(), "failing_kernel");
  CHECK_ERROR(event.synchronize(), "an event of cuda:0 is never reached");
}

TEST_CASE("streams: an error is told once, and not again by those who waited for the work") {
  const WithStreamOrder with(StreamOrder::as_late_as_possible);
  DeviceInts numbers(0, 1);
  {
    const cuda::Stream a(0), b(1);
    cuda::launch<failing_kernel>(a, {1, 32}, numbers.data());
    cuda::Event event(0);
    event.record(a);
    b.wait(event);
    CHECK_ERROR(a.synchronize(), "failing_kernel");
  }
  CHECK_NOTHROW(cuda::Stream(0).synchronize());
}

TEST_CASE("streams: memory is released when the work that may use it is done") {
  const WithStreamOrder with(StreamOrder::as_late_as_possible);
  const cuda::Stream stream(0), other(1);
  std::vector<int> result(4, -1), later(4, -1);
  DeviceInts kept(1, 4);
  {
    const DeviceInts numbers(0, 4);
    numbers.copy_to_host(result, stream);
    kept.copy_to_host(later, other);
    CHECK(result[0] == -1);
  }
  CHECK(result[0] == 0);
  CHECK(later[0] == -1);  // another device's
  {
    DeviceInts numbers(0, 1);
    cuda::launch<failing_kernel>(stream, {1, 32}, numbers.data());
  }
  CHECK_ERROR(stream.synchronize(), "failing_kernel");
  CHECK_NOTHROW(stream.synchronize());
}

TEST_CASE("streams: a launch that no GPU would take is refused at once") {
  const WithStreamOrder with(StreamOrder::as_late_as_possible);
  const cuda::Stream stream(0);
  DeviceInts numbers(0, 1);
  const cuda::Grid too_large{1, 2048};
  CHECK_ERROR(cuda::launch<double_kernel>(stream, too_large, numbers.data(), 1),
              "double_kernel: too many threads in a block: (2048,1,1)");
}

TEST_CASE("streams: events that are not reached have no time") {
  const WithStreamOrder with(StreamOrder::as_late_as_possible);
  const cuda::Stream stream(0);
  cuda::Event before(0, cuda::EventUse::timing), after(0, cuda::EventUse::timing);
  CHECK_ERROR(cuda::Event::elapsed_ms(before, before), "not reached");  // never recorded
  before.record(stream);
  before.synchronize();
  after.record(stream);
  CHECK_ERROR(cuda::Event::elapsed_ms(before, after), "not reached");
  after.synchronize();
  CHECK(cuda::Event::elapsed_ms(before, after) >= 0);
}

TEST_CASE("streams: an event is of one device, and has a time if it was made for that") {
  const cuda::Stream a(0), b(1);
  cuda::Event ordered(0), timed(0, cuda::EventUse::timing);
  CHECK_ERROR(ordered.record(b), "an event of cuda:0 is recorded in a stream of cuda:1");
  ordered.record(a);
  timed.record(a);
  CHECK_ERROR(cuda::Event::elapsed_ms(ordered, timed), "EventUse::timing");
  CHECK_ERROR(cuda::Event::elapsed_ms(timed, ordered), "EventUse::timing");
  CHECK(cuda::Event::elapsed_ms(timed, timed) == 0);
}

TEST_CASE("cuda devices: the simulator says what it is") {
  REQUIRE(cuda::is_simulated());
  CHECK(cuda::device_count() >= 2);
  CHECK(cuda::why_no_devices().empty());
  CHECK_THAT(cuda::device_info(0).name, contains("simulated"));
}

TEST_CASE("graph: what could not be done again is refused, and the stream works on") {
  const cuda::Stream a(0), b(1);
  cuda::Event outside(1), inside(0);
  outside.record(b);
  const auto keep = [&](const std::function<void()>& queue_work) { cuda::Graph(a, queue_work); };
  CHECK_ERROR(keep([&] { a.synchronize(); }), "the host waits while a graph");
  CHECK_ERROR(keep([&] { DeviceInts(0, 1); }), "memory is allocated while a graph");
  CHECK_ERROR(keep([&] { cuda::PinnedArray<int>(1); }), "memory is allocated while a graph");
  auto numbers = std::make_unique<DeviceInts>(0, 1);
  CHECK_ERROR(keep([&] { numbers.reset(); }), "memory is released while a graph");
  auto pinned = std::make_unique<cuda::PinnedArray<int>>(1);
  CHECK_ERROR(keep([&] { pinned.reset(); }), "memory is released while a graph");
  CHECK_ERROR(keep([&] { a.wait(outside); }), "for an event outside of it");
  const auto not_back = [&] {
    inside.record(a);
    b.wait(inside);
    outside.record(b);
  };
  CHECK_ERROR(keep(not_back), "1 of its streams have work that the first does not wait for");
  const auto works_on = [&] {
    inside.record(a);
    b.wait(inside);
    outside.record(b);
    cuda::launch<double_kernel>(b, cuda::cover(1), static_cast<int*>(nullptr), 0);
    a.wait(outside);  // but not for what b was given since
  };
  CHECK_ERROR(keep(works_on), "1 of its streams have work that the first does not wait for");
  CHECK_ERROR(b.wait(inside), "an event of a graph, from outside");
  DeviceInts number(0, 1);
  std::vector<int> result(1, -1);
  number.copy_to_host(result, a);
  a.synchronize();
  CHECK(result[0] == 0);
}
