#pragma once
#include "cuda/device.h"
#include "layers/layer.h"

namespace alexnet::cuda {

/// Whether a device can multiply this way: tensor cores for tf32 and bf16 came with sm_80, and code
/// for older devices does not use them, wherever it runs.
inline bool can_multiply(int device, Math math) {
  return math == Math::fp32 || code_capability(device) >= 80;
}

/// Throws DeviceUnavailable if it cannot, saying what can be done instead.
inline void check_can_multiply(int device, Math math) {
  if (can_multiply(device, math)) return;
  const DeviceInfo info = device_info(device);
  if (info.compute_capability >= 80)
    throw DeviceUnavailable(fmt::format(
        "cuda:{} ({}) could multiply in {}, but its kernels were compiled for {}; build with "
        "`CUDAARCHS={} scripts/build cuda`, or take fp32",
        device, info.name, to_text(math), compiled_architectures(), info.compute_capability));
  throw DeviceUnavailable(fmt::format(
      "cuda:{} ({}) cannot multiply in {}: it has compute capability {}.{}, and tensor cores for "
      "that came with 8.0; take fp32",
      device, info.name, to_text(math), info.compute_capability / 10,
      info.compute_capability % 10));
}

}  // namespace alexnet::cuda
