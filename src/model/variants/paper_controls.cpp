// The paper's controls: what each of its ideas is worth.
#include "model/variants/families.h"
#include "model/variants/shorthand.h"

namespace alexnet {

namespace {

/// The paper's layers in one tower, with these numbers of kernels in the first four.
NodeList in_one_tower(int conv1, int conv2, int conv3, int conv4, int classes) {
  return NodeListBuilder(1)
      .add("conv1", conv(conv1, 11, {.stride = 4}, gaussian(0.01, 0)))
      .add("relu1", ReluSpec{})
      .add("norm1", LrnSpec{})
      .add("pool1", kOverlappingPool)
      .add("conv2", conv(conv2, 5, {.pad = 2}, gaussian(0.01, 1)))
      .add("relu2", ReluSpec{})
      .add("norm2", LrnSpec{})
      .add("pool2", kOverlappingPool)
      .add("conv3", conv(conv3, 3, {.pad = 1}, gaussian(0.01, 0)))
      .add("relu3", ReluSpec{})
      .add("conv4", conv(conv4, 3, {.pad = 1}, gaussian(0.01, 1)))
      .add("relu4", ReluSpec{})
      .add("conv5", conv(256, 3, {.pad = 1}, gaussian(0.01, 1)))
      .add("relu5", ReluSpec{})
      .add("pool5", kOverlappingPool)
      .add("fc6", linear(4096, gaussian(0.01, 1)))
      .add("relu6", ReluSpec{})
      .add("drop6", DropoutSpec{})
      .add("fc7", linear(4096, gaussian(0.01, 1)))
      .add("relu7", ReluSpec{})
      .add("drop7", DropoutSpec{})
      .add("fc8", linear(classes, gaussian(0.01, 0)))
      .add("probs", SoftmaxLossSpec{})
      .finish();
}

}  // namespace

Variant make_one_tower(int classes) {
  return {"one-tower",
          "the paper's control for two GPUs: one tower with half the kernels (section 3.2)",
          {1, 3, 224, 224},
          classes,
          in_one_tower(48, 128, 192, 192, classes),
          with_rows_of_the_recipe(
              {{"towers", "two, which meet in layers 3, 6, 7, 8", "one", "section 3.2"},
               {"conv1 to conv4", "96, 256, 384, 384 kernels", "48, 128, 192, 192",
                "section 3.2: half as many kernels in each"},
               {"conv5 and fully connected", "256 kernels, 4096 units", "the same",
                "section 3.2, footnote; #145-half of the 2012 code"},
               kBiasDecay,
               kCeilMode})};
}

Variant make_ungrouped(int classes) {
  return {
      "ungrouped",
      "a control for Figure 3: all the paper's kernels in one tower, nothing divided",
      {1, 3, 224, 224},
      classes,
      in_one_tower(96, 256, 384, 384, classes),
      with_rows_of_the_recipe(
          {{"towers", "two, which meet in layers 3, 6, 7, 8", "one, with as many kernels as both",
            "if towers make kernels split by colour, kernels without towers do not"},
           {"kernels of conv2, conv4, conv5", "see the maps of their tower", "see all maps",
            "follows; they have twice the weights"},
           {"LRN neighbours", "not said; here, maps of the same tower", "any of the 96 or 256 maps",
            "follows"},
           kBiasDecay,
           kCeilMode})};
}

Variant make_no_lrn(int classes) {
  Variant v = make_paper(classes);
  v.name = "no-lrn";
  v.summary = "the paper's network without local response normalization (section 3.3)";
  v.differences = with_rows_of_the_recipe(
      {{"LRN", "after layers 1 and 2", "none",
        "section 3.3: costs 1.4% top-1 and 1.2% top-5 (the 2012 run #148 left out "
        "cnorm2 as well)"},
       kBiasDecay,
       kCeilMode});
  v.nodes = without_steps(v.nodes, {"norm1", "norm2"});
  return v;
}

Variant make_pool_2_2(int classes) {
  Variant v = make_paper(classes);
  v.name = "pool-2-2";
  v.summary = "the paper's control for overlapping pooling: 2x2 windows, stride 2 (section 3.4)";
  v.differences =
      with_rows_of_the_recipe({{"pooling", "3x3, stride 2", "2x2, stride 2", "section 3.4"},
                               {"padding", "2 in conv2, 1 in conv5", "1 in conv2, 0 in conv5",
                                "2012 code, run #147: so that 6x6 maps reach fc6 again"},
                               kBiasDecay,
                               kLrnTower,
                               kCeilMode});
  for (NodeSpec& node : v.nodes) {
    if (std::holds_alternative<MaxPoolSpec>(node.layer)) node.layer = kTiledPool;
    if (node.name.starts_with("conv2")) std::get<ConvSpec>(node.layer).params.pad = 1;
    if (node.name.starts_with("conv5")) std::get<ConvSpec>(node.layer).params.pad = 0;
  }
  return v;
}

}  // namespace alexnet
