#pragma once
#include <cstddef>
#include <vector>

// With a real GPU, the host cannot dereference a device pointer: the program crashes. Nor can a
// kernel dereference a pointer of another GPU, unless the machine connects the two - and then it
// works there and nowhere else. In the simulator both work, and the mistake goes unnoticed. With
// ALEXNET_GUARD_DEVICE_MEMORY=1 the memory of a simulated device may be accessed only while a
// kernel of that device runs, or a copy from or to it; any other access is stopped by the system,
// as on a GPU. Slow: the protection of pages changes at every launch.
namespace alexnet::simulator {

bool device_memory_is_guarded();

/// Cleared memory of a device, which begins at a page boundary.
void* allocate_guarded(int device, std::size_t size_bytes);
void release_guarded(void* memory) noexcept;

/// As long as one exists, the memory of these devices may be accessed. Does nothing if memory is
/// not guarded.
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
