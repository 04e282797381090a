#pragma once
#include <cstddef>
#include <vector>

// On a GPU the host cannot follow a device pointer: the program dies. Nor can a kernel that of
// another GPU, unless the machine connects the two - and then it works there and nowhere else. In
// the simulator all can, and the mistake goes unseen. With ALEXNET_GUARD_DEVICE_MEMORY=1 the memory
// of a simulated device may be touched only while a kernel of that device runs, or a copy from or
// to it; who touches it else is stopped by the system, as on a GPU. Slow: pages change their rights
// at every launch.
namespace alexnet::simulator {

bool device_memory_is_guarded();

/// Cleared memory of a device, which begins at a page.
void* allocate_guarded(int device, std::size_t size_bytes);
void release_guarded(void* memory) noexcept;

/// While one lives, the memory of these devices may be touched. Does nothing where it is not
/// guarded.
class DeviceMemoryAccess {
 public:
  explicit DeviceMemoryAccess(std::vector<int> devices);
  ~DeviceMemoryAccess();
  DeviceMemoryAccess(const DeviceMemoryAccess&) = delete;
  DeviceMemoryAccess& operator=(const DeviceMemoryAccess&) = delete;

 private:
  std::vector<int> devices_;
};

}  // namespace alexnet::simulator
