#pragma once
#include <string>
#include <vector>

#include "bench/ceilings.h"
#include "bench/op_case.h"

namespace alexnet {

/// How long the op takes in this stream: the median of so many measurements. Each is of as many
/// runs in a row as take 2 ms together, 20 at most. What fits in the device's second-level cache
/// lies there, as it does between the layers of a network.
double median_ms(const OpCase& op, const cuda::Stream& stream, int repeats);

/// How long one rung of an op takes on a GPU.
struct OpTime {
  std::string node, op, rung, math;
  Shape output;
  double ms = 0;
  double tflop_per_s = 0;  ///< 0 where there are no products to speak of
  double gb_per_s = 0;     ///< of the bytes that must move
  /// What the ceilings allow - the longer of computing and moving bytes - over what it took.
  double percent_of_ceiling = 0;
};

/// Times every op and rung of the variant's layers: the median of `repeats` after one that is
/// compared with the CPU.
/// Errors: a rung that is wrong.
std::vector<OpTime> time_ops(const Variant& variant, int batch_size, int device, int repeats,
                             const Ceilings& ceilings);

}  // namespace alexnet
