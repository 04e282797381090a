#pragma once
#include <cstddef>
#include <string_view>
#include <type_traits>
#include <vector>

// With a real GPU, the host cannot dereference a device pointer: the program crashes. Nor can a
// kernel dereference a pointer of another GPU, unless the machine connects the two - and then it
// works there and nowhere else. In the simulator both work, and the mistake goes unnoticed. With
// ALEXNET_GUARD_DEVICE_MEMORY=1 the memory of a simulated device may be accessed only while a
// kernel of that device runs, or a copy from or to it; any other access is stopped by the system,
// as on a GPU. A kernel that is passed a pointer to the host's memory, or another device's, is
// refused. Slow: the protection of pages changes at every launch.
namespace alexnet::simulator {

bool device_memory_is_guarded();

/// Cleared memory of a device, which begins at a page boundary.
void* allocate_guarded(int device, std::size_t size_bytes);
void release_guarded(void* memory) noexcept;

/// Whether the address is in memory of a device. Only known where memory is guarded.
bool is_device_memory(const void* address);

/// Throws unless the pointer, a kernel's argument number `place`, is null or to memory of the
/// device.
void check_pointer(std::string_view kernel, int device, int place, const void* pointer);

/// Checks those of a kernel's arguments that are pointers. (A pointer to the host's memory that is
/// a member of an argument goes unnoticed. Pinned memory, which kernels can read through the bus,
/// is refused: none of ours is meant to.) Does nothing if memory is not guarded.
template <class... Arguments>
void check_pointers(std::string_view kernel, int device, const Arguments&... arguments) {
  if (!device_memory_is_guarded()) return;
  int place = 0;
  const auto check = [&](const auto& argument) {
    ++place;
    if constexpr (std::is_pointer_v<std::remove_cvref_t<decltype(argument)>>)
      check_pointer(kernel, device, place, argument);
  };
  (check(arguments), ...);
}

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
