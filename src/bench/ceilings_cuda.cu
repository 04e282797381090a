#include <algorithm>
#include <vector>

#include "bench/ceilings.h"
#include "bench/ceilings_kernels.cuh"
#include "bench/clock.h"
#include "cuda/launch.h"
#include "cuda/memory.h"
#include "layers/gemm/can_multiply.h"

namespace alexnet {
namespace {

constexpr unsigned kThreads = 256;

/// The shortest of several runs, in ms: a ceiling is what was reached once.
template <class Work>
double shortest_ms(const cuda::Stream& stream, Work work) {
  Stopwatch stopwatch;
  const auto ms = [&] { return time_ms(stopwatch, stream, work); };
  for (double worked = 0; worked < gpu_warm_up_ms();) worked += ms();
  double shortest = 1e30;
  for (int i = 0; i < 5; ++i) shortest = std::min(shortest, ms());
  return shortest;
}

}  // namespace

Ceilings measure_ceilings(int device) {
  const cuda::DeviceInfo info = cuda::device_info(device);
  const cuda::Stream stream(device);
  // In the simulator the figures mean nothing; a little work shows that the kernels run.
  const bool simulated = cuda::is_simulated();
  const std::size_t floats = simulated ? 1 << 16 : std::size_t{1} << 28;
  // Work for milliseconds: the microseconds from the stopwatch's start to the kernel's must not
  // count.
  const int rounds = simulated ? cuda::kRoundsAtOnce : 1 << 15;
  const int copies = simulated ? 1 : 8;
  const unsigned blocks = simulated ? 2 : 8 * unsigned(info.multiprocessors);
  const double warps = double(blocks) * kThreads / 32;
  cuda::DeviceArray<float> from(device, floats), to(device, floats);
  Ceilings ceilings;

  const std::int64_t fours = std::int64_t(floats / 4);
  const double copy_ms = shortest_ms(stream, [&] {
    for (int i = 0; i < copies; ++i)
      cuda::launch<cuda::ceiling_copy_kernel>(stream, {blocks, kThreads},
                                              reinterpret_cast<float4*>(to.data()),
                                              reinterpret_cast<const float4*>(from.data()), fours);
  });
  ceilings.copy_gb_per_s = 2e-6 * double(floats) * sizeof(float) * copies / copy_ms;

  const double fma_ms = shortest_ms(stream, [&] {
    cuda::launch<cuda::ceiling_fma_kernel>(stream, {blocks, kThreads}, to.data(), rounds, 0.999f);
  });
  const double flop_per_thread = 2.0 * cuda::kChains * rounds;
  ceilings.fp32_tflop_per_s = 1e-9 * flop_per_thread * warps * 32 / fma_ms;

  if (!cuda::can_multiply(device, Math::bf16)) return ceilings;
  const auto mma_tflop_per_s = [&](double terms, double ms) {
    return 1e-9 * 2 * 16 * 8 * terms * cuda::kChains * rounds * warps / ms;
  };
  ceilings.tf32_tflop_per_s = mma_tflop_per_s(
      8, shortest_ms(stream, [&] {
        cuda::launch<cuda::ceiling_mma_kernel<8>>(stream, {blocks, kThreads}, to.data(), rounds);
      }));
  ceilings.bf16_tflop_per_s = mma_tflop_per_s(
      16, shortest_ms(stream, [&] {
        cuda::launch<cuda::ceiling_mma_kernel<16>>(stream, {blocks, kThreads}, to.data(), rounds);
      }));
  return ceilings;
}

}  // namespace alexnet
