// The nets of Figure 1.
#include "model/variants/families.h"
#include "model/variants/shorthand.h"

namespace alexnet {
namespace {

/// The four-layer net of Figure 1, with one non-linearity or the other.
Variant cifar(const char* name, const LayerSpec& nonlinearity, int classes) {
  Variant v{name,
            "",
            {1, 3, 32, 32},
            classes,
            {},
            {{"architecture", "a four-layer CNN, not described",
              "three 5x5 convolutions and one fully connected layer",
              "the \"19pct\" net that cuda-convnet published for CIFAR-10 in 2011"},
             {"first pooling", "not said", "before the non-linearity",
              "the same net; for ReLU the order makes no difference"},
             {"learning rate", "chosen for each non-linearity separately", "0.001 for both",
              "the rate that cuda-convnet published; --schedule 0:RATE changes it"},
             {"learning rate of biases", "not said", "twice that", "cuda-convnet's, too"},
             {"regularization", "none of any kind", "none: no decay, dropout, crops or noise",
              "Figure 1"}}};
  constexpr AvgPoolSpec kAveragePool{{.size = 3, .stride = 2}};
  v.nodes = NodeListBuilder(1)
                .add("conv1", conv(32, 5, {.pad = 2}, gaussian(0.0001, 0)))
                .add("pool1", kOverlappingPool)
                .add("act1", nonlinearity)
                .add("conv2", conv(32, 5, {.pad = 2}, gaussian(0.01, 0)))
                .add("act2", nonlinearity)
                .add("pool2", kAveragePool)
                .add("conv3", conv(64, 5, {.pad = 2}, gaussian(0.01, 0)))
                .add("act3", nonlinearity)
                .add("pool3", kAveragePool)
                .add("fc4", linear(classes, gaussian(0.01, 0)))
                .add("probs", SoftmaxLossSpec{})
                .finish();
  return v;
}

}  // namespace

Variant make_cifar_relu(int classes) {
  Variant v = cifar("cifar-relu", ReluSpec{}, classes);
  v.summary = "Figure 1, the solid line: a four-layer net for CIFAR-10 with ReLU";
  return v;
}

Variant make_cifar_tanh(int classes) {
  Variant v = cifar("cifar-tanh", TanhSpec{}, classes);
  v.summary = "Figure 1, the dashed line: the same net with tanh";
  return v;
}

}  // namespace alexnet
