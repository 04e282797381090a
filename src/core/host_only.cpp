// Only for the library in double (target alexnet_f64), which has no CUDA, real or simulated:
// implements core/device_memory.h for the CPU alone.
#include <cstring>

#include "core/device_memory.h"
#include "core/host_memory.h"

namespace alexnet {

void check_available(const Device& device) {
  if (!device.is_cpu())
    throw DeviceUnavailable(fmt::format(
        "device {} is not available: this program was built for the CPU only", to_text(device)));
}

void* allocate_on(const Device& device, std::size_t size_bytes) {
  check_available(device);
  return allocate_host(size_bytes);
}

void release_on(const Device&, void* memory) noexcept { release_host(memory); }

void copy_between(void* to, const Device&, const void* from, const Device&,
                  std::size_t size_bytes) {
  std::memcpy(to, from, size_bytes);
}

}  // namespace alexnet
