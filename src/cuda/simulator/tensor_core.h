#pragma once
#include <array>

#include "cuda/device.h"
#include "cuda/simulator/guarded_memory.h"
#include "cuda/simulator/kernel_language.h"

// cuda/tensor_core.cuh in the simulator: every lane shows its fragments to the others and computes
// its own four sums from theirs. That shows whether a kernel puts numbers into the right places;
// the last bits of a sum are another matter, because no GPU documents in which order it adds.
namespace alexnet::cuda {

namespace detail {

/// On a device before sm_80 the kernel traps.
inline void check_generation(simulator::SourceLine where) {
  static const bool is_old = cuda::compute_capability(0) < 80;
  if (is_old)
    simulator::current_multiprocessor->refuse(
        "works with tf32 or bf16 for tensor cores, which a device before sm_80 cannot do", where);
}

}  // namespace detail

inline unsigned to_tf32(float x, simulator::SourceLine where = simulator::SourceLine::current()) {
  detail::check_generation(where);
  constexpr unsigned kHalf = 1u << 12, kDropped = (1u << 13) - 1;
  if (std::isnan(x)) return 0x7fffffffu;
  return (std::bit_cast<unsigned>(x) + kHalf) & ~kDropped;
}

inline unsigned to_bf16x2(float low, float high,
                          simulator::SourceLine where = simulator::SourceLine::current()) {
  detail::check_generation(where);
  const auto rounded = [](float x) -> unsigned {
    if (std::isnan(x)) return 0x7fffu;
    const auto bits = std::bit_cast<unsigned>(x);
    const unsigned last = bits >> 16 & 1;
    return (bits + 0x7fffu + last) >> 16;
  };
  return rounded(high) << 16 | rounded(low);
}

namespace detail {

inline float from_tf32(unsigned bits) { return std::bit_cast<float>(bits & ~((1u << 13) - 1)); }
inline float from_bf16x2(unsigned both, int which) {
  return std::bit_cast<float>(which == 0 ? both << 16 : both & 0xffff0000u);
}

/// The fragments of all lanes, by lane.
inline std::array<const simulator::Thread::Fragments*, 32> all_fragments(
    const char* instruction, const unsigned (&a)[4], const unsigned (&b)[2],
    simulator::SourceLine where) {
  check_generation(where);
  simulator::Thread& me = *simulator::current_thread;
  // Two places, used in turn: others may still be reading the fragments of the last product.
  simulator::Thread::Fragments& mine = me.fragments[me.products++ % 2];
  std::copy_n(a, 4, mine.a);
  std::copy_n(b, 2, mine.b);
  const simulator::Meeting& warp = simulator::current_multiprocessor->exchange(
      instruction, 0xffffffffu, reinterpret_cast<std::uint64_t>(&mine), where);
  std::array<const simulator::Thread::Fragments*, 32> result;
  if (warp.lanes != 0xffffffffu)
    simulator::current_multiprocessor->refuse(
        "multiplies matrices in a warp of fewer than 32 threads", where);
  for (std::size_t lane = 0; lane < 32; ++lane)
    result[lane] = reinterpret_cast<const simulator::Thread::Fragments*>(warp.values[lane]);
  return result;
}

/// Where the rows of matrices begin, by lane.
inline std::array<const void*, 32> all_rows(const char* instruction, const void* row,
                                            simulator::SourceLine where) {
  if (reinterpret_cast<std::uintptr_t>(row) % 16 != 0)
    simulator::current_multiprocessor->refuse(
        "loads a row of a matrix from an address that is not a multiple of 16", where);
  if (simulator::device_memory_is_guarded() && simulator::is_device_memory(row))
    simulator::current_multiprocessor->refuse(
        "loads a row of a matrix from the device's memory instead of shared memory", where);
  const simulator::Meeting& warp = simulator::current_multiprocessor->exchange(
      instruction, 0xffffffffu, reinterpret_cast<std::uint64_t>(row), where);
  if (warp.lanes != 0xffffffffu)
    simulator::current_multiprocessor->refuse("loads matrices in a warp of fewer than 32 threads",
                                              where);
  std::array<const void*, 32> result;
  for (std::size_t lane = 0; lane < 32; ++lane)
    result[lane] = reinterpret_cast<const void*>(warp.values[lane]);
  return result;
}

/// Number i of a row, 16 bits.
inline unsigned number(const void* row, int i) {
  using Number [[gnu::may_alias]] = std::uint16_t;
  return static_cast<const Number*>(row)[i];
}

}  // namespace detail

inline void mma_m16n8k8_tf32(float (&d)[4], const unsigned (&a)[4], const unsigned (&b)[2],
                             simulator::SourceLine where = simulator::SourceLine::current()) {
  const auto lanes = detail::all_fragments("mma.sync of tf32", a, b, where);
  const int g = simulator::lane() / 4, t = simulator::lane() % 4;
  for (int i = 0; i < 4; ++i) {
    const int half = i / 2, column = 2 * t + i % 2;  // half of the rows; column of D and B
    for (int k = 0; k < 8; ++k) {
      const unsigned a_bits = lanes[std::size_t(4 * g + k % 4)]->a[half + 2 * (k / 4)];
      const unsigned b_bits = lanes[std::size_t(4 * column + k % 4)]->b[k / 4];
      d[i] += detail::from_tf32(a_bits) * detail::from_tf32(b_bits);
    }
  }
}

inline void mma_m16n8k16_bf16(float (&d)[4], const unsigned (&a)[4], const unsigned (&b)[2],
                              simulator::SourceLine where = simulator::SourceLine::current()) {
  const auto lanes = detail::all_fragments("mma.sync of bf16", a, b, where);
  const int g = simulator::lane() / 4, t = simulator::lane() % 4;
  for (int i = 0; i < 4; ++i) {
    const int half = i / 2, column = 2 * t + i % 2;
    for (int k = 0; k < 16; ++k) {
      const int lane = k % 8 / 2;
      const unsigned a_bits = lanes[std::size_t(4 * g + lane)]->a[half + 2 * (k / 8)];
      const unsigned b_bits = lanes[std::size_t(4 * column + lane)]->b[k / 8];
      d[i] += detail::from_bf16x2(a_bits, k % 2) * detail::from_bf16x2(b_bits, k % 2);
    }
  }
}

inline void ldmatrix_x4(unsigned (&r)[4], const void* row,
                        simulator::SourceLine where = simulator::SourceLine::current()) {
  const auto rows = detail::all_rows("ldmatrix", row, where);
  const int g = simulator::lane() / 4, t = simulator::lane() % 4;
  for (int i = 0; i < 4; ++i) {
    const void* mine = rows[std::size_t(8 * i + g)];
    r[i] = detail::number(mine, 2 * t) | detail::number(mine, 2 * t + 1) << 16;
  }
}

inline void ldmatrix_x4_trans(unsigned (&r)[4], const void* row,
                              simulator::SourceLine where = simulator::SourceLine::current()) {
  const auto rows = detail::all_rows("ldmatrix.trans", row, where);
  const int g = simulator::lane() / 4, t = simulator::lane() % 4;
  for (int i = 0; i < 4; ++i) {
    const auto first = std::size_t(8 * i + 2 * t);
    r[i] = detail::number(rows[first], g) | detail::number(rows[first + 1], g) << 16;
  }
}

}  // namespace alexnet::cuda
