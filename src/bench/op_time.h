#pragma once
#include <functional>
#include <string>

#include "bench/ceilings.h"
#include "bench/op_case.h"

namespace alexnet {

/// How long the op takes in this stream: the median of `repeats` measurements. Each is of as many
/// runs in a row as take 2 ms together, at most 100, launched as one graph. What fits in the
/// device's L2 cache stays there, as it does between the layers of a network.
double median_ms(const OpCase& op, const cuda::Stream& stream, int repeats);

/// How long one rung of an op takes on a GPU.
struct OpTime {
  std::string node, op, rung, math;
  const char* idea = "";  ///< the rung's, in a few words
  Shape output;
  std::string wrong = {};  ///< empty: within rounding of the CPU's; else how far off it is
  double ms = 0;           ///< 0: it is wrong, and was not timed
  double tflop_per_s = 0;  ///< 0 where there are no products to speak of
  double gb_per_s = 0;     ///< of the bytes that must move
  /// The time that the ceilings allow - the longer of computing and moving bytes - over that taken.
  double percent_of_ceiling = 0;
  /// What the op must move fits into the L2 cache, so it may be faster than copy_gb_per_s.
  bool fits_in_l2 = false;
};

/// Times every op and rung that for_each_op() visits: the median of `repeats`, after a run that is
/// compared with the CPU. One that is wrong is not timed, but the others still are. Each is handed
/// to `timed` at once: all of them take minutes. Errors: those of the device, after the op's name,
/// which end it.
void time_ops(const Variant& variant, int batch_size, int device, int repeats,
              const Ceilings& ceilings, const std::function<void(const OpTime&)>& timed);

}  // namespace alexnet
