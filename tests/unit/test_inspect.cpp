#include <cmath>

#include "inspect/activations.h"
#include "inspect/colour_split.h"
#include "inspect/filters.h"
#include "inspect/neighbours.h"
#include "predict/evaluate.h"
#include "support/compare.h"
#include "support/pictures.h"
#include "support/tensors.h"

using namespace alexnet;
using namespace alexnet::test;

namespace {

/// A network with demo's geometry: two towers of kernels of 7 x 7.
Network demo_network(int divisor = 4, int batch = 4) {
  Network network(narrowed(make_variant("demo", 3), divisor), Placement{}, batch);
  network.initialize(1);
  return network;
}

}  // namespace

TEST_CASE("colour share: grey kernels have none, opposed colours are nothing else") {
  Tensor filters("f", Shape::filters(4, 3, 2, 1));
  const TensorView f = filters;
  for (int c = 0; c < 3; ++c) f(0, c, 0, 0) = 2;  // grey
  f(1, 0, 1, 0) = 1, f(1, 1, 1, 0) = -1;          // red against green: sums to zero
  f(2, 2, 0, 0) = 3;                              // blue alone: a third of it is grey
  CHECK(colour_share(filters, 0) < 1e-6f);
  CHECK(colour_share(filters, 1) == 1);
  CHECK(std::abs(colour_share(filters, 2) - 2.0f / 3) < 1e-6f);
  CHECK(colour_share(filters, 3) == 0);  // nothing at all
}

TEST_CASE("colour split: one list per tower, with its median") {
  const Network network = demo_network();
  const auto towers = colour_split(network);
  REQUIRE(towers.size() == 2);
  CHECK(towers[0].node == "conv1a");
  CHECK(towers[1].node == "conv1b");
  CHECK(towers[0].shares.size() == 8);
  // Independent Gaussian weights: two of three dimensions are colour.
  CHECK(std::abs(towers[0].median - 2.0f / 3) < 0.15f);
  CHECK_ERROR(colour_split(Network(make_variant("lenet5"), Placement{}, 1)), "conv1", "1 channels");
  CHECK_ERROR(colour_split(Network(make_variant("linear"), Placement{}, 1)), "not a convolution");
}

TEST_CASE("split test: two samples of the same shares differ as little as any") {
  const std::vector<float> shares = {0.1f, 0.2f, 0.4f, 0.5f, 0.8f, 0.9f};
  const SplitTest test = split_test(shares, shares);
  CHECK(test.difference == 0);
  CHECK(test.as_extreme == test.permutations);  // no deal lies closer than 0
  CHECK(test.p == 1);
}

TEST_CASE("split test: samples without overlap differ as almost no other deal does") {
  std::vector<float> grey, colourful;
  for (int i = 0; i < 48; ++i) {
    grey.push_back(0.01f * float(i) / 48);
    colourful.push_back(0.9f + 0.01f * float(i) / 48);
  }
  const SplitTest test = split_test(grey, colourful, 999);
  CHECK(std::abs(test.difference - 0.9) < 1e-3);
  CHECK(test.as_extreme == 0);
  CHECK(test.p == 1.0 / 1000);
}

TEST_CASE("split test: with few kernels p is what counting all deals says") {
  // 20 ways to deal 1 ... 6 into two samples of three. Means are 3 apart in two of them: 123 | 456
  // and its reverse. They are at least 1/3 apart, because the sum of all is odd.
  const std::vector<float> low = {1, 2, 3}, high = {4, 5, 6};
  CHECK(std::abs(split_test(low, high).p - 2.0 / 20) < 0.02);
  CHECK(split_test(std::vector<float>{1, 4, 5}, std::vector<float>{2, 3, 6}).p == 1);
}

TEST_CASE("split test: shares that are 0 or 1, as in a network that is split") {
  const std::vector<float> grey(8, 0.0f), colourful(8, 1.0f);
  CHECK(split_test(grey, colourful).p < 0.001);  // two of 12,870 deals
  const std::vector<float> mixed = {0, 1, 0, 1, 0, 1, 0, 1}, more = {0, 1, 1, 1, 0, 1, 0, 1};
  CHECK(split_test(mixed, more).p > 0.5);
}

TEST_CASE("split test: towers may be swapped, and their kernels stand in any order") {
  const RandomStream random(5, "shares", 0);
  std::vector<float> a, b;
  for (int i = 0; i < 20; ++i) a.push_back(random.uniform(i));
  for (int i = 20; i < 33; ++i) b.push_back(0.8f * random.uniform(i));
  const SplitTest test = split_test(a, b), swapped = split_test(b, a);
  CHECK(test.p > 1e-3);
  CHECK(test.p < 0.999);
  CHECK(swapped.difference == test.difference);
  CHECK(swapped.as_extreme == test.as_extreme);
  std::reverse(a.begin(), a.end());
  CHECK(split_test(a, b).as_extreme == test.as_extreme);
  CHECK(split_test(a, b, 9999, /*seed=*/2).as_extreme != test.as_extreme);
}

TEST_CASE("split test: of one tower, its first half against its second") {
  const std::vector<float> halves = {0.1f, 0.2f, 0.3f, 0.7f, 0.8f, 0.9f, 0.9f};
  const std::span<const float> all = halves;
  const std::vector<TowerColours> tower = {{"conv1", halves, 0.7f, std::vector<ColourAxis>(7)}};
  const TwoSamples samples = two_samples(tower);
  CHECK(samples.names == "the first and second half of conv1");
  CHECK(samples.first_axes.size() == 3);
  CHECK(samples.second_axes.size() == 4);
  const SplitTest test = samples.split_test();
  CHECK(test.difference == split_test(all.first(3), all.subspan(3)).difference);
  CHECK(test.p == split_test(all.first(3), all.subspan(3)).p);
  CHECK_ERROR(split_test(all.first(0), all), "0 and 7 kernels");
  CHECK_ERROR(split_test(std::vector<float>{NAN}, std::vector<float>{1}), "nan");
}

TEST_CASE("colour axis: which colours a kernel sets against each other, whatever the sign") {
  Tensor filters("f", Shape::filters(6, 3, 1, 2));
  const TensorView f = filters;
  const auto set = [&](int kernel, int x, float red, float green, float blue) {
    f(kernel, 0, 0, x) = red;
    f(kernel, 1, 0, x) = green;
    f(kernel, 2, 0, x) = blue;
  };
  set(0, 0, 2, -1, -1);  // red beside cyan
  set(0, 1, -2, 1, 1);
  set(1, 0, -2, 1, 1);  // the same, with the other sign
  set(2, 0, 1, 1, -2);  // yellow against blue, and a grey pixel
  set(2, 1, 3, 3, 3);
  set(3, 0, 1, -2, 1);   // magenta against green
  set(4, 0, 5, 5, 5);    // grey
  set(5, 0, 2, -1, -1);  // red against cyan, and as much across
  set(5, 1, 0, std::sqrt(3.0f), -std::sqrt(3.0f));
  CHECK(std::abs(colour_axis(filters, 0).angle() - 30) < 1e-3f);
  CHECK(std::abs(colour_axis(filters, 0).strength() - 1) < 1e-6f);
  CHECK(colour_axis(filters, 0).name() == std::string("red against cyan"));
  CHECK(std::abs(colour_axis(filters, 1).angle() - 30) < 1e-3f);
  CHECK(std::abs(colour_axis(filters, 2).angle() - 90) < 1e-3f);
  CHECK(std::abs(colour_axis(filters, 2).strength() - 6.0f / 33) < 1e-6f);
  CHECK(colour_axis(filters, 2).name() == std::string("yellow against blue"));
  CHECK(std::abs(colour_axis(filters, 3).angle() - 150) < 1e-3f);
  CHECK(colour_axis(filters, 3).name() == std::string("green against magenta"));
  CHECK(colour_axis(filters, 4).strength() < 1e-6f);
  CHECK(colour_axis(filters, 5).strength() < 1e-6f);
}

TEST_CASE("axis test: towers with as much colour, but other colours, differ by that") {
  const RandomStream random(7, "axes", 0);
  std::vector<ColourAxis> a, b;
  for (int i = 0; i < 24; ++i) {
    const float noise = 0.2f * (random.uniform(i) - 0.5f);
    a.push_back({0.5f + noise, -noise});
    b.push_back({-0.5f - noise, noise});
  }
  CHECK(axis_test(a, b).p < 0.001);
  CHECK(axis_test(a, b).as_extreme == axis_test(b, a).as_extreme);
  CHECK(std::abs(axis_test(a, b).difference - 1) < 0.2);
  const std::vector<ColourAxis> both_1(a.begin(), a.begin() + 12), both_2(a.begin() + 12, a.end());
  CHECK(axis_test(both_1, both_2).p > 0.05);
  CHECK(std::abs(mean_axis(b).angle() - 90) < 10);
  CHECK(std::abs(mean_axis(b).strength() - 0.5f) < 0.1f);  // as strong as one of them, not as all
}

TEST_CASE("filters picture: tiles lie where Figure 3 has them, on one scale") {
  Network network = demo_network(1);  // 32 kernels a tower: two rows of 16
  for (Parameter* p : network.parameters()) fill(p->value, 0);
  network.parameters()[0]->value.view()(17, 0, 0, 0) = 0.5f;  // red: second row, second column
  network.parameters()[2]->value.view()(0, 2, 6, 6) = -1;     // tower b, blue, the largest
  const Image picture = filters_picture(network, 3);
  const int step = 7 * 3 + 2;
  CHECK(picture.width == 2 + 16 * step);
  CHECK(picture.height == 2 + 4 * step + 14);
  const std::uint8_t* red = picture.pixel(2 + step, 2 + step);
  CHECK(red[0] == 191);  // half of the scale
  CHECK(red[1] == 128);
  const std::uint8_t* blue = picture.pixel(2 + 20, 2 + 2 * step + 14 + 20);
  CHECK(blue[2] == 0);
  CHECK(blue[0] == 128);
  CHECK(picture.pixel(0, 0)[0] == 255);
}

TEST_CASE("neighbours: a picture of the training set is its own nearest") {
  Network network = demo_network();
  const Dataset data = load(random_source(10, 3, 56), 56);
  const Preprocessing preprocessing = preprocessing_of(data);
  const std::vector<int> asked = {7, 2};
  predict(network, data, preprocessing, asked, Views::centre);
  const Tensor queries = last_hidden_features(network);
  CHECK(queries.shape() == Shape::matrix(2, 128));  // fc7 of both towers
  int last_done = 0;
  const auto found =
      nearest(network, data, preprocessing, queries, 3, [&](int done) { last_done = done; });
  CHECK(last_done == 10);
  REQUIRE(found.size() == 2);
  for (int q = 0; q < 2; ++q) {
    REQUIRE(found[q].size() == 3);
    CHECK(found[q][0].index == asked[q]);
    CHECK(found[q][0].distance == 0);
    CHECK(found[q][1].distance > 0);
    CHECK(found[q][1].distance <= found[q][2].distance);
  }
  const auto known = nearest(all_hidden_features(network, data, preprocessing), queries, 3);
  for (int q = 0; q < 2; ++q)
    for (int i = 0; i < 3; ++i) CHECK(known[q][i].index == found[q][i].index);
  const auto all = nearest(network, data, preprocessing, queries, 99);
  CHECK(all[0].size() == 10);
}

TEST_CASE("neighbours: distances are Euclidean") {
  const Tensor features = tensor_of(Shape::matrix(3, 2), {3, 4, 5, 0, 0, 1});
  const auto found = nearest(features, tensor_of(Shape::matrix(1, 2), {0, 0}), 3);
  REQUIRE(found[0].size() == 3);
  CHECK(found[0][0].index == 2);
  CHECK(found[0][0].distance == 1);
  for (int i : {1, 2}) CHECK(found[0][i].distance == 5);  // (3, 4) lies no further than (5, 0)
  CHECK(found[0][1].index == 0);
}

TEST_CASE("neighbours: features of some pictures are theirs, however many a batch holds") {
  Network four = demo_network(4, 4), two = demo_network(4, 2);
  const Dataset data = load(random_source(10, 3, 56), 56);
  const Preprocessing preprocessing = preprocessing_of(data);
  const std::vector<int> some = {7, 2, 9, 0, 5};
  int last_done = 0;
  const Tensor by_four =
      hidden_features(four, data, preprocessing, some, [&](int done) { last_done = done; });
  CHECK(last_done == 5);
  CHECK(by_four.shape() == Shape::matrix(5, 128));
  CHECK_CLOSE(hidden_features(two, data, preprocessing, some), by_four, exact());
  const Tensor all = all_hidden_features(four, data, preprocessing);
  CHECK(all.shape() == Shape::matrix(10, 128));
  for (int i = 0; i < 5; ++i)
    CHECK_CLOSE(by_four.view().images(i, 1), all.view().images(some[i], 1), exact());
  CHECK(hidden_features(four, data, preprocessing, {}).empty());
  const Dataset grey = load(random_source(4, 3, 56, 1), 56);
  CHECK_ERROR(all_hidden_features(four, grey, preprocessing_of(grey)), grey.name(), "1 channels",
              "(N=1, C=3, H=48, W=48)");
  const Dataset larger = load(random_source(4, 3, 64), 64);
  CHECK_ERROR(all_hidden_features(four, larger, preprocessing), larger.name(), "64 x 64",
              "open the data at side 56");
}

TEST_CASE("neighbours: the sheet has each picture, a gap, and its neighbours of the other set") {
  // Each picture has a colour of its own: which set in green, which number in red.
  const auto flat = [](int count, std::uint8_t green) {
    ImageSource source = random_source(count, 1, 5);
    source.read = [=](int i) { return flat_image(5, 5, std::uint8_t(10 * i), green, 0); };
    return load(source, 5);
  };
  const Dataset queries = flat(3, 50), data = flat(4, 200);
  const std::vector<int> indices = {2, 0};
  const std::vector<std::vector<Neighbour>> found = {{{3, 0}, {1, 0}}, {{0, 0}, {2, 0}}};
  const Image sheet = neighbour_picture(queries, indices, data, found);
  constexpr int kGap = 4, kStep = 5 + kGap;
  const auto is = [&](int x, int y, int red, int green) {
    for (const auto& [dx, dy] : {std::pair(0, 0), std::pair(4, 4)}) {
      const std::uint8_t* pixel = sheet.pixel(x + dx, y + dy);
      CHECK((pixel[0] == red && pixel[1] == green));
    }
  };
  for (int row = 0; row < 2; ++row) {
    const int y = kGap + row * kStep;
    is(kGap, y, 10 * indices[std::size_t(row)], 50);
    for (int i = 0; i < 2; ++i)
      is(3 * kGap + (i + 1) * kStep, y, 10 * found[std::size_t(row)][std::size_t(i)].index, 200);
  }
  CHECK(sheet.pixel(kGap + 5, kGap)[2] == 255);  // the gap
}

TEST_CASE("activations: every node's output, and with a label every gradient") {
  const TempFolder folder;
  Network network = demo_network(4, 1);
  const Tensor images = random_tensor("images", {1, 3, 48, 48}, 50);
  save_activations(folder / "a", network, images, {});
  const SafetensorsFile plain(folder / "a");
  CHECK(plain.tensors().size() == network.nodes().size() + 1);
  save_activations(folder / "b", network, images, {2});
  const SafetensorsFile with(folder / "b");
  for (std::size_t i = 0; i < network.nodes().size(); ++i) {
    const Network::Node& node = network.nodes()[i];
    INFO(node.name);
    Tensor output("output", node.output.shape());
    with.read(node.name, output);
    CHECK_CLOSE(output, network.output(int(i)), exact());
    if (node.name != "probs") CHECK(with.contains(node.name + ".grad"));
  }
  Tensor probs("probs", {1, 3, 1, 1}), fc8("grad", {1, 3, 1, 1}), data("data", {1, 3, 48, 48});
  with.read("probs", probs);
  with.read("fc8.grad", fc8);
  with.read("data.grad", data);
  CHECK(std::any_of(data.data(), data.data() + data.shape().size(), [](Real g) { return g != 0; }));
  for (int k = 0; k < 3; ++k)  // the softmax's gradient is p - y
    CHECK(std::abs(fc8.data()[k] - (probs.data()[k] - float(k == 2))) < 1e-6f);
  CHECK(std::abs(std::stod(with.metadata("loss")) + std::log(probs.data()[2])) < 1e-5);
  for (const Parameter* p : network.parameters()) CHECK(with.contains(p->name + ".grad"));
}

TEST_CASE("axis test: both components of an axis count") {
  std::vector<ColourAxis> a, b;
  for (int i = 0; i < 12; ++i) {
    a.push_back({0.01f * float(i), 0.5f});
    b.push_back({0.01f * float(i), -0.5f});
  }
  CHECK(axis_test(a, b, 999).difference == Approx(1));
  CHECK(axis_test(a, b, 999).p == Approx(1.0 / 1000));
}
