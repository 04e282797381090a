#include "exercises.h"

namespace alexnet::course {

// Yours. A TwoMaps of which only some numbers are given, {1, 2, 3}, has zeros for the others.

std::optional<TwoMaps> relu_and_max_pool() { return std::nullopt; }
std::optional<TwoMaps> relu_and_avg_pool() { return std::nullopt; }
std::optional<TwoMaps> relu_and_lrn() { return std::nullopt; }
std::optional<TwoMaps> relu_and_dropout() { return std::nullopt; }
std::optional<TwoMaps> max_pool_and_lrn() { return std::nullopt; }

}  // namespace alexnet::course
