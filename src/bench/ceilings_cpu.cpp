#include <algorithm>
#include <cstring>
#include <vector>

#include "bench/ceilings.h"
#include "bench/clock.h"
#include "core/parallel.h"
#include "core/real.h"

namespace alexnet {
namespace {

// Chains of sums, each of which waits only for itself: more chains than a processor has
// multiply-adds in flight at a time, and no more than its vector registers hold.
#ifdef __AVX512F__
constexpr int kLanes = 16;
#else
constexpr int kLanes = 8;
#endif
constexpr int kChains = 12;

/// `rounds` multiply-adds for every lane of every chain.
float run_chains(int rounds, float factor) {
  float sums[kChains][kLanes] = {};
  for (int round = 0; round < rounds; ++round)
#pragma GCC unroll 12
    for (int chain = 0; chain < kChains; ++chain)
#pragma omp simd
      for (int lane = 0; lane < kLanes; ++lane)
        sums[chain][lane] = multiply_add(sums[chain][lane], factor, float(chain));
  float sum = 0;
  for (const auto& chain : sums)
    for (float lane : chain) sum += lane;
  return sum;
}

/// The shortest of several runs, in ms: a ceiling is what was reached once. Many short runs find a
/// moment when no other program takes the processor away.
template <class Work>
double shortest_ms(int runs, Work work) {
  double shortest = 1e30;
  for (int i = 0; i < runs; ++i) shortest = std::min(shortest, time_ms(work));
  return shortest;
}

}  // namespace

Ceilings measure_cpu_ceilings() {
  Ceilings ceilings;
  const int parts = thread_count();

  constexpr int kRounds = 500'000;
  std::vector<float> sums(std::size_t(parts), 0.999f);
  const double fma_ms = shortest_ms(100, [&] {
    parallel_for(parts, [&](std::int64_t i) { sums[i] = run_chains(kRounds, 0.999f); });
  });
  ceilings.fp32_tflop_per_s = 1e-9 * 2.0 * kChains * kLanes * kRounds * parts / fma_ms;

  const std::size_t part_bytes = (std::size_t{256} << 20) / std::size_t(parts);
  std::vector<char> from(part_bytes * std::size_t(parts), 1), to(from.size(), 2);
  const double copy_ms = shortest_ms(20, [&] {
    parallel_for(parts, [&](std::int64_t i) {
      std::memcpy(&to[std::size_t(i) * part_bytes], &from[std::size_t(i) * part_bytes], part_bytes);
    });
  });
  ceilings.copy_gb_per_s = 2e-6 * double(from.size()) / copy_ms;
  return ceilings;
}

}  // namespace alexnet
