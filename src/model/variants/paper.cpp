// The network of section 3.5 of the paper, line by line.
#include "model/variants/families.h"
#include "model/variants/shorthand.h"

namespace alexnet {

Variant make_paper(int classes) {
  Variant v{"paper",
            "the text of the paper: two towers that meet in conv3, fc6, fc7 and fc8",
            {1, 3, 224, 224},
            classes,
            {},
            with_rows_of_the_recipe({kCeilMode, kLrnTower, kBiasDecay})};
  v.nodes = NodeListBuilder(2)
                .add("conv1", conv(48, 11, {.stride = 4}, gaussian(0.01, 0)))
                .add("relu1", ReluSpec{})
                .add("norm1", LrnSpec{})
                .add("pool1", kOverlappingPool)
                .add("conv2", conv(128, 5, {.pad = 2}, gaussian(0.01, 1)))
                .add("relu2", ReluSpec{})
                .add("norm2", LrnSpec{})
                .add("pool2", kOverlappingPool)
                .add("conv3", conv(192, 3, {.pad = 1}, gaussian(0.01, 0)), From::both_towers)
                .add("relu3", ReluSpec{})
                .add("conv4", conv(192, 3, {.pad = 1}, gaussian(0.01, 1)))
                .add("relu4", ReluSpec{})
                .add("conv5", conv(128, 3, {.pad = 1}, gaussian(0.01, 1)))
                .add("relu5", ReluSpec{})
                .add("pool5", kOverlappingPool)
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
