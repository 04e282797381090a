#include "train/sgd.h"

#include "core/parallel.h"
#include "layers/elementwise.h"

namespace alexnet {

void cpu::sgd_update(TensorView w, TensorView v, ConstTensorView grad, float rate, float momentum,
                     float weight_decay) {
  ALEXNET_CHECK_EQ(v.shape, w.shape);
  ALEXNET_CHECK_EQ(grad.shape, w.shape);
  const float decay = weight_decay * rate;
  parallel_ranges(w.shape.size(), kElementwiseGrain, [&](std::int64_t begin, std::int64_t end) {
    float *ws = w.data, *vs = v.data;
    const float* gs = grad.data;
    for (std::int64_t i = begin; i < end; ++i) {
      vs[i] = momentum * vs[i] - decay * ws[i] - rate * gs[i];
      ws[i] += vs[i];
    }
  });
}

void sgd_step(Parameter& p, const SgdParams& params, const cuda::Stream* stream) {
  if (p.velocity.empty())
    p.velocity = Tensor(p.name + ".velocity", p.value.shape(), p.value.device());
  const float rate = params.learning_rate * (p.is_bias ? params.bias_lr_multiplier : 1);
  const float decay = p.is_bias ? 0 : params.weight_decay;
  if (p.value.device().is_cpu())
    cpu::sgd_update(p.value, p.velocity, p.grad, rate, params.momentum, decay);
  else
    cuda::sgd_update(*stream, p.value, p.velocity, p.grad, rate, params.momentum, decay);
}

void sgd_step(Network& network, const SgdParams& params) {
  for (Parameter* p : network.parameters()) sgd_step(*p, params, network.stream(*p));
}

}  // namespace alexnet
