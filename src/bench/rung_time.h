#pragma once
#include <functional>
#include <string>
#include <vector>

#include "model/variants.h"

// How long the rungs of the CPU's ladders take. (Those of GPUs: bench/op_time.h.)
namespace alexnet {

/// One rung of a ladder on one layer of the network.
struct RungTime {
  std::string node, op, rung;  ///< op: forward, backward; with weights backward_input and _weight
  const char* idea = "";       ///< the rung's, in a few words
  double ms = 0;               ///< the median of the repeats; naive runs once
  double gflop_per_s = 0;      ///< operations of the formula, however many the rung does; 0: for
                               ///< layers without weights, none are counted
};

/// Times every rung of every layer that has a ladder on `batch_size` pictures (few: naive is slow),
/// of two towers in tower a only, and compares it with naive: to the bit, or within its roundings
/// where it adds up other terms than the formula does. Calls before_each() before each rung; if
/// that throws, the timing ends.
/// Errors: no repeats; a rung that differs.
std::vector<RungTime> time_rungs(const Variant& variant, int batch_size, int repeats,
                                 const std::function<void()>& before_each = {});

}  // namespace alexnet
