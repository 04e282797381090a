#pragma once
#include <functional>
#include <string>
#include <vector>

#include "core/compare.h"
#include "model/variants.h"

namespace alexnet {

/// A place on the device that an op writes, and what the CPU computed for it.
struct OpResult {
  TensorView actual;
  ConstTensorView expected;
  Tolerance tolerance;
  ConstTensorView before = {};  ///< what the op finds there; empty: it only writes
};

/// One op on a GPU, on one rung of its ladder if it has one: what `alexnet check` runs and
/// `alexnet bench` times.
struct OpCase {
  std::string node, op, rung = {};  ///< "conv2a", "backward_weight", "register_tile"
  Math math = Math::fp32;
  Shape output;
  double multiply_adds = 0;  ///< 0 where memory is all that matters
  double bytes = 0;          ///< that must be read or written at least once

  /// To be called before a run that is compared: fills places that the op only writes with NaN, so
  /// that a missed element is noticed, and those that it adds to with what the CPU began with.
  std::function<void()> prepare = {};
  std::function<void(const cuda::Stream& stream)> run = {};
  /// Compares what the last run wrote with the CPU's: the worst element. Waits for the device.
  std::function<Comparison()> compare = {};
  std::vector<OpResult> results = {};  ///< everything that the op writes
  const char* idea = "";               ///< the rung's, in a few words
};

/// Sets the op's results, and makes prepare() and compare() from them.
void set_results(OpCase& op, std::vector<OpResult> results);

/// Calls work(), and puts the op's name before the device's errors.
void with_name_of(const OpCase& op, const std::function<void()>& work);
/// Prepares the op, runs it and compares. Errors: the device's, after the op's name.
Comparison run_and_compare(const OpCase& op, const cuda::Stream& stream);

/// Calls visit() with every op that trains and tests the variant, on random batches of that size in
/// the device's memory: preprocessing, the layers forward and backward (those with ladders on every
/// rung that the device can run), sums of gradients, SGD, and the score. Of the two towers, which
/// are alike, only one. Cost: the CPU computes each op once.
void for_each_op(const Variant& variant, int batch_size, int device,
                 const std::function<void(const OpCase&)>& visit);

/// The same for the layers that the variant does not have, each on the variant's images: together,
/// the two functions leave no op out.
void for_each_other_op(const Variant& variant, int batch_size, int device,
                       const std::function<void(const OpCase&)>& visit);

}  // namespace alexnet
