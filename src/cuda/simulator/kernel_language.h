#pragma once
#include <algorithm>
#include <atomic>
#include <bit>
#include <cmath>
#include <concepts>
#include <cstring>
#include <type_traits>

#include "cuda/simulator/multiprocessor.h"

// The words of CUDA's kernel language, for an ordinary C++ compiler. Source files that hold kernels
// include cuda/cuda.h, which includes this header where there is no nvcc.
//
//     file               what part of a GPU it plays
//     multiprocessor.h   blocks, threads that take turns, barriers, shuffles
//     fiber.h            a thread: a flow of execution with a stack of its own
//     grid.h             a launch, and the limits that it must keep
//     tensor_core.h      mma.sync
//     async_copy.h       cp.async
//     queue.h            streams and events: what waits for what (stream.cpp)
//     recording.h        graphs: a recorded queue, launched again (graph.cpp)
//     guarded_memory.h   memory that only its own device may touch (memory.cpp)
//     sanitizers.h       what ThreadSanitizer is told about fibers and barriers
//
// What is not here is not simulated: textures, clusters, wgmma, TMA, cooperative groups, the limits
// that __launch_bounds__ sets. A thread that spins until another one writes to memory spins for
// ever: threads take turns only where they wait. What the simulator cannot show: speed, coalescing,
// bank conflicts, the order in which other blocks see what this one writes, a missing __align__, a
// float beyond the integers that it is converted to, and that a barrier diverges if it is in a
// function that both branches call (barriers are told apart by their lines).

#define __global__
#define __device__
#define __host__
#define __constant__ static
#define __forceinline__ inline __attribute__((always_inline))
#define __launch_bounds__(...)
#define __align__(bytes) __attribute__((aligned(bytes)))

// A block's shared memory: one copy per OS thread, because each runs one block at a time.
// Sanitizers cannot see the bounds of thread-local arrays; for them the memory is plain static, and
// all blocks run one after the other.
#if defined(ALEXNET_ASAN) || defined(ALEXNET_TSAN)
#define __shared__ static
#else
#define __shared__ static thread_local
#endif

// The two macros for what nvcc spells differently (cuda/cuda.h).
#define ALEXNET_DYNAMIC_SHARED(type, name) \
  type* const name =                       \
      reinterpret_cast<type*>(::alexnet::simulator::current_multiprocessor->dynamic_shared)
#if defined(__clang__)
#define ALEXNET_UNROLL _Pragma("unroll")
#else
#define ALEXNET_UNROLL _Pragma("GCC unroll 32")
#endif

#define threadIdx (::alexnet::simulator::current_thread->index)
#define blockIdx (::alexnet::simulator::current_multiprocessor->block)
#define blockDim (::alexnet::simulator::current_multiprocessor->block_dim)
#define gridDim (::alexnet::simulator::current_multiprocessor->grid_dim)
constexpr int warpSize = 32;

namespace alexnet::simulator {

inline int lane() { return int(current_thread->lane()); }

/// The value that lane `source` brought.
template <class T>
T shuffle(const char* what, unsigned mask, T value, int source, SourceLine where) {
  static_assert(std::is_trivially_copyable_v<T> && sizeof(T) <= 8);
  std::uint64_t mine = 0;
  std::memcpy(&mine, &value, sizeof(T));
  const std::uint64_t theirs = current_multiprocessor->shuffle(what, mask, mine, source, where);
  T result;
  std::memcpy(&result, &theirs, sizeof(T));
  return result;
}

}  // namespace alexnet::simulator

// Barriers.

inline void __syncthreads(
    alexnet::simulator::SourceLine where = alexnet::simulator::SourceLine::current()) {
  alexnet::simulator::current_multiprocessor->block_barrier(where);
}
inline void __syncwarp(unsigned mask = 0xffffffffu, alexnet::simulator::SourceLine where =
                                                        alexnet::simulator::SourceLine::current()) {
  alexnet::simulator::current_multiprocessor->exchange("__syncwarp", mask, 0, where);
}
inline void __threadfence() {
#if !defined(ALEXNET_TSAN)  // which does not know fences
  std::atomic_thread_fence(std::memory_order_seq_cst);
#endif
}

// Shuffles. Lanes exchange values within groups of `width`. A lane that asks beyond its group gets
// its own value - but __shfl_sync wraps around in the group, and __shfl_xor_sync may ask an earlier
// group.

template <class T>
T __shfl_sync(unsigned mask, T value, int source, int width = 32,
              alexnet::simulator::SourceLine where = alexnet::simulator::SourceLine::current()) {
  const int group = alexnet::simulator::lane() & ~(width - 1);
  return alexnet::simulator::shuffle("__shfl_sync", mask, value, group | (source & (width - 1)),
                                     where);
}
template <class T>
T __shfl_xor_sync(
    unsigned mask, T value, int lanes, int width = 32,
    alexnet::simulator::SourceLine where = alexnet::simulator::SourceLine::current()) {
  const int me = alexnet::simulator::lane(), source = me ^ lanes;
  const bool inside = (source & ~(width - 1)) <= (me & ~(width - 1));
  return alexnet::simulator::shuffle("__shfl_xor_sync", mask, value, inside ? source : me, where);
}
template <class T>
T __shfl_down_sync(
    unsigned mask, T value, unsigned distance, int width = 32,
    alexnet::simulator::SourceLine where = alexnet::simulator::SourceLine::current()) {
  const int me = alexnet::simulator::lane(), source = me + int(distance);
  const bool inside = (source & ~(width - 1)) == (me & ~(width - 1));
  return alexnet::simulator::shuffle("__shfl_down_sync", mask, value, inside ? source : me, where);
}
template <class T>
T __shfl_up_sync(unsigned mask, T value, unsigned distance, int width = 32,
                 alexnet::simulator::SourceLine where = alexnet::simulator::SourceLine::current()) {
  const int me = alexnet::simulator::lane(), source = me - int(distance);
  const bool inside = source >= (me & ~(width - 1));
  return alexnet::simulator::shuffle("__shfl_up_sync", mask, value, inside ? source : me, where);
}

// Votes.

namespace alexnet::simulator {

inline unsigned vote(const char* what, unsigned mask, int predicate, SourceLine where) {
  const Meeting& meeting = current_multiprocessor->exchange(what, mask, predicate != 0, where);
  unsigned ballot = 0;
  for (int lane = 0; lane < 32; ++lane)
    if (meeting.lanes >> lane & 1 && meeting.values[lane]) ballot |= 1u << lane;
  return ballot;
}

}  // namespace alexnet::simulator

inline unsigned __ballot_sync(
    unsigned mask, int predicate,
    alexnet::simulator::SourceLine where = alexnet::simulator::SourceLine::current()) {
  return alexnet::simulator::vote("__ballot_sync", mask, predicate, where);
}
inline int __any_sync(
    unsigned mask, int predicate,
    alexnet::simulator::SourceLine where = alexnet::simulator::SourceLine::current()) {
  return alexnet::simulator::vote("__any_sync", mask, predicate, where) != 0;
}
inline int __all_sync(
    unsigned mask, int predicate,
    alexnet::simulator::SourceLine where = alexnet::simulator::SourceLine::current()) {
  return alexnet::simulator::vote("__all_sync", mask, !predicate, where) == 0;
}

// Atomics: blocks run on several OS threads, so these have to be atomic here too. Each returns what
// was there before.

namespace alexnet::simulator {

/// *address becomes change(*address).
template <class T, class Change>
T change_atomically(T* address, Change change) {
  std::atomic_ref<T> atomic(*address);
  T old = atomic.load(std::memory_order_relaxed);
  while (!atomic.compare_exchange_weak(old, change(old), std::memory_order_relaxed)) {
  }
  return old;
}

}  // namespace alexnet::simulator

template <class T>
T atomicAdd(T* address, std::type_identity_t<T> value) {
  return std::atomic_ref<T>(*address).fetch_add(value, std::memory_order_relaxed);
}
template <std::integral T>
T atomicSub(T* address, std::type_identity_t<T> value) {
  return std::atomic_ref<T>(*address).fetch_sub(value, std::memory_order_relaxed);
}
template <class T>
T atomicExch(T* address, std::type_identity_t<T> value) {
  return std::atomic_ref<T>(*address).exchange(value, std::memory_order_relaxed);
}
template <std::integral T>
T atomicCAS(T* address, std::type_identity_t<T> compare, std::type_identity_t<T> value) {
  std::atomic_ref<T>(*address).compare_exchange_strong(compare, value, std::memory_order_relaxed);
  return compare;  // now what was there
}
template <std::integral T>
T atomicMin(T* address, std::type_identity_t<T> value) {
  return alexnet::simulator::change_atomically(address,
                                               [=](T old) { return std::min(old, value); });
}
template <std::integral T>
T atomicMax(T* address, std::type_identity_t<T> value) {
  return alexnet::simulator::change_atomically(address,
                                               [=](T old) { return std::max(old, value); });
}
template <class T>
T atomicAnd(T* address, std::type_identity_t<T> value) {
  return std::atomic_ref<T>(*address).fetch_and(value, std::memory_order_relaxed);
}
template <class T>
T atomicOr(T* address, std::type_identity_t<T> value) {
  return std::atomic_ref<T>(*address).fetch_or(value, std::memory_order_relaxed);
}
template <class T>
T atomicXor(T* address, std::type_identity_t<T> value) {
  return std::atomic_ref<T>(*address).fetch_xor(value, std::memory_order_relaxed);
}

// Arithmetic that CUDA provides in the global namespace.

using std::max;
using std::min;
// Of floats, unlike C++'s, the one that is a number if the other is NaN.
template <std::floating_point T>
const T& max(const T& a, const T& b) {
  return a < b || std::isnan(a) ? b : a;
}
template <std::floating_point T>
const T& min(const T& a, const T& b) {
  return b < a || std::isnan(a) ? b : a;
}
inline int __popc(unsigned x) { return std::popcount(x); }
inline float rsqrtf(float x) { return 1.0f / std::sqrt(x); }
inline unsigned __float_as_uint(float x) { return std::bit_cast<unsigned>(x); }
inline float __uint_as_float(unsigned x) { return std::bit_cast<float>(x); }
template <class T>
T __ldg(const T* address) {
  return *address;
}
