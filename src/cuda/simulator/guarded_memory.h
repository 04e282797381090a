#pragma once
#include <cstddef>

// On a GPU the host cannot follow a device pointer: the program dies. In the simulator it can, and
// the mistake goes unseen. With ALEXNET_GUARD_DEVICE_MEMORY=1 the memory of simulated devices may
// be touched only while a kernel or a copy runs; a host that does is stopped by the system, as it
// would be on a GPU. Slow: pages change their rights at every launch.
namespace alexnet::simulator {

bool device_memory_is_guarded();

/// Cleared memory that begins at a page.
void* allocate_guarded(std::size_t size_bytes);
void release_guarded(void* memory) noexcept;

/// While one lives, the memory of all simulated devices may be touched. Does nothing where it is
/// not guarded.
class DeviceMemoryAccess {
 public:
  DeviceMemoryAccess();
  ~DeviceMemoryAccess();
  DeviceMemoryAccess(const DeviceMemoryAccess&) = delete;
  DeviceMemoryAccess& operator=(const DeviceMemoryAccess&) = delete;
};

}  // namespace alexnet::simulator
