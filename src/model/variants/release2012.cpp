// What the authors ran: configuration #145 of the code that they released.
#include "model/variants/families.h"
#include "model/variants/shorthand.h"

namespace alexnet {

Variant make_release2012(int classes) {
  Variant v{"release2012",
            "the released 2012 configuration (#145): other order in layer 1, other constants",
            {1, 3, 224, 224},
            classes,
            {},
            {{"order of layer 1", "conv, ReLU, LRN, pool", "conv, LRN, pool, ReLU",
              "layers-145.cfg: LRN sees negative numbers too"},
             {"LRN alpha", "1e-4 times the sum", "2e-5 times the sum",
              "2012 code divides scale by size when it reads the file"},
             {"after LRN 2", "nothing", "a second LRN, over 5x5 pixels of the same map",
              "layers-145.cfg, layer cnorm2"},
             {"initial weights", "0.01 everywhere", "0.03 in conv3, conv4, conv5",
              "layers-145.cfg, initW"},
             {"order of layer 5", "conv, ReLU, pool", "conv, pool, ReLU",
              "layers-145.cfg; the same numbers, since max commutes with ReLU"},
             {"learning rate of biases", "as weights", "twice that, and falls with it",
              "layer-params-145.cfg, epsB (where it was mostly never lowered: not done here)"},
             {"mean image", "not said how it is cropped", "its centre, whatever the crop",
              "convdata_jpeg.py"},
             {"left out", "not described",
              "32 pictures share a crop; conv1 frozen and noise off late in training",
              "comments in layer-params-145*.cfg: training by hand, not part of the network"},
             {"colour noise", "eigenvalues", "standard deviations, then all divided by 1.1",
              "convdata_jpeg.py"},
             kPictures,
             kCrops,
             kRateRule,
             kBiasDecay,
             kLrnTower,
             kCeilMode}};
  constexpr LrnSpec kLrn{{.size = 5, .k = 2, .alpha = Real(1e-4 / 5), .beta = Real(0.75)}};
  v.nodes = NodeListBuilder(2)
                .add("conv1", conv(48, 11, {.stride = 4}, gaussian(0.01, 0)))
                .add("norm1", kLrn)
                .add("pool1", kOverlappingPool)
                .add("relu1", ReluSpec{})
                .add("conv2", conv(128, 5, {.pad = 2}, gaussian(0.01, 1)))
                .add("relu2", ReluSpec{})
                .add("norm2", kLrn)
                .add("cnorm2", LrnWithinChannelSpec{})
                .add("pool2", kOverlappingPool)
                .add("conv3", conv(192, 3, {.pad = 1}, gaussian(0.03, 0)), From::both_towers)
                .add("relu3", ReluSpec{})
                .add("conv4", conv(192, 3, {.pad = 1}, gaussian(0.03, 1)))
                .add("relu4", ReluSpec{})
                .add("conv5", conv(128, 3, {.pad = 1}, gaussian(0.03, 1)))
                .add("pool5", kOverlappingPool)
                .add("relu5", ReluSpec{})
                .add("fc6", linear(2048, gaussian(0.01, 1)), From::both_towers)
                .add("relu6", ReluSpec{})
                .add("drop6", DropoutSpec{})
                .add("fc7", linear(2048, gaussian(0.01, 1)), From::both_towers)
                .add("relu7", ReluSpec{})
                .add("drop7", DropoutSpec{})
                .join("fc8", linear(classes, gaussian(0.01, 0)))
                .join("probs", SoftmaxLossSpec{})
                .finish();
  return v;
}

}  // namespace alexnet
