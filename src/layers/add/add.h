#pragma once
#include "layers/layer.h"

// Sum of gradients: where several nodes read the same output, its gradient is the sum of theirs.
//
//     to = to + from
//
// Shapes: alike, any shape, on one device.
// Saves:  nothing; it has no layer of its own.
// Errors: shapes that differ.
// Cost:   two reads and one write per element.
namespace alexnet {

namespace cpu {
void add(TensorView to, ConstTensorView from);
}
namespace cuda {
void add(const Stream& stream, TensorView to, ConstTensorView from);
}

}  // namespace alexnet
