#pragma once
#include "cuda/device.h"
#include "layers/layer.h"

namespace alexnet::cuda {

/// Whether a device can multiply this way: tensor cores for tf32 and bf16 came with sm_80.
inline bool can_multiply(int device, Math math) {
  return math == Math::fp32 || compute_capability(device) >= 80;
}

/// Throws DeviceUnavailable if it cannot, saying what can be done instead.
inline void check_can_multiply(int device, Math math) {
  if (can_multiply(device, math)) return;
  const DeviceInfo info = device_info(device);
  throw DeviceUnavailable(fmt::format(
      "cuda:{} ({}) cannot multiply in {}: it has compute capability {}.{}, and tensor cores for "
      "that came with 8.0; take fp32",
      device, info.name, to_text(math), info.compute_capability / 10,
      info.compute_capability % 10));
}

}  // namespace alexnet::cuda
