#pragma once
#include <cstddef>

namespace alexnet {

/// Memory for numbers, not cleared, aligned to a cache line: no vector straddles two.
///
/// Large blocks ask the system for pages of 2 MiB instead of 4 KiB. A layer walks through maps that
/// are kilobytes apart, and the processor's TLB holds only a few hundred pages at a time.
/// Throws std::bad_alloc.
void* allocate_host(std::size_t size_bytes);
void release_host(void* memory) noexcept;

}  // namespace alexnet
