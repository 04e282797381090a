#pragma once
#include <algorithm>

#include "cuda/simulator/guarded_memory.h"
#include "cuda/simulator/kernel_language.h"

// cuda/async_copy.cuh in the simulator: a copy arrives as late as it may, at the wait for its
// group.
//
// This is in a header, not in multiprocessor.cpp, so that the sanitizers see what is read and
// written, and at which line of the kernel.
namespace alexnet::cuda {

template <int Bytes, bool CacheInL1 = false>
void cp_async(void* shared, const void* global, bool inside,
              simulator::SourceLine where = simulator::SourceLine::current()) {
  static_assert(Bytes == 4 || Bytes == 8 || Bytes == 16);
  const auto is_aligned = [](const void* address) {
    return reinterpret_cast<std::uintptr_t>(address) % Bytes == 0;
  };
  if (!is_aligned(shared) || !is_aligned(global))
    simulator::current_multiprocessor->refuse(
        "copies asynchronously from or to an address that is not a multiple of the copy's size",
        where);
  if (simulator::device_memory_is_guarded() &&
      (simulator::is_device_memory(shared) || (inside && !simulator::is_device_memory(global))))
    simulator::current_multiprocessor->refuse(
        "copies asynchronously, but not from the device's memory to shared memory", where);
  simulator::Thread& me = *simulator::current_thread;
  simulator::Thread::CopyInFlight copy{shared, {}, Bytes, me.copy_group, where};
  // Word by word: ThreadSanitizer would not see a memcpy that the compiler turned into a move.
  using Word [[gnu::may_alias]] = unsigned;
  for (int i = 0; i < Bytes / 4; ++i) {
    if (inside) copy.words[i] = static_cast<const Word*>(global)[i];
    static_cast<Word*>(shared)[i] = 0xffffffffu;  // NaN for a reader that does not wait
  }
  me.copies.push_back(copy);
}

inline void cp_async_commit() { ++simulator::current_thread->copy_group; }

template <int Pending>
void cp_async_wait() {
  simulator::Thread& me = *simulator::current_thread;
  const auto first_pending = std::find_if(
      me.copies.begin(), me.copies.end(), [&](const simulator::Thread::CopyInFlight& copy) {
        return copy.group + Pending >= me.copy_group;  // copies not yet committed included
      });
  for (auto copy = me.copies.begin(); copy != first_pending; ++copy)
    std::memcpy(copy->to, copy->words, copy->size_bytes);
  me.copies.erase(me.copies.begin(), first_pending);
}

}  // namespace alexnet::cuda
