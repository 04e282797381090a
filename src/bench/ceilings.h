#pragma once

namespace alexnet {

/// The highest rates that a device was seen to reach: what kernels are measured against. They come
/// not from a data sheet but from loops that do only one thing, on this device, now.
struct Ceilings {
  double copy_gb_per_s = 0;     ///< memory to memory: bytes read plus bytes written
  double fp32_tflop_per_s = 0;  ///< fused multiply-adds in registers, two operations each
  /// mma.sync in registers; 0 where there are no tensor cores for it. (On Hopper, wgmma would reach
  /// half as much again: chapter 13.)
  double tf32_tflop_per_s = 0;
  double bf16_tflop_per_s = 0;
};

/// Those of the CPU, with all threads (core/parallel.h); no tensor cores. The memory copied is
/// larger than most caches. Cost: about a second.
Ceilings measure_cpu_ceilings();

/// Those of a GPU. Errors: no such device. Cost: a few tenths of a second on a GPU.
Ceilings measure_ceilings(int device);

}  // namespace alexnet
