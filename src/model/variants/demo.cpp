// For the drawn pictures: the paper's topology, and the baseline without a network.
#include "model/variants/families.h"
#include "model/variants/shorthand.h"

namespace alexnet {
namespace {

// What both share of the recipe.
const Difference kInput = {"input", "224x224 from 256x256", "48x48 from 56x56", "speed"};
const Difference kBatch = {"batch size", "128", "32", "more steps in an epoch: there are only ten"};
const Difference kEpochs = {"epochs", "about 90", "10", "speed"};

}  // namespace

Variant make_demo(int classes) {
  Variant v{
      "demo",
      "the paper's topology for the drawn data set: learns in two minutes on two cores",
      {1, 3, 48, 48},
      classes,
      {},
      {kInput,
       {"conv1", "96 of 11x11, stride 4", "64 of 7x7, stride 2, padding 3", "smaller pictures"},
       {"conv1 windows", "55 x 55 outputs from 224 pixels",
        "25 x 25 from 48 and the padding; the last window hangs 1 pixel over that, onto zeros",
        "as in the 2012 code: 1 + ceil((48 + 2*3 - 7) / 2)"},
       {"conv2 to conv5", "256, 384, 384, 256 kernels", "64, 96, 96, 64", "speed"},
       {"fc6, fc7", "4096 units", "512 units", "speed"},
       {"dropout", "keeps half of the units", "keeps four of five",
        "ten epochs instead of ninety: too short to overfit"},
       kUnitInput,
       kHeInit,
       kZeroBiases,
       kBiasDecay,
       kLrnTower,
       crops(9),
       kMeanCrop,
       kColourScale,
       {"learning rate", "divided by hand, three times",
        "0.01 for seven epochs, 0.002 for two, 0.0004 for one",
        "ten epochs are too few to wait for a plateau"},
       kBatch,
       kEpochs}};
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
            {{"hidden layers", "seven", "none", "a baseline for the drawn data set"},
             kInput,
             {"input values", "-255 ... 255, the mean subtracted", "divided by 32", "as for demo"},
             {"initial weights", "standard deviation 0.01", "0.0001",
              "a unit adds up 6912 inputs: at first, all classes are almost equally probable"},
             kBiasDecay,
             crops(9),
             kMeanCrop,
             kColourScale,
             {"learning rate", "0.01, divided by hand, three times",
              "0.00005 for seven epochs, 0.00001 for three",
              "so many inputs of that size add up to steep gradients"},
             kBatch,
             kEpochs}};
  v.nodes = NodeListBuilder(1)
                .add("fc1", linear(classes, gaussian(0.0001, 0)))
                .add("probs", SoftmaxLossSpec{})
                .finish();
  return v;
}

}  // namespace alexnet
