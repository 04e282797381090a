#pragma once
#include <type_traits>

#include "cuda/cuda.h"

// Copies from global to shared memory that run while the thread computes, and pass through no
// register (cp.async, since sm_80). A tile is fetched while the previous one is being multiplied:
//
//     cp_async<16>(&next[...], ...);  // any number of copies,
//     cp_async_commit();              // which form a group
//     ... multiply `current` ...
//     cp_async_wait<0>();             // this thread's copies are done,
//     __syncthreads();                // and so are all other threads': `next` may be read
//
// Between the copy and the wait, the contents of the destination are undefined, so no thread may
// read it; nor may a thread end before its copies have. The simulator exposes both mistakes: until
// the wait the destination holds NaN, and a thread that ends too early is reported. It reads the
// source at once, so it does not notice if that is overwritten before the wait.
#if defined(__CUDACC__)

namespace alexnet::cuda {

/// Copies 4, 8 or 16 bytes. Unless `inside`, zeros are written instead and `global` is not read.
/// Both addresses must be multiples of the number of bytes, even one that is not read (nullptr is
/// such a multiple). Copies of 16 bytes bypass the L1 cache, which could only hold them a second
/// time; CacheInL1 is for bytes that other threads of the block will want too.
template <int Bytes, bool CacheInL1 = false>
__device__ __forceinline__ void cp_async(void* shared, const void* global, bool inside) {
  static_assert(Bytes == 4 || Bytes == 8 || Bytes == 16);
  static_assert(Bytes == 16 || !CacheInL1, "fewer bytes always go through it");
#if __CUDA_ARCH__ >= 800
  const auto to = unsigned(__cvta_generic_to_shared(shared));
  const int bytes_to_read = inside ? Bytes : 0;  // the rest of Bytes is filled with zeros
  if constexpr (Bytes == 16 && !CacheInL1)
    asm volatile("cp.async.cg.shared.global [%0], [%1], 16, %2;" ::"r"(to), "l"(global),
                 "r"(bytes_to_read)
                 : "memory");
  else
    asm volatile("cp.async.ca.shared.global [%0], [%1], %2, %3;" ::"r"(to), "l"(global), "n"(Bytes),
                 "r"(bytes_to_read)
                 : "memory");
#else  // done at once
  using Word =
      std::conditional_t<Bytes == 4, unsigned, std::conditional_t<Bytes == 8, uint2, uint4>>;
  *static_cast<Word*>(shared) = inside ? *static_cast<const Word*>(global) : Word{};
#endif
}

/// The copies since the last commit form a group. A group may be empty.
__device__ __forceinline__ void cp_async_commit() {
#if __CUDA_ARCH__ >= 800
  asm volatile("cp.async.commit_group;" ::: "memory");
#endif
}

/// Waits until at most the last `Pending` groups that this thread committed are still in flight.
/// Copies that were not committed are not waited for.
template <int Pending>
__device__ __forceinline__ void cp_async_wait() {
#if __CUDA_ARCH__ >= 800
  asm volatile("cp.async.wait_group %0;" ::"n"(Pending) : "memory");
#endif
}

}  // namespace alexnet::cuda

#else

#include "cuda/simulator/async_copy.h"

#endif
