#include "exercises.h"

namespace alexnet::course {

// Yours. A TwoMaps of which only some numbers are given, {1, 2, 3}, has zeros for the others. Maps
// of zeros alone, as here, never show a difference.

std::optional<TwoMaps> relu_and_max_pool() { return TwoMaps{}; }
std::optional<TwoMaps> relu_and_avg_pool() { return TwoMaps{}; }
std::optional<TwoMaps> relu_and_lrn() { return TwoMaps{}; }
std::optional<TwoMaps> relu_and_dropout() { return TwoMaps{}; }
std::optional<TwoMaps> max_pool_and_lrn() { return TwoMaps{}; }

}  // namespace alexnet::course
