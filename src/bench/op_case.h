#pragma once
#include <functional>
#include <string>
#include <vector>

#include "core/compare.h"
#include "model/variants.h"

namespace alexnet {

/// A place on the device that an op writes, and what the CPU has there.
struct Result {
  TensorView actual;
  ConstTensorView expected;
  Tolerance tolerance;
  ConstTensorView before = {};  ///< what the op finds there; nothing: it only writes
};

/// One op on a GPU, by one rung of its ladder where it has one: what `alexnet check` runs and
/// `alexnet bench` times.
struct OpCase {
  std::string node, op, rung = {};  ///< "conv2a", "backward_weight", "register_tile"
  Math math = Math::fp32;
  Shape output;
  double multiply_adds = 0;  ///< 0 where memory is all that matters
  double bytes = 0;          ///< that must be read or written at least once

  /// Before a run that is compared: places that the op only writes hold NaN, so that an element
  /// left out is seen; those that it adds to hold what they held when the CPU began.
  std::function<void()> prepare = {};
  std::function<void(const cuda::Stream& stream)> run = {};
  /// The worst of what the last run left against the CPU's. Waits for the device.
  std::function<Comparison()> compare = {};
  std::vector<Result> results = {};  ///< everything that the op writes
  const char* idea = "";             ///< the rung's, in a few words
};

/// Calls visit() with every op that trains and tests the variant, on random batches of that size in
/// the memory of the device: preprocessing, the layers forward and backward - those that have
/// ladders by every rung that the device can run -, sums of gradients, SGD, and the score. Of two
/// towers that are alike, one. Cost: the CPU computes each op once.
void for_each_op(const Variant& variant, int batch_size, int device,
                 const std::function<void(const OpCase&)>& visit);

/// The same with the layers that the variant does not have, each on the variant's images: after
/// both, no op is left out.
void for_each_other_op(const Variant& variant, int batch_size, int device,
                       const std::function<void(const OpCase&)>& visit);

}  // namespace alexnet
