#include "core/host_memory.h"

#include <sys/mman.h>

#include <cstdlib>
#include <new>

namespace alexnet {

void* allocate_host(std::size_t size_bytes) {
  constexpr std::size_t kCacheLine = 64, kLargePage = std::size_t{2} << 20;
  const bool large = size_bytes >= 2 * kLargePage;
  const std::size_t alignment = large ? kLargePage : kCacheLine;
  const std::size_t whole = (size_bytes / alignment + 1) * alignment;
  void* memory = std::aligned_alloc(alignment, whole);
  if (!memory) throw std::bad_alloc();
#if defined(MADV_HUGEPAGE)
  if (large) madvise(memory, whole, MADV_HUGEPAGE);  // a hint: all works without it, but slower
#endif
  return memory;
}

void release_host(void* memory) noexcept { std::free(memory); }

}  // namespace alexnet
