#include "bench/op_time.h"

#include <algorithm>

#include "bench/clock.h"
#include "core/median.h"
#include "cuda/device.h"
#include "cuda/graph.h"

namespace alexnet {
namespace {

double tflop_ceiling(const Ceilings& ceilings, Math math) {
  return math == Math::tf32   ? ceilings.tf32_tflop_per_s
         : math == Math::bf16 ? ceilings.bf16_tflop_per_s
                              : ceilings.fp32_tflop_per_s;
}

constexpr double kLongEnoughMs = 2;
constexpr double kMostRuns = 100;

}  // namespace

double median_ms(const OpCase& op, const cuda::Stream& stream, int repeats) {
  Stopwatch stopwatch;
  const auto ms_of = [&](const auto& work) { return time_ms(stopwatch, stream, work); };
  const double once = ms_of([&] { op.run(stream); });
  // Short ops are run several times in a row, and as a graph: with a single launch, the GPU would
  // be idle for a part of the time, waiting for the CPU to launch it.
  const int runs = int(std::clamp(kLongEnoughMs / once, 1.0, kMostRuns));
  const cuda::Graph graph(stream, [&] {
    for (int i = 0; i < runs; ++i) op.run(stream);
  });
  // The first launch also brings the graph to the device.
  for (double worked = ms_of([&] { graph.launch(stream); }); worked < gpu_warm_up_ms();)
    worked += ms_of([&] { graph.launch(stream); });
  std::vector<double> times;
  for (int i = 0; i < repeats; ++i) times.push_back(ms_of([&] { graph.launch(stream); }) / runs);
  return median(times);
}

void time_ops(const Variant& variant, int batch_size, int device, int repeats,
              const Ceilings& ceilings, const std::function<void(const OpTime&)>& timed) {
  const cuda::Stream stream(device);
  const double l2_bytes = double(cuda::device_info(device).l2_bytes);
  for_each_op(variant, batch_size, device, [&](const OpCase& op) {
    const Comparison comparison = run_and_compare(op, stream);
    OpTime t = {op.node, op.op, op.rung, to_text(op.math), op.idea, op.output};
    if (!comparison.ok) {
      t.wrong = comparison.report;
      return timed(t);
    }
    with_name_of(op, [&] { t.ms = median_ms(op, stream, repeats); });
    t.tflop_per_s = 2e-9 * op.multiply_adds / t.ms;
    t.gb_per_s = 1e-6 * op.bytes / t.ms;
    const double computing_ms = 2e-9 * op.multiply_adds / tflop_ceiling(ceilings, op.math);
    const double moving_ms = 1e-6 * op.bytes / ceilings.copy_gb_per_s;
    t.percent_of_ceiling = 100 * std::max(computing_ms, moving_ms) / t.ms;
    t.fits_in_l2 = op.bytes < l2_bytes;
    timed(t);
  });
}

}  // namespace alexnet
