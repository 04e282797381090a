// Memory of GPUs, and copies.
#include <algorithm>
#include <mutex>
#include <set>
#include <utility>

#include "core/check.h"
#include "cuda/gpu/check.h"
#include "cuda/memory.h"

namespace alexnet {

void* cuda::allocate(int device, std::size_t size_bytes) {
  check_device(device);
  use_device(device);
  ++counters().allocations;
  void* memory = nullptr;
  const cudaError_t error = cudaMalloc(&memory, size_bytes > 0 ? size_bytes : 1);
  if (error == cudaErrorMemoryAllocation) {
    cudaGetLastError();
    throw_error("cuda:{}: not enough memory for {} MiB; use a smaller batch", device,
                size_bytes >> 20);
  }
  check(error, "cudaMalloc(&memory, size_bytes)", __FILE__, __LINE__);
  CUDA_CHECK(cudaMemset(memory, 0, size_bytes));
  CUDA_CHECK(cudaStreamSynchronize(nullptr));  // our streams do not wait for cudaMemset's stream
  return memory;
}

void cuda::release(int device, void* memory) noexcept {
  forget(cudaSetDevice(device));  // a thread's default would open cuda:0
  forget(cudaFree(memory));
}

void* cuda::allocate_pinned(std::size_t size_bytes) {
  use_device(some_open_device());  // every device can read it; a thread's default would open cuda:0
  ++counters().allocations;
  void* memory = nullptr;
  CUDA_CHECK(cudaHostAlloc(&memory, size_bytes > 0 ? size_bytes : 1, cudaHostAllocPortable));
  return memory;
}

void cuda::release_pinned(void* memory) noexcept {
  forget(cudaSetDevice(some_open_device()));
  forget(cudaFreeHost(memory));
}

namespace {

/// Lets two devices access each other's memory, the first time that one copies to the other.
void connect(int from, int to) {
  static std::mutex mutex;
  static std::set<std::pair<int, int>> connected;
  const std::lock_guard lock(mutex);
  if (!connected.insert(std::minmax(from, to)).second || !cuda::can_access_peer(from, to)) return;
  for (const auto& [device, peer] : {std::pair(from, to), std::pair(to, from)}) {
    cuda::use_device(device);
    // If it is refused after all, the runtime copies through the host.
    if (cudaDeviceEnablePeerAccess(peer, 0) != cudaSuccess) cudaGetLastError();
  }
}

}  // namespace

void cuda::copy_async(void* to, const Device& to_device, const void* from,
                      const Device& from_device, std::size_t size_bytes, const Stream& stream) {
  if (!to_device.is_cpu() && !from_device.is_cpu() && to_device.index != from_device.index)
    connect(from_device.index, to_device.index);
  use_device(stream.device());
  // CUDA tells from the addresses where the bytes are. (cudaMemcpyPeerAsync, which is given the
  // devices, cannot be part of a graph.)
  CUDA_CHECK(cudaMemcpyAsync(to, from, size_bytes, cudaMemcpyDefault, gpu_stream(stream)));
}

void cuda::memset_async(void* to, int value, std::size_t size_bytes, const Stream& stream) {
  use_device(stream.device());
  CUDA_CHECK(cudaMemsetAsync(to, value, size_bytes, gpu_stream(stream)));
}

}  // namespace alexnet
