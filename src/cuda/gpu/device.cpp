// The GPUs of this machine.
#include <atomic>
#include <vector>

#include "core/check.h"
#include "cuda/device.h"
#include "cuda/gpu/check.h"

namespace alexnet {

bool cuda::is_simulated() { return false; }

namespace {

struct Found {
  int count = 0;
  cudaError_t error = cudaSuccess;
  std::vector<int> compute_capabilities, code_capabilities;
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
      result.code_capabilities.push_back(
          cuda::architecture_on(ALEXNET_CUDA_ARCHITECTURES, 10 * major + minor));
    }
    return result;
  }();
  return found;
}

/// CUDA writes 13.0 as 13000.
std::string version_text(int number) {
  return fmt::format("{}.{}", number / 1000, number % 1000 / 10);
}

std::string why_no_driver() {
  int driver = 0, program = 0;
  cudaDriverGetVersion(&driver);  // 0 if there is none
  cudaRuntimeGetVersion(&program);
  cudaGetLastError();
  if (driver == 0)
    return "there is no NVIDIA driver; install it (nvidia-smi tells whether it works)";
  return fmt::format(
      "the NVIDIA driver supports CUDA {}, but this program needs {}; install a newer driver, or "
      "build with an older CUDA",
      version_text(driver), version_text(program));
}

void check_exists(int index) {
  if (found().count == 0)
    throw DeviceUnavailable(fmt::format("device cuda:{} is not available: {}; or use cpu:0", index,
                                        cuda::why_no_devices()));
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
      return found().count > 0 ? "" : "the driver sees no GPU";
    case cudaErrorInsufficientDriver:
      return why_no_driver();
    case cudaErrorNoDevice:
      return "the driver sees no GPU (is CUDA_VISIBLE_DEVICES set?)";
    default:
      return fmt::format("the CUDA runtime says: {}", cudaGetErrorString(found().error));
  }
}

void cuda::check_device(int index) {
  check_exists(index);
  const int capability = compute_capability(index);
  if (code_capability(index) == 0)
    throw DeviceUnavailable(fmt::format(
        "device cuda:{} is not available: its compute capability is {}.{}, and kernels were "
        "compiled for {}; build with `CUDAARCHS={} scripts/build cuda`{}",
        index, capability / 10, capability % 10, compiled_architectures(), capability,
        capability < 75 ? ", with CUDA 12: later ones compile for 75 and up" : ""));
}

int cuda::compute_capability(int index) {
  check_exists(index);
  return found().compute_capabilities[std::size_t(index)];
}

int cuda::code_capability(int index) {
  check_exists(index);
  return found().code_capabilities[std::size_t(index)];
}

cuda::DeviceInfo cuda::device_info(int index) {
  check_exists(index);
  cudaDeviceProp properties;
  CUDA_CHECK(cudaGetDeviceProperties(&properties, index));
  const int capability = compute_capability(index);
  return {.name = properties.name,
          .compute_capability = capability,
          .multiprocessors = properties.multiProcessorCount,
          .memory_bytes = properties.totalGlobalMem,
          .l2_bytes = std::size_t(properties.l2CacheSize),
          .runs_kernels = code_capability(index) > 0};
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
std::atomic<int> open_device = 0;
}

void cuda::use_device(int index) {
  CUDA_CHECK(cudaSetDevice(index));
  open_device.store(index, std::memory_order_relaxed);
}

int cuda::some_open_device() noexcept { return open_device.load(std::memory_order_relaxed); }

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

}  // namespace alexnet
