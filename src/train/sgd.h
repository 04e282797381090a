#pragma once
#include "model/network.h"

// Stochastic gradient descent with momentum and weight decay.
//
//     v <- momentum * v - weight_decay * rate * w - rate * grad
//     w <- w + v
//
// Paper: section 5: momentum 0.9, weight decay 0.0005, rate 0.01 at first. The decay passes through
//         the velocity and scales with the rate. As in the 2012 code, biases do not decay.
// Shapes: w, v, grad alike. grad is that of the *mean* loss of the batch.
// Errors: shapes that differ.
// Cost:   three reads and two writes per parameter.
namespace alexnet {

struct SgdParams {
  float learning_rate = 0.01f;
  float momentum = 0.9f;
  float weight_decay = 0.0005f;
  float bias_lr_multiplier = 1;  ///< the 2012 code lets biases learn twice as fast
};

namespace cpu {
void sgd_update(TensorView w, TensorView v, ConstTensorView grad, float rate, float momentum,
                float weight_decay);
}  // namespace cpu

namespace cuda {
void sgd_update(const Stream& stream, TensorView w, TensorView v, ConstTensorView grad, float rate,
                float momentum, float weight_decay);
}  // namespace cuda

/// One step of one parameter, on its device: queued in the stream of its tower, which is null on
/// the CPU. The first step allocates the velocity, which starts at zero.
void sgd_step(Parameter& parameter, const SgdParams& params, const cuda::Stream* stream = nullptr);
/// One step of every parameter of the network.
void sgd_step(Network& network, const SgdParams& params);

}  // namespace alexnet
