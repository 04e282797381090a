// Devices, memory, streams and events on a GPU: the CUDA runtime, with errors as exceptions.
#include <algorithm>
#include <atomic>
#include <cstdlib>
#include <cstring>
#include <mutex>
#include <set>
#include <utility>
#include <vector>

#include "core/check.h"
#include "cuda/device.h"
#include "cuda/gpu/check.h"
#include "cuda/memory.h"
#include "cuda/stream.h"
#include "cuda/workspace.h"

namespace alexnet {

void cuda::check(cudaError_t error, const char* call, const char* file, int line) {
  if (error == cudaSuccess) return;
  cudaGetLastError();  // or the next, innocent call would report it again
  const char* name = std::strrchr(file, '/');
  throw_error("{}:{}: {}: {}", name ? name + 1 : file, line, call, cudaGetErrorString(error));
}

void cuda::forget(cudaError_t error) noexcept {
  if (error != cudaSuccess) cudaGetLastError();
}

void cuda::check_launch(std::string_view kernel, const Stream& stream) {
  static const bool wait = [] {
    const char* value = std::getenv("ALEXNET_SYNC");
    return value && std::string_view(value) == "1";
  }();
  cudaError_t error = cudaGetLastError();
  // While a graph is recorded nothing runs, and there is nothing to wait for.
  cudaStreamCaptureStatus recorded = cudaStreamCaptureStatusNone;
  if (error == cudaSuccess && wait) error = cudaStreamIsCapturing(gpu_stream(stream), &recorded);
  if (error == cudaSuccess && wait && recorded == cudaStreamCaptureStatusNone)
    error = cudaStreamSynchronize(gpu_stream(stream));
  if (error != cudaSuccess)
    throw_error("kernel {} on cuda:{}: {}{}", kernel, stream.device(), cudaGetErrorString(error),
                wait ? "" : " (ALEXNET_SYNC=1 says whether this kernel is to blame)");
}

void cuda::allow_shared_bytes(const void* kernel, std::string_view name, std::size_t shared_bytes) {
  const cudaError_t error =
      cudaFuncSetAttribute(kernel, cudaFuncAttributeMaxDynamicSharedMemorySize, int(shared_bytes));
  if (error == cudaSuccess) return;
  cudaGetLastError();
  throw_error("kernel {}: {} bytes of shared memory for a block: {}", name, shared_bytes,
              cudaGetErrorString(error));
}

// --- Devices.

bool cuda::is_simulated() { return false; }

namespace {

struct Found {
  int count = 0;
  cudaError_t error = cudaSuccess;
  std::vector<int> compute_capabilities;
};

const Found& found() {
  static const Found found = [] {
    Found result;
    result.error = cudaGetDeviceCount(&result.count);  // leaves the count alone when it fails
    if (result.error != cudaSuccess) {
      result.count = 0;
      cudaGetLastError();
    }
    for (int i = 0; i < result.count; ++i) {
      int major = 0, minor = 0;
      CUDA_CHECK(cudaDeviceGetAttribute(&major, cudaDevAttrComputeCapabilityMajor, i));
      CUDA_CHECK(cudaDeviceGetAttribute(&minor, cudaDevAttrComputeCapabilityMinor, i));
      result.compute_capabilities.push_back(10 * major + minor);
    }
    return result;
  }();
  return found;
}

int compute_capability(int index) { return found().compute_capabilities[std::size_t(index)]; }

void check_exists(int index) {
  if (found().count == 0)
    throw DeviceUnavailable(
        fmt::format("device cuda:{} is not available: {}", index, cuda::why_no_devices()));
  if (index < 0 || index >= found().count)
    throw DeviceUnavailable(
        fmt::format("device cuda:{} is not available: this machine has cuda:0{}", index,
                    found().count == 1 ? "" : fmt::format(" to cuda:{}", found().count - 1)));
}

}  // namespace

int cuda::device_count() { return found().count; }

std::string cuda::why_no_devices() {
  switch (found().error) {
    case cudaSuccess:
      return found().count > 0 ? "" : "the driver sees no GPU: use cpu:0";
    case cudaErrorInsufficientDriver:
      return "there is no NVIDIA driver, or one too old for this program: use cpu:0, or install "
             "the driver (nvidia-smi tells whether it works)";
    case cudaErrorNoDevice:
      return "the driver sees no GPU (is CUDA_VISIBLE_DEVICES set?): use cpu:0";
    default:
      return fmt::format("the CUDA runtime says: {}", cudaGetErrorString(found().error));
  }
}

void cuda::check_device(int index) {
  check_exists(index);
  const int capability = compute_capability(index);
  if (!kernels_run_on(ALEXNET_CUDA_ARCHITECTURES, capability))
    throw DeviceUnavailable(fmt::format(
        "device cuda:{} is not available: its compute capability is {}.{}, and kernels were "
        "compiled for {}; build with -DCMAKE_CUDA_ARCHITECTURES={}",
        index, capability / 10, capability % 10, compiled_architectures(), capability));
}

cuda::DeviceInfo cuda::device_info(int index) {
  check_exists(index);
  cudaDeviceProp properties;
  CUDA_CHECK(cudaGetDeviceProperties(&properties, index));
  const int capability = compute_capability(index);
  return {properties.name, capability, properties.multiProcessorCount, properties.totalGlobalMem,
          kernels_run_on(ALEXNET_CUDA_ARCHITECTURES, capability)};
}

bool cuda::can_access_peer(int from, int to) {
  check_exists(from);
  check_exists(to);
  int can = from == to;
  if (!can) CUDA_CHECK(cudaDeviceCanAccessPeer(&can, from, to));
  return can;
}

std::string cuda::compiled_architectures() { return ALEXNET_CUDA_ARCHITECTURES; }

namespace {
std::atomic<int> some_open_device = 0;
}

void cuda::use_device(int index) {
  CUDA_CHECK(cudaSetDevice(index));
  some_open_device.store(index, std::memory_order_relaxed);
}

void cuda::synchronize(int index) {
  check_device(index);
  use_device(index);
  ++counters().synchronizations;
  CUDA_CHECK(cudaDeviceSynchronize());
}

cuda::Counters& cuda::counters() {
  static Counters counters;
  return counters;
}

// --- Memory.

void* cuda::allocate(int device, std::size_t size_bytes) {
  check_device(device);
  use_device(device);
  ++counters().allocations;
  void* memory = nullptr;
  const cudaError_t error = cudaMalloc(&memory, size_bytes > 0 ? size_bytes : 1);
  if (error == cudaErrorMemoryAllocation) {
    cudaGetLastError();
    throw_error("cuda:{}: no memory for {} MiB; use a smaller batch", device, size_bytes >> 20);
  }
  check(error, "cudaMalloc(&memory, size_bytes)", __FILE__, __LINE__);
  CUDA_CHECK(cudaMemset(memory, 0, size_bytes));
  CUDA_CHECK(cudaStreamSynchronize(nullptr));  // our streams do not wait for the one of cudaMemset
  return memory;
}

void cuda::release(int device, void* memory) noexcept {
  forget(cudaSetDevice(device));  // a thread's default would open cuda:0
  forget(cudaFree(memory));
}

void* cuda::allocate_pinned(std::size_t size_bytes) {
  use_device(some_open_device);  // all can read it; a thread's default would open cuda:0
  ++counters().allocations;
  void* memory = nullptr;
  CUDA_CHECK(cudaHostAlloc(&memory, size_bytes > 0 ? size_bytes : 1, cudaHostAllocPortable));
  return memory;
}

void cuda::release_pinned(void* memory) noexcept {
  forget(cudaSetDevice(some_open_device));
  forget(cudaFreeHost(memory));
}

namespace {

/// Lets two devices reach each other's memory, the first time that one copies to the other.
void connect(int from, int to) {
  static std::mutex mutex;
  static std::set<std::pair<int, int>> connected;
  const std::lock_guard lock(mutex);
  if (!connected.insert(std::minmax(from, to)).second || !cuda::can_access_peer(from, to)) return;
  for (const auto& [device, peer] : {std::pair(from, to), std::pair(to, from)}) {
    cuda::use_device(device);
    // If it is refused after all, the runtime takes the bytes through the host.
    if (cudaDeviceEnablePeerAccess(peer, 0) != cudaSuccess) cudaGetLastError();
  }
}

}  // namespace

void cuda::copy_async(void* to, const Device& to_device, const void* from,
                      const Device& from_device, std::size_t size_bytes, const Stream& stream) {
  if (!to_device.is_cpu() && !from_device.is_cpu() && to_device.index != from_device.index)
    connect(from_device.index, to_device.index);
  use_device(stream.device());
  // The addresses tell where the bytes are. (cudaMemcpyPeerAsync, which is told, cannot be part of
  // a graph.)
  CUDA_CHECK(cudaMemcpyAsync(to, from, size_bytes, cudaMemcpyDefault, gpu_stream(stream)));
}

void cuda::memset_async(void* to, int value, std::size_t size_bytes, const Stream& stream) {
  use_device(stream.device());
  CUDA_CHECK(cudaMemsetAsync(to, value, size_bytes, gpu_stream(stream)));
}

// --- Streams and events.

struct cuda::Stream::Queue {
  cudaStream_t stream = nullptr;
};

cudaStream_t cuda::gpu_stream(const Stream& stream) { return stream.queue().stream; }

cuda::Stream::Stream(int device)
    : device_(device),
      workspace_(std::make_unique<Workspace>(device)),
      queue_(std::make_unique<Queue>()) {
  check_device(device);
  use_device(device);
  CUDA_CHECK(cudaStreamCreateWithFlags(&queue_->stream, cudaStreamNonBlocking));
}

cuda::Stream::~Stream() {
  if (!queue_) return;
  forget(cudaSetDevice(device_));
  forget(cudaStreamSynchronize(queue_->stream));
  forget(cudaStreamDestroy(queue_->stream));
}
cuda::Stream::Stream(Stream&&) noexcept = default;
cuda::Stream& cuda::Stream::operator=(Stream&& other) noexcept {
  std::swap(device_, other.device_);
  std::swap(workspace_, other.workspace_);
  std::swap(queue_, other.queue_);
  return *this;
}

void cuda::Stream::synchronize() const {
  use_device(device_);
  ++counters().synchronizations;
  CUDA_CHECK(cudaStreamSynchronize(queue_->stream));
}

struct cuda::Event::Mark {
  int device = 0;
  cudaEvent_t event = nullptr;
};

void cuda::Stream::wait(const Event& event) const {
  use_device(device_);
  CUDA_CHECK(cudaStreamWaitEvent(queue_->stream, event.mark().event));
}

cuda::Event::Event(int device, EventUse use) : mark_(std::make_unique<Mark>(Mark{device})) {
  use_device(device);
  CUDA_CHECK(cudaEventCreateWithFlags(
      &mark_->event, use == EventUse::timing ? cudaEventDefault : cudaEventDisableTiming));
}
cuda::Event::~Event() {
  if (!mark_) return;
  forget(cudaSetDevice(mark_->device));
  forget(cudaEventDestroy(mark_->event));
}
cuda::Event::Event(Event&&) noexcept = default;
cuda::Event& cuda::Event::operator=(Event&& other) noexcept {
  std::swap(mark_, other.mark_);
  return *this;
}

void cuda::Event::record(const Stream& stream) {
  use_device(stream.device());
  CUDA_CHECK(cudaEventRecord(mark_->event, gpu_stream(stream)));
}

void cuda::Event::synchronize() const {
  use_device(mark_->device);
  const cudaError_t answer = cudaEventQuery(mark_->event);
  if (answer == cudaSuccess) return;
  // "Not ready" is an answer, but it stays behind as the last error, and the next launch would be
  // blamed for it.
  cudaGetLastError();
  if (answer != cudaErrorNotReady) check(answer, "cudaEventQuery(event)", __FILE__, __LINE__);
  ++counters().synchronizations;
  CUDA_CHECK(cudaEventSynchronize(mark_->event));
}

float cuda::Event::elapsed_ms(const Event& from, const Event& to) {
  use_device(from.mark_->device);
  float ms = 0;
  CUDA_CHECK(cudaEventElapsedTime(&ms, from.mark_->event, to.mark_->event));
  return ms;
}

}  // namespace alexnet
