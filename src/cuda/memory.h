#pragma once
#include <cstddef>

#include "core/device.h"

namespace alexnet::cuda {

class Stream;

/// Memory on one device; zero at first. Errors: no such device, no memory.
void* allocate(int device, std::size_t size_bytes);
void release(int device, void* memory) noexcept;

/// Memory of the host that a device reads and writes by itself while the host does other things.
void* allocate_pinned(std::size_t size_bytes);
void release_pinned(void* memory) noexcept;

/// Copies bytes between any two of: this device, another, the host. In the stream's order; returns
/// at once where the host's side is pinned. Between two devices the bytes go directly where the
/// machine can do that (NVLink, PCIe peer to peer) and through the host where it cannot.
void copy_async(void* to, const Device& to_device, const void* from, const Device& from_device,
                std::size_t size_bytes, const Stream& stream);
/// Sets bytes, in the stream's order.
void set_async(void* to, int value, std::size_t size_bytes, const Stream& stream);

}  // namespace alexnet::cuda
