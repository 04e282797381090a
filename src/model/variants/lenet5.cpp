// Where AlexNet came from.
#include "model/variants/families.h"
#include "model/variants/shorthand.h"

namespace alexnet {

Variant make_lenet5(int classes) {
  Variant v{
      "lenet5",
      "the ancestor: LeCun, Bottou, Bengio, Haffner 1998, for handwritten digits",
      {1, 1, 28, 28},
      classes,
      {},
      {{"input", "32x32", "28x28 and a padding of 2", "the digits are 28x28"},
       {"input values", "-0.1 ... 1.175", "mean subtracted, divided by 64",
        "mean about 0 and variance about 1, as there"},
       {"subsampling", "average, then a learned scale and bias per map, then tanh",
        "average pooling", "simpler: nothing to learn in it"},
       {"second convolution", "each map sees some of the six", "sees all six",
        "the table saved time, and kept the maps from being alike"},
       {"output", "distances to drawn digits", "softmax", "as in the AlexNet paper"},
       {"initial weights", "uniform within 2.4 / inputs", "normal, about 1 / sqrt(inputs)",
        "a sum then starts about as large as the inputs that it adds up"},
       {"training", "one picture at a time, a rate for each weight", "batches, one rate, momentum",
        "as in the AlexNet paper"},
       {"non-linearity", "1.7159 tanh(2x/3)", "tanh", "simpler: weights can absorb both factors"}},
      "LeNet-5 (1998)"};
  constexpr AvgPoolSpec kAveragePool{{.size = 2, .stride = 2}};
  v.nodes = NodeListBuilder(1)
                .add("conv1", conv(6, 5, {.pad = 2}, gaussian(0.2, 0)))
                .add("tanh1", TanhSpec{})
                .add("pool1", kAveragePool)
                .add("conv2", conv(16, 5, {}, gaussian(0.08, 0)))
                .add("tanh2", TanhSpec{})
                .add("pool2", kAveragePool)
                .add("conv3", conv(120, 5, {}, gaussian(0.05, 0)))
                .add("tanh3", TanhSpec{})
                .add("fc4", linear(84, gaussian(0.09, 0)))
                .add("tanh4", TanhSpec{})
                .add("fc5", linear(classes, gaussian(0.1, 0)))
                .add("probs", SoftmaxLossSpec{})
                .finish();
  return v;
}

}  // namespace alexnet
