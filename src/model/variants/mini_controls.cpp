// Controls for mini: what each of the paper's ideas is worth, at a size that two cores can train.
#include <cmath>

#include "model/variants/families.h"
#include "model/variants/shorthand.h"

namespace alexnet {
namespace {

/// mini under another name; the table says what the caller changes.
Variant control_for_mini(const char* name, const char* summary, int classes,
                         std::vector<Difference> differences) {
  Variant v = make_mini(classes);
  v.name = name;
  v.summary = summary;
  v.differences = std::move(differences);
  v.compared_with = "mini";
  return v;
}

constexpr int kInputsOfConv2 = 48 * 5 * 5;  // in mini; without towers twice as many

/// The initial weights of mini-small-start: conv2's standard deviation is 0.003 where it has mini's
/// 1200 inputs, a fourteenth of mini's; with another number of inputs, one that keeps sums as
/// large.
void begin_small(NodeList& nodes, int inputs_of_conv2) {
  const double stddev = 0.003 * std::sqrt(double(kInputsOfConv2) / inputs_of_conv2);
  for (NodeSpec& node : nodes)
    if (node.name.starts_with("conv2")) std::get<ConvSpec>(node.layer).init = gaussian(stddev, 0);
}

/// mini's layers in one tower, with these numbers of kernels in the first four.
NodeList mini_in_one_tower(int conv1, int conv2, int conv3, int conv4, int classes) {
  return NodeListBuilder(1)
      .add("conv1", conv(conv1, 11, {.stride = 2}, gaussian(0.01, 0)))
      .add("relu1", ReluSpec{})
      .add("norm1", LrnSpec{})
      .add("pool1", kOverlappingPool)
      .add("conv2", conv(conv2, 5, {.pad = 2}, he()))
      .add("relu2", ReluSpec{})
      .add("norm2", LrnSpec{})
      .add("pool2", kOverlappingPool)
      .add("conv3", conv(conv3, 3, {.pad = 1}, he()))
      .add("relu3", ReluSpec{})
      .add("conv4", conv(conv4, 3, {.pad = 1}, he()))
      .add("relu4", ReluSpec{})
      .add("conv5", conv(128, 3, {.pad = 1}, he()))
      .add("relu5", ReluSpec{})
      .add("pool5", kOverlappingPool)
      .add("fc6", linear(512, he()))
      .add("relu6", ReluSpec{})
      .add("drop6", DropoutSpec{})
      .add("fc7", linear(512, he()))
      .add("relu7", ReluSpec{})
      .add("drop7", DropoutSpec{})
      .add("fc8", linear(classes, gaussian(0.01, 0)))
      .add("probs", SoftmaxLossSpec{})
      .finish();
}

}  // namespace

Variant make_mini_no_lrn(int classes) {
  Variant v = control_for_mini(
      "mini-no-lrn", "mini without local response normalization (section 3.3)", classes,
      {{"LRN", "after layers 1 and 2", "none", "section 3.3: costs 1.4% top-1, 1.2% top-5"}});
  v.nodes = without_steps(v.nodes, {"norm1", "norm2"});
  return v;
}

Variant make_mini_pool_2_2(int classes) {
  Variant v = control_for_mini(
      "mini-pool-2-2", "mini with pooling windows that do not overlap (section 3.4)", classes,
      {{"pooling", "3x3, stride 2", "2x2, stride 2", "section 3.4: costs 0.4% top-1, 0.3% top-5"},
       {"padding of conv2", "2", "1", "so that 8x8 maps reach conv3, as in mini"}});
  for (NodeSpec& node : v.nodes) {
    if (std::holds_alternative<MaxPoolSpec>(node.layer)) node.layer = kTiledPool;
    if (node.name.starts_with("conv2")) std::get<ConvSpec>(node.layer).params.pad = 1;
  }
  return v;
}

Variant make_mini_one_tower(int classes) {
  Variant v = control_for_mini("mini-one-tower",
                               "mini in one tower with half the kernels (section 3.2)", classes,
                               {{"towers", "two, which meet in layers 3, 6, 7, 8", "one",
                                 "section 3.2: costs 1.7% top-1, 1.2% top-5"},
                                {"conv1 to conv4", "96, 128, 192, 192 kernels", "48, 64, 96, 96",
                                 "section 3.2: half as many kernels in each"},
                                {"conv5 and fully connected", "128 kernels, 512 units", "the same",
                                 "section 3.2, footnote"}});
  v.nodes = mini_in_one_tower(48, 64, 96, 96, classes);
  return v;
}

Variant make_mini_ungrouped(int classes) {
  Variant v = control_for_mini(
      "mini-ungrouped", "a control for Figure 3: all of mini's kernels in one tower", classes,
      {{"towers", "two, which meet in layers 3, 6, 7, 8", "one, with as many kernels as both",
        "if towers make kernels split by colour, kernels without towers do not"},
       {"kernels of conv2, conv4, conv5", "see the maps of their tower", "see all maps",
        "follows; they have twice the weights, with initial values to match"},
       {"LRN neighbours", "maps of the same tower", "any of the 96 or 128 maps", "follows"}});
  v.nodes = mini_in_one_tower(96, 128, 192, 192, classes);
  return v;
}

Variant make_mini_four_conv(int classes) {
  Variant v = control_for_mini(
      "mini-four-conv", "mini without one of its middle convolutions (section 7)", classes,
      {{"conv4", "96 kernels of 3x3 in each tower", "none: conv5 reads conv3",
        "section 7: without any one of the middle layers, about 2% top-1 is lost"}});
  v.nodes = without_steps(v.nodes, {"conv4", "relu4"});
  return v;
}

Variant make_mini_small_start(int classes) {
  Variant v = control_for_mini(
      "mini-small-start", "mini on raw pixels, with small weights in conv2 to begin with", classes,
      {{"input values", "divided by 32", "-255 ... 255, as in the paper",
        "conv1's maps and gradients are 32 times as large"},
       {"initial weights of conv2", "sqrt(2 / 1200) = 0.041", "0.003 (the paper: 0.01)",
        "a conjecture: then training, not the random start, decides which kernels a tower builds "
        "on"}});
  begin_small(v.nodes, kInputsOfConv2);
  return v;
}

Variant make_mini_small_start_ungrouped(int classes) {
  Variant v = make_mini_ungrouped(classes);
  v.name = "mini-small-start-ungrouped";
  v.summary = "a control for Figure 3: mini-small-start's kernels in one tower";
  v.compared_with = "mini-small-start";
  begin_small(v.nodes, 2 * kInputsOfConv2);
  return v;
}

}  // namespace alexnet
