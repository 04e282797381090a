#include "bench/op_families.h"

namespace alexnet {

void visit_node(LayerProblem& p, const Visit& visit) {
  const LayerSpec& layer = p.node.layer;
  if (std::holds_alternative<ConvSpec>(layer))
    visit_conv(p, visit);
  else if (std::holds_alternative<LinearSpec>(layer))
    visit_linear(p, visit);
  else if (std::holds_alternative<LrnSpec>(layer))
    visit_lrn(p, visit);
  else if (std::holds_alternative<MaxPoolSpec>(layer))
    visit_maxpool(p, visit);
  else
    visit_layer(p, visit);

  if (std::holds_alternative<DropoutSpec>(layer)) visit_dropout_scale(p, visit);
  if (std::holds_alternative<SoftmaxLossSpec>(layer)) {
    visit_softmax_loss(p, visit);
    visit_error_counts(p, visit);
  }
  if (!p.gpu_layer->parameters().empty()) visit_sgd(p, visit);
}

}  // namespace alexnet
