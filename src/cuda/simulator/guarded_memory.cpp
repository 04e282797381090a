#include "cuda/simulator/guarded_memory.h"

#include <sys/mman.h>

#include <cstdlib>
#include <map>
#include <mutex>
#include <new>
#include <string_view>

#include "core/check.h"

namespace alexnet::simulator {
namespace {

struct Blocks {
  struct Block {
    int device;
    std::size_t size_bytes;
  };
  std::mutex mutex;
  std::map<const std::byte*, Block> blocks;
  std::map<int, int> accesses;  // that exist now, to each device

  int rights(int device) { return accesses[device] > 0 ? PROT_READ | PROT_WRITE : PROT_NONE; }
  void set_rights(int device) {
    for (const auto& [memory, block] : blocks)
      if (block.device == device)
        mprotect(const_cast<std::byte*>(memory), block.size_bytes, rights(device));
  }
  /// The block that an address is in; null if it is in none.
  const Block* find(const void* address) const {
    const auto* byte = static_cast<const std::byte*>(address);
    auto after = blocks.upper_bound(byte);
    if (after == blocks.begin()) return nullptr;
    const auto& [begin, block] = *--after;
    return byte < begin + block.size_bytes ? &block : nullptr;
  }
};

Blocks& blocks() {
  static Blocks blocks;
  return blocks;
}

}  // namespace

bool device_memory_is_guarded() {
  static const bool guarded = [] {
    const char* value = std::getenv("ALEXNET_GUARD_DEVICE_MEMORY");
    return value && std::string_view(value) == "1";
  }();
  return guarded;
}

void* allocate_guarded(int device, std::size_t size_bytes) {
  const std::size_t size = size_bytes + 1;  // mmap refuses a size of 0
  const std::lock_guard lock(blocks().mutex);
  void* memory = mmap(nullptr, size, blocks().rights(device), MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
  if (memory == MAP_FAILED) return nullptr;
  blocks().blocks[static_cast<std::byte*>(memory)] = {device, size};
  return memory;
}

void release_guarded(void* memory) noexcept {
  const std::lock_guard lock(blocks().mutex);
  const auto block = blocks().blocks.find(static_cast<std::byte*>(memory));
  if (block == blocks().blocks.end()) return;
  munmap(memory, block->second.size_bytes);
  blocks().blocks.erase(block);
}

bool is_device_memory(const void* address) {
  const std::lock_guard lock(blocks().mutex);
  return blocks().find(address);
}

void check_pointer(std::string_view kernel, int device, int place, const void* pointer) {
  if (!pointer) return;
  const std::lock_guard lock(blocks().mutex);
  const Blocks::Block* block = blocks().find(pointer);
  ALEXNET_CHECK(block,
                "{}: argument {} points to memory of no device, but of the host, or to what was "
                "released; a kernel can follow only pointers to its device's, cuda:{}",
                kernel, place, device);
  ALEXNET_CHECK(
      block->device == device,
      "{}: argument {} points to memory of cuda:{}, and the kernel runs on cuda:{}; where "
      "those two are not connected, it could not follow it",
      kernel, place, block->device, device);
}

DeviceMemoryAccess::DeviceMemoryAccess(std::vector<int> devices) {
  if (!device_memory_is_guarded()) return;
  devices_ = std::move(devices);
  const std::lock_guard lock(blocks().mutex);
  for (const int device : devices_)
    if (blocks().accesses[device]++ == 0) blocks().set_rights(device);
}

DeviceMemoryAccess::~DeviceMemoryAccess() {
  if (devices_.empty()) return;
  const std::lock_guard lock(blocks().mutex);
  for (const int device : devices_)
    if (--blocks().accesses[device] == 0) blocks().set_rights(device);
}

}  // namespace alexnet::simulator
