#include <algorithm>

#include "core/parallel.h"
#include "layers/dropout/dropout.h"
#include "layers/elementwise.h"

namespace alexnet::cpu {
namespace {

/// to[i] = from[i] where the mask keeps i, else 0. Forward and backward are the same function.
void apply_mask(ConstTensorView from, TensorView to, Real keep, const RandomStream& random) {
  ALEXNET_CHECK_EQ(to.shape, from.shape);
  static_assert(kElementwiseGrain % 4 == 0);  // a range begins with a whole block of four
  parallel_ranges(from.shape.size(), kElementwiseGrain, [&](std::int64_t begin, std::int64_t end) {
    for (std::int64_t i = begin; i < end; i += 4) {
      const RandomBlock four = random.block(std::uint64_t(i) / 4);
      for (std::int64_t j = i; j < std::min(i + 4, end); ++j)
        to.data[j] = RandomStream::to_unit(four[j - i]) < keep ? from.data[j] : Real(0);
    }
  });
}

}  // namespace

void dropout_forward(ConstTensorView x, TensorView y, Real keep, const RandomStream& random) {
  apply_mask(x, y, keep, random);
}

void dropout_backward(ConstTensorView grad_y, TensorView grad_x, Real keep,
                      const RandomStream& random) {
  apply_mask(grad_y, grad_x, keep, random);
}

void dropout_scale(ConstTensorView x, TensorView y, Real keep) {
  ALEXNET_CHECK_EQ(y.shape, x.shape);
  parallel_ranges(x.shape.size(), kElementwiseGrain, [&](std::int64_t begin, std::int64_t end) {
    for (std::int64_t i = begin; i < end; ++i) y.data[i] = x.data[i] * keep;
  });
}

}  // namespace alexnet::cpu
