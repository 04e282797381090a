// Only for the library in double, which has no CUDA (core/host_only.cpp): stubs for the functions
// that the layers would call if a tensor could be on a device.
#include "layers/add/add.h"
#include "layers/avgpool/avgpool.h"
#include "layers/conv/conv.h"
#include "layers/dropout/dropout.h"
#include "layers/linear/linear.h"
#include "layers/lrn/lrn.h"
#include "layers/lrn_within_channel/lrn_within_channel.h"
#include "layers/maxpool/maxpool.h"
#include "layers/relu/relu.h"
#include "layers/softmax_loss/softmax_loss.h"
#include "layers/tanh/tanh.h"

namespace alexnet::cuda {

using View = TensorView;
using ConstView = ConstTensorView;
using Views = std::span<const TensorView>;
using ConstViews = std::span<const ConstTensorView>;

void add(const Stream&, View, ConstView) {}
void avgpool_forward(const Stream&, ConstView, View, const PoolParams&) {}
void avgpool_backward(const Stream&, ConstView, View, const PoolParams&) {}
void conv_forward(const Stream&, ConstViews, ConstView, ConstView, View, const ConvParams&, Math) {}
void conv_relu_forward(const Stream&, ConstViews, ConstView, ConstView, View, const ConvParams&,
                       Math) {}
void conv_backward(const Stream&, ConstViews, ConstView, ConstView, Views, View, View,
                   const ConvParams&, Math) {}
void conv_relu_backward(const Stream&, ConstViews, ConstView, ConstView, View, ConstView, Views,
                        View, View, const ConvParams&, Math) {}
void dropout_forward(const Stream&, ConstView, View, Real, const RandomStream&) {}
void dropout_backward(const Stream&, ConstView, View, Real, const RandomStream&) {}
void dropout_scale(const Stream&, ConstView, View, Real) {}
void linear_forward(const Stream&, ConstViews, ConstView, ConstView, View, Math) {}
void linear_relu_forward(const Stream&, ConstViews, ConstView, ConstView, View, Math) {}
void linear_backward_input(const Stream&, ConstView, ConstView, Views, Math) {}
void linear_backward_weight(const Stream&, ConstViews, ConstView, View, View, Math) {}
void lrn_forward(const Stream&, ConstView, View, const LrnParams&) {}
void lrn_backward(const Stream&, ConstView, ConstView, ConstView, View, const LrnParams&) {}
void lrn_within_channel_forward(const Stream&, ConstView, View, const LrnWithinChannelParams&) {}
void lrn_within_channel_backward(const Stream&, ConstView, ConstView, ConstView, View,
                                 const LrnWithinChannelParams&) {}
void maxpool_forward(const Stream&, ConstView, View, const PoolParams&) {}
void maxpool_backward(const Stream&, ConstView, ConstView, View, const PoolParams&) {}
void relu_forward(const Stream&, ConstView, View) {}
void relu_backward(const Stream&, ConstView, ConstView, View) {}
void softmax_forward(const Stream&, ConstView, View) {}
void softmax_loss(const Stream&, ConstView, ConstView, View) {}
void softmax_loss_backward(const Stream&, ConstView, ConstView, View) {}
void tanh_forward(const Stream&, ConstView, View) {}
void tanh_backward(const Stream&, ConstView, ConstView, View) {}

}  // namespace alexnet::cuda
