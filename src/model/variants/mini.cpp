// The paper's topology for photographs of 84 pixels.
#include "model/variants/families.h"
#include "model/variants/shorthand.h"

namespace alexnet {

Variant make_mini(int classes) {
  Variant v{"mini",
            "the paper's topology for 84-pixel photographs (mini-ImageNet, 100 classes)",
            {1, 3, 76, 76},
            classes,
            {},
            {{"input", "224x224 from 256x256", "76x76 from 84x84", "mini-ImageNet's size"},
             {"conv1", "stride 4", "stride 2", "smaller pictures; the kernels stay 11x11"},
             {"conv1 windows", "55 x 55 outputs from 224 pixels",
              "34 x 34 from 76; the last window hangs 1 pixel over the border, onto zeros",
              "as in the 2012 code: 1 + ceil((76 - 11) / 2)"},
             {"conv2 to conv5", "256, 384, 384, 256 kernels", "128, 192, 192, 128",
              "a tenth of the classes and of the pixels"},
             {"fc6, fc7", "4096 units", "512 units", "50,000 pictures instead of 1.2 million"},
             kUnitInput,
             kHeInit,
             kZeroBiases,
             kBiasDecay,
             kLrnTower,
             crops(9),
             kMeanCrop,
             kColourScale,
             rate_rule(4),
             {"epochs", "about 90", "60 at most", "speed"}}};
  v.nodes = NodeListBuilder(2)
                .add("conv1", conv(48, 11, {.stride = 2}, gaussian(0.01, 0)))
                .add("relu1", ReluSpec{})
                .add("norm1", LrnSpec{})
                .add("pool1", kOverlappingPool)
                .add("conv2", conv(64, 5, {.pad = 2}, he()))
                .add("relu2", ReluSpec{})
                .add("norm2", LrnSpec{})
                .add("pool2", kOverlappingPool)
                .add("conv3", conv(96, 3, {.pad = 1}, he()), From::both_towers)
                .add("relu3", ReluSpec{})
                .add("conv4", conv(96, 3, {.pad = 1}, he()))
                .add("relu4", ReluSpec{})
                .add("conv5", conv(64, 3, {.pad = 1}, he()))
                .add("relu5", ReluSpec{})
                .add("pool5", kOverlappingPool)
                .add("fc6", linear(256, he()), From::both_towers)
                .add("relu6", ReluSpec{})
                .add("drop6", DropoutSpec{})
                .add("fc7", linear(256, he()), From::both_towers)
                .add("relu7", ReluSpec{})
                .add("drop7", DropoutSpec{})
                .join("fc8", linear(classes, gaussian(0.01, 0)))
                .join("probs", SoftmaxLossSpec{})
                .finish();
  return v;
}

}  // namespace alexnet
