// Memory of simulated devices, and copies.
#include <algorithm>
#include <cstring>
#include <new>
#include <vector>

#include "core/check.h"
#include "cuda/device.h"
#include "cuda/memory.h"
#include "cuda/simulator/guarded_memory.h"
#include "cuda/simulator/queue.h"
#include "cuda/simulator/recording.h"

namespace alexnet {

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
  ALEXNET_CHECK(memory, "cuda:{}: not enough memory for {} MiB; use a smaller batch", device,
                size_bytes >> 20);
  if (!guarded) std::memset(memory, 0, size_bytes);
  return memory;
}

void cuda::release(int device, void* memory) noexcept {
  simulator::refuse_recording_later("memory is released");
  simulator::finish_work(device);  // as cudaFree does
  if (simulator::device_memory_is_guarded())
    simulator::release_guarded(memory);
  else
    ::operator delete(memory, kAlignment);
}

void* cuda::allocate_pinned(std::size_t size_bytes) {
  simulator::refuse_while_recording("memory is allocated");
  ++counters().allocations;
  return ::operator new(std::max<std::size_t>(1, size_bytes), kAlignment);
}

void cuda::release_pinned(void* memory) noexcept {
  simulator::refuse_recording_later("memory is released");
  ::operator delete(memory, kAlignment);
}

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

}  // namespace alexnet
