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
  std::mutex mutex;
  std::map<void*, std::size_t> sizes;
  int accesses = 0;  // that live

  void set_rights(int rights) {
    for (const auto& [memory, size_bytes] : sizes) mprotect(memory, size_bytes, rights);
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

void* allocate_guarded(std::size_t size_bytes) {
  const std::size_t size = size_bytes + 1;  // mmap refuses nothing at all
  const std::lock_guard lock(blocks().mutex);
  const int rights = blocks().accesses > 0 ? PROT_READ | PROT_WRITE : PROT_NONE;
  void* memory = mmap(nullptr, size, rights, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
  if (memory == MAP_FAILED) return nullptr;
  blocks().sizes[memory] = size;
  return memory;
}

void release_guarded(void* memory) noexcept {
  const std::lock_guard lock(blocks().mutex);
  const auto block = blocks().sizes.find(memory);
  if (block == blocks().sizes.end()) return;
  munmap(memory, block->second);
  blocks().sizes.erase(block);
}

DeviceMemoryAccess::DeviceMemoryAccess() {
  if (!device_memory_is_guarded()) return;
  const std::lock_guard lock(blocks().mutex);
  if (blocks().accesses++ == 0) blocks().set_rights(PROT_READ | PROT_WRITE);
}

DeviceMemoryAccess::~DeviceMemoryAccess() {
  if (!device_memory_is_guarded()) return;
  const std::lock_guard lock(blocks().mutex);
  if (--blocks().accesses == 0) blocks().set_rights(PROT_NONE);
}

}  // namespace alexnet::simulator
