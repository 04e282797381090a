// Implements core/device_memory.h for the CPU and CUDA's devices.
#include "core/device_memory.h"

#include <cstring>

#include "core/host_memory.h"
#include "cuda/device.h"
#include "cuda/memory.h"
#include "cuda/stream.h"

namespace alexnet {

void check_available(const Device& device) {
  if (!device.is_cpu()) cuda::check_device(device.index);
}

void* allocate_on(const Device& device, std::size_t size_bytes) {
  if (device.is_cpu()) return allocate_host(size_bytes);
  check_available(device);
  return cuda::allocate(device.index, size_bytes);
}

void release_on(const Device& device, void* memory) noexcept {
  if (device.is_cpu())
    release_host(memory);
  else
    cuda::release(device.index, memory);
}

void copy_between(void* to, const Device& to_device, const void* from, const Device& from_device,
                  std::size_t size_bytes) {
  if (to_device.is_cpu() && from_device.is_cpu()) {
    std::memcpy(to, from, size_bytes);
    return;
  }
  for (const Device& device : {to_device, from_device})
    if (!device.is_cpu()) cuda::synchronize(device.index);
  const cuda::Stream stream(from_device.is_cpu() ? to_device.index : from_device.index);
  cuda::copy_async(to, to_device, from, from_device, size_bytes, stream);
  stream.synchronize();
}

void cuda::copy_async(TensorView to, ConstTensorView from, const Stream& stream) {
  ALEXNET_CHECK_EQ(to.shape, from.shape);
  copy_async(to.data, to.device, from.data, from.device,
             std::size_t(from.shape.size()) * sizeof(Real), stream);
}

}  // namespace alexnet
