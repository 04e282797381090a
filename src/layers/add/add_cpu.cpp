#include "core/parallel.h"
#include "layers/add/add.h"
#include "layers/elementwise.h"

namespace alexnet::cpu {

void add(TensorView to, ConstTensorView from) {
  ALEXNET_CHECK_EQ(from.shape, to.shape);
  parallel_ranges(to.shape.size(), kElementwiseGrain, [&](std::int64_t begin, std::int64_t end) {
    for (std::int64_t i = begin; i < end; ++i) to.data[i] += from.data[i];
  });
}

}  // namespace alexnet::cpu
