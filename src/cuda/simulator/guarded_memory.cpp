#include "cuda/simulator/guarded_memory.h"

#include <sys/mman.h>

#include <cstdlib>
#include <map>
#include <mutex>
#include <new>
#include <string_view>

namespace alexnet::simulator {
namespace {

struct Blocks {
  struct Block {
    int device;
    std::size_t size_bytes;
  };
  std::mutex mutex;
  std::map<void*, Block> blocks;
  std::map<int, int> accesses;  // that exist now, to each device

  int rights(int device) { return accesses[device] > 0 ? PROT_READ | PROT_WRITE : PROT_NONE; }
  void set_rights(int device) {
    for (const auto& [memory, block] : blocks)
      if (block.device == device) mprotect(memory, block.size_bytes, rights(device));
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
  blocks().blocks[memory] = {device, size};
  return memory;
}

void release_guarded(void* memory) noexcept {
  const std::lock_guard lock(blocks().mutex);
  const auto block = blocks().blocks.find(memory);
  if (block == blocks().blocks.end()) return;
  munmap(memory, block->second.size_bytes);
  blocks().blocks.erase(block);
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
