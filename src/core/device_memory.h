#pragma once
#include <cstddef>

#include "core/device.h"

// Devices that can be used, and their memory, for Tensor. Declared here, because tensors are on the
// lowest floor of the code, and defined in cuda/device_memory.cpp, because GPUs are on a floor
// above it. (The build of the gradient checks uses core/host_only.cpp instead: doubles live on the
// CPU.)
namespace alexnet {

/// Throws DeviceUnavailable, saying why, unless this build and machine can use the device.
void check_available(const Device& device);

/// Memory on the device. On the CPU as core/host_memory.h provides it, on a GPU cleared.
/// Errors: no such device, out of memory (std::bad_alloc on the CPU, Error on a GPU).
void* allocate_on(const Device& device, std::size_t size_bytes);
void release_on(const Device& device, void* memory) noexcept;

/// Copies bytes between any two devices. Waits for all work of both first, then for the copy: what
/// the host sees afterwards is final.
void copy_between(void* to, const Device& to_device, const void* from, const Device& from_device,
                  std::size_t size_bytes);

}  // namespace alexnet
