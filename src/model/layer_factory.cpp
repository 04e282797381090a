#include "model/layer_factory.h"

#include "layers/avgpool/avgpool.h"
#include "layers/conv/conv.h"
#include "layers/dropout/dropout.h"
#include "layers/linear/linear.h"
#include "layers/maxpool/maxpool.h"
#include "layers/relu/relu.h"
#include "layers/softmax_loss/softmax_loss.h"
#include "layers/tanh/tanh.h"
#include "layers/tower_copy/tower_copy.h"

namespace alexnet {
namespace {

struct OutputShape {
  std::span<const Shape> x;

  Shape operator()(const ConvSpec& s) const {
    int channels = 0;
    for (const Shape& input : x) channels += input.c;
    return conv_output_shape(x, Shape::filters(s.filters, channels, s.size, s.size), s.params);
  }
  Shape operator()(const LinearSpec& s) const { return Shape::matrix(x[0].n, s.outputs); }
  Shape operator()(const MaxPoolSpec& s) const { return pool_output_shape(x[0], s.params); }
  Shape operator()(const AvgPoolSpec& s) const { return pool_output_shape(x[0], s.params); }
  template <class ElementWise>
  Shape operator()(const ElementWise&) const {
    return x[0];
  }
};

struct MakeLayer {
  const std::string& name;
  std::span<const Shape> x;
  Device device;

  using Result = std::unique_ptr<Layer>;
  Result operator()(const ConvSpec& s) const {
    return std::make_unique<Conv>(name, x, s.filters, s.size, s.params, device);
  }
  Result operator()(const LinearSpec& s) const {
    return std::make_unique<Linear>(name, x, s.outputs, device);
  }
  Result operator()(const ReluSpec&) const { return std::make_unique<Relu>(); }
  Result operator()(const TanhSpec&) const { return std::make_unique<Tanh>(); }
  Result operator()(const LrnSpec& s) const { return std::make_unique<Lrn>(s.params); }
  Result operator()(const LrnWithinChannelSpec& s) const {
    return std::make_unique<LrnWithinChannel>(s.params);
  }
  Result operator()(const MaxPoolSpec& s) const { return std::make_unique<MaxPool>(s.params); }
  Result operator()(const AvgPoolSpec& s) const { return std::make_unique<AvgPool>(s.params); }
  Result operator()(const DropoutSpec& s) const { return std::make_unique<Dropout>(name, s.keep); }
  Result operator()(const SoftmaxLossSpec&) const { return std::make_unique<SoftmaxLoss>(); }
  Result operator()(const TowerCopySpec&) const { return std::make_unique<TowerCopy>(); }
};

/// Where the towers meet: these layers sum over the channels of all inputs. Others take one input.
bool takes_several_inputs(const LayerSpec& layer) {
  return std::holds_alternative<ConvSpec>(layer) || std::holds_alternative<LinearSpec>(layer);
}

}  // namespace

Shape output_shape(const LayerSpec& layer, std::span<const Shape> inputs) {
  ALEXNET_CHECK(inputs.size() == 1 || (inputs.size() > 1 && takes_several_inputs(layer)),
                "{} takes one input, found {}", to_text(layer), inputs.size());
  return std::visit(OutputShape{inputs}, layer);
}

std::unique_ptr<Layer> make_layer(const LayerSpec& layer, const std::string& name,
                                  std::span<const Shape> inputs, Device device) {
  return std::visit(MakeLayer{name, inputs, device}, layer);
}

std::int64_t weights_per_output(const LayerSpec& layer, std::span<const Shape> inputs) {
  const auto* conv = std::get_if<ConvSpec>(&layer);
  const bool linear = std::holds_alternative<LinearSpec>(layer);
  std::int64_t weights = 0;
  for (const Shape& x : inputs) {
    if (conv) weights += std::int64_t{x.c} * conv->size * conv->size;
    if (linear) weights += x.image_size();
  }
  return weights;
}

Init init_of(const LayerSpec& layer) {
  if (const auto* conv = std::get_if<ConvSpec>(&layer)) return conv->init;
  if (const auto* linear = std::get_if<LinearSpec>(&layer)) return linear->init;
  return {};
}

}  // namespace alexnet
