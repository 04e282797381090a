// For the drawn pictures: the paper's topology, and the baseline without a network.
#include "model/variants/shorthand.h"

namespace alexnet {

Variant make_demo(int classes) {
  Variant v{
      "demo",
      "the paper's topology for the drawn data set: learns in two minutes on two cores",
      {1, 3, 48, 48},
      classes,
      {},
      {{"input", "224x224 from 256x256", "48x48 from 56x56", "speed"},
       {"conv1", "96 of 11x11, stride 4", "64 of 7x7, stride 2, padding 3", "smaller pictures"},
       {"conv2 to conv5", "256, 384, 384, 256 kernels", "64, 96, 96, 64", "speed"},
       {"fc6, fc7", "4096 units", "512 units", "speed"},
       {"dropout", "keeps half of the units", "keeps four of five",
        "ten epochs instead of ninety: too short to overfit"},
       kUnitInput,
       kHeInit,
       kZeroBiases,
       kBiasDecay,
       kLrnTower}};
  v.nodes = NodeListBuilder(2)
                .add("conv1", conv(32, 7, {.stride = 2, .pad = 3}, gaussian(0.01, 0)))
                .add("relu1", ReluSpec{})
                .add("norm1", LrnSpec{})
                .add("pool1", kOverlappingPool)
                .add("conv2", conv(32, 5, {.pad = 2}, he()))
                .add("relu2", ReluSpec{})
                .add("norm2", LrnSpec{})
                .add("pool2", kOverlappingPool)
                .add("conv3", conv(48, 3, {.pad = 1}, he()), From::both_towers)
                .add("relu3", ReluSpec{})
                .add("conv4", conv(48, 3, {.pad = 1}, he()))
                .add("relu4", ReluSpec{})
                .add("conv5", conv(32, 3, {.pad = 1}, he()))
                .add("relu5", ReluSpec{})
                .add("pool5", kOverlappingPool)
                .add("fc6", linear(256, he()), From::both_towers)
                .add("relu6", ReluSpec{})
                .add("drop6", DropoutSpec{Real(0.8)})
                .add("fc7", linear(256, he()), From::both_towers)
                .add("relu7", ReluSpec{})
                .add("drop7", DropoutSpec{Real(0.8)})
                .join("fc8", linear(classes, gaussian(0.01, 0)))
                .join("probs", SoftmaxLossSpec{})
                .finish();
  return v;
}

Variant make_linear(int classes) {
  Variant v{"linear",
            "no network at all: one weight per pixel and class, to see what a net must beat",
            {1, 3, 48, 48},
            classes,
            {},
            {{"hidden layers", "seven", "none", "a baseline for the drawn data set"}}};
  v.nodes = NodeListBuilder(1)
                .add("fc1", linear(classes, gaussian(0.0001, 0)))
                .add("probs", SoftmaxLossSpec{})
                .finish();
  return v;
}

}  // namespace alexnet
