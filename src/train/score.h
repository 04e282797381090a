#pragma once
#include "core/tensor.h"
#include "cuda/stream.h"

// Counts errors where the probabilities are: on the GPU, which goes on to the next batch while the
// host does not know the result yet. predict/evaluate.h does the same on the CPU.
namespace alexnet {

/// Sums over pictures. All zero at first, as memory from cuda::allocate is.
struct ScoreSums {
  double loss = 0;  ///< of -log(probability of the true class), the probability at least 1e-30
  int top1_wrong = 0, top5_wrong = 0;
  int pictures = 0;
};

namespace cuda {

/// Adds one batch to sums that lie on the device.
///
/// A picture is wrong in top-k if at least k classes come before the true one: those with a larger
/// probability, and those with the same one and a lower number. It is wrong, and the sum of losses
/// NaN, if a probability is NaN or the label is not a class number. Additions have a fixed order.
///
/// Shapes: probs (N, K); labels (N), a class number stored as a Real.
void add_score(const Stream& stream, ConstTensorView probs, ConstTensorView labels,
               ScoreSums* sums_on_device);

}  // namespace cuda
}  // namespace alexnet
