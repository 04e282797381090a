#pragma once
#include <functional>
#include <string>
#include <vector>

#include "core/compare.h"
#include "model/variants.h"

namespace alexnet {

/// One direction of one layer's op on a GPU, by one rung of its ladder: what `alexnet check` runs
/// and `alexnet bench` times.
struct OpCase {
  std::string node, op, rung;  ///< "conv2a", "backward_weight", "register_tile"
  Math math = Math::fp32;
  Shape output;
  double multiply_adds = 0;  ///< 0 where memory is all that matters
  double bytes = 0;          ///< that must be read or written at least once
  Tolerance tolerance;       ///< with which it agrees with the CPU

  std::function<void(const cuda::Stream& stream)> run;
  std::vector<const Tensor*> results;   ///< on the device; hold what the last run wrote
  std::vector<const Tensor*> expected;  ///< on the CPU

  /// Fills the results with NaN, so that an element left out is seen.
  void poison() const;
  /// The worst of the results against what is expected. Waits for the device.
  Comparison compare_results() const;
};

/// Calls visit() with every op of the variant's layers, forward and backward, on random batches of
/// that size in the memory of the device: of convolutions and fully connected layers every rung
/// that the device can run, of the others the one that training uses. Of two towers that are alike,
/// one. Cost: the CPU computes each op once.
void for_each_op(const Variant& variant, int batch_size, int device,
                 const std::function<void(const OpCase&)>& visit);

}  // namespace alexnet
