#include "scene.h"
#include "support/catch.h"
#include "viewer/model/receptive_field.h"

using namespace alexnet;
using namespace alexnet::test;

namespace {

int index_of(const NetworkFacts& network, const std::string& name) {
  for (int i = 0; i < int(network.nodes.size()); ++i)
    if (network.nodes[i].name == name) return i;
  throw_error("no node is named {}", name);
}

/// A node of nine by nine pixels.
NodeFacts node(const LayerSpec& spec, std::vector<int> inputs) {
  NodeFacts facts;
  facts.spec = spec;
  facts.inputs = std::move(inputs);
  facts.input = facts.output = {1, 1, 9, 9};
  return facts;
}

}  // namespace

TEST_CASE("receptive field: as large as those of the paper's network are known to be") {
  const auto paper = facts_of(narrowed(make_variant("paper"), 16));
  const std::pair<const char*, int> known[] = {{"conv1a", 11},  {"pool1a", 19}, {"conv2b", 51},
                                               {"pool2a", 67},  {"conv3a", 99}, {"conv4b", 131},
                                               {"conv5a", 163}, {"pool5b", 195}};
  for (const auto& [name, side] : known) {
    INFO(name);
    const Field field = receptive_field(paper->nodes, index_of(*paper, name), {0, 3, 2});
    CHECK(field.height() == side);
    CHECK(field.width() == side);
  }
  const Field all = receptive_field(paper->nodes, index_of(*paper, "fc6a"), {});
  CHECK(all.y0 <= 0);
  CHECK(all.y1 >= 224);
}

TEST_CASE("receptive field: lies where the windows say") {
  const auto paper = facts_of(narrowed(make_variant("paper"), 16));
  const int conv1 = index_of(*paper, "conv1a"), conv2 = index_of(*paper, "conv2a");
  CHECK(receptive_field(paper->nodes, conv1, {5, 0, 0}) == Field{0, 11, 0, 11});
  CHECK(receptive_field(paper->nodes, conv1, {5, 1, 3}) == Field{4, 15, 12, 23});
  CHECK(receptive_field(paper->nodes, conv1, {0, 54, 54}).y1 == 227);  // hangs over by three
  CHECK(receptive_field(paper->nodes, conv2, {0, 0, 0}) == Field{-16, 35, -16, 35});
  CHECK(receptive_field(paper->nodes, kPicture, {2, 7, 9}) == Field{7, 8, 9, 10});
}

TEST_CASE("receptive field: a chain that can be counted by hand") {
  // 3 x 3 with padding, then pooling of 2 by 2, then a window of 5 that has no padding.
  Variant variant;
  variant.name = "by hand";
  variant.input = {1, 1, 20, 20};
  variant.classes = 2;
  variant.nodes = {{"conv", ConvSpec{1, 3, {.stride = 1, .pad = 1}, {}}, {kDataNode}},
                   {"relu", ReluSpec{}, {"conv"}},
                   {"pool", MaxPoolSpec{{2, 2}}, {"relu"}},
                   {"last", ConvSpec{1, 5, {.stride = 2, .pad = 0}, {}}, {"pool"}},
                   {"fc", LinearSpec{2, {}}, {"last"}},
                   {"probs", SoftmaxLossSpec{}, {"fc"}}};
  const auto facts = facts_of(variant);
  CHECK(receptive_field(facts->nodes, 1, {0, 0, 4}) == Field{-1, 2, 3, 6});
  CHECK(receptive_field(facts->nodes, 2, {0, 0, 4}) == Field{-1, 3, 7, 11});
  // Pixels 2 to 6 of the pooled rows are rows 4 to 13 of conv, which read 3 to 14.
  CHECK(receptive_field(facts->nodes, 3, {0, 1, 0}) == Field{3, 15, -1, 11});
}

TEST_CASE("receptive field: of average pooling, and of normalization within a map") {
  const LayerSpec mean_of_three = AvgPoolSpec{{.size = 3, .stride = 2}};
  const LayerSpec over_five = LrnWithinChannelSpec{{.size = 5}};
  CHECK(receptive_field({node(mean_of_three, {kPicture})}, 0, {0, 1, 3}) == Field{2, 5, 6, 9});
  CHECK(receptive_field({node(over_five, {kPicture})}, 0, {0, 4, 6}) == Field{2, 7, 4, 9});
  const std::vector<NodeFacts> both = {node(mean_of_three, {kPicture}), node(over_five, {0})};
  CHECK(receptive_field(both, 1, {0, 4, 6}) == Field{4, 15, 8, 19});  // rows 2 to 6 of the means
}

TEST_CASE("receptive field: of two inputs it covers both") {
  const LayerSpec three = ConvSpec{1, 3, {.stride = 1, .pad = 0}, {}};
  const LayerSpec five = ConvSpec{1, 5, {.stride = 1, .pad = 3}, {}};
  // One reaches further down and to the right, the other up and to the left.
  const std::vector<NodeFacts> nodes = {node(three, {kPicture}), node(five, {kPicture}),
                                        node(TowerCopySpec{}, {0, 1})};
  CHECK(receptive_field(nodes, 2, {0, 4, 6}) == Field{1, 7, 3, 9});
  CHECK(receptive_field(nodes, 0, {0, 4, 6}) == Field{4, 7, 6, 9});
}
