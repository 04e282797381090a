#pragma once
#include <type_traits>

#include "cuda/cuda.h"

// Copies from global to shared memory that go on while the thread computes, without a register in
// between (cp.async, since sm_80). A tile is fetched while the one before it is being multiplied:
//
//     cp_async<16>(&next[...], ...);  // any number of copies,
//     cp_async_commit();              // which form a group
//     ... multiply `current` ...
//     cp_async_wait<0>();             // this thread's copies are done,
//     __syncthreads();                // and so are everybody else's: `next` may be read
//
// Between the copy and the wait nobody knows what its place in shared memory holds, so nobody reads
// it; nor does a thread end before its copies did. The simulator sees to both: until the wait the
// place holds NaN, and a thread that ends too early is named.
#if defined(__CUDACC__)

namespace alexnet::cuda {

/// Copies 4, 8 or 16 bytes. Where it is not `inside`, zeros are written instead and `global` is not
/// read. Both addresses are multiples of the number of bytes, even that which is not read: nullptr
/// is one. Copies of 16 bytes go past the L1 cache, which could only hold them a second time,
/// unless others of the block will want the same bytes: kCacheInL1.
template <int Bytes, bool kCacheInL1 = false>
__device__ __forceinline__ void cp_async(void* shared, const void* global, bool inside) {
  static_assert(Bytes == 4 || Bytes == 8 || Bytes == 16);
  static_assert(Bytes == 16 || !kCacheInL1, "fewer bytes always go through it");
#if __CUDA_ARCH__ >= 800
  const auto to = unsigned(__cvta_generic_to_shared(shared));
  const int bytes_to_read = inside ? Bytes : 0;  // the rest of Bytes is filled with zeros
  if constexpr (Bytes == 16 && !kCacheInL1)
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

/// The copies since the last call form a group. A group may be empty.
__device__ __forceinline__ void cp_async_commit() {
#if __CUDA_ARCH__ >= 800
  asm volatile("cp.async.commit_group;" ::: "memory");
#endif
}

/// Waits until at most the `Pending` groups that this thread committed last are under way. Copies
/// that were not committed are not waited for.
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
