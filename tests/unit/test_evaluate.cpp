#include "predict/evaluate.h"

#include <cmath>

#include "data/transforms.h"
#include "support/compare.h"
#include "support/pictures.h"
#include "support/tensors.h"

using namespace alexnet;
using namespace alexnet::test;

TEST_CASE("top_classes: the largest first, of equal ones the lower class") {
  const std::vector<float> p = {0.1f, 0.3f, 0.05f, 0.3f, 0.25f};
  CHECK(top_classes(p, 3) == std::vector<int>{1, 3, 4});
  CHECK(top_classes(p, 9) == std::vector<int>{1, 3, 4, 0, 2});
}

TEST_CASE("rank_of: the place in that order; where anything is no number, there is none") {
  const std::vector<Real> p = {0.1f, 0.3f, 0.05f, 0.3f, 0.25f};
  const std::vector<int> order = top_classes(p, 5);
  for (int place = 0; place < 5; ++place) CHECK(rank_of(p, order[place]) == place + 1);
  const Real nan = std::numeric_limits<Real>::quiet_NaN();
  const std::vector<Real> broken = {nan, 0.2f, nan, 0.7f};
  for (int label = 0; label < 4; ++label) CHECK(rank_of(broken, label) == kNoRank);
}

TEST_CASE("errors: top-1 and top-5 are counted as the paper does") {
  // Seven classes; in the three pictures the true one ranks first, fifth and sixth.
  const Tensor p = tensor_of(Shape::matrix(3, 7), {.4f, .1f, .1f, .1f, .1f,  .1f,  .1f,   //
                                                   .3f, .2f, .2f, .1f, .09f, .06f, .05f,  //
                                                   .3f, .2f, .2f, .1f, .09f, .06f, .05f});
  ErrorCounts counts;
  const std::vector<int> labels = {0, 4, 5};
  counts.add(p, labels);
  const Evaluation e = counts.rates();
  CHECK(e.pictures == 3);
  CHECK(std::abs(e.top1_error - 2.0 / 3) < 1e-12);
  CHECK(std::abs(e.top5_error - 1.0 / 3) < 1e-12);
  CHECK(std::abs(e.loss + (std::log(.4f) + std::log(.09f) + std::log(.06f)) / 3) < 1e-6);
}

TEST_CASE("errors: a picture whose probabilities are not numbers is wrong, whatever its class") {
  const Real nan = std::numeric_limits<Real>::quiet_NaN();
  Tensor probabilities("p", {7, 7, 1, 1});
  fill(probabilities, nan);
  ErrorCounts counts;
  counts.add(probabilities, std::vector<int>{0, 1, 2, 3, 4, 5, 6});
  CHECK(counts.top1_wrong == 7);
  CHECK(counts.top5_wrong == 7);
  CHECK(std::isnan(counts.loss));
  CHECK(top_classes(std::vector<Real>{nan, 0.2f, nan, 0.7f}, 2) == std::vector<int>{3, 1});

  ErrorCounts one_is_broken;
  one_is_broken.add(tensor_of(Shape::matrix(1, 3), {nan, 0.4f, 0.6f}), std::vector<int>{2});
  CHECK(one_is_broken.top5_wrong == 1);
  CHECK(std::isnan(one_is_broken.loss));
}

TEST_CASE("errors: a label beyond the classes is refused") {
  Tensor probabilities("p", Shape::matrix(2, 3));
  fill(probabilities, Real(1) / 3);
  for (const int bad : {-1, 3}) {
    ErrorCounts counts;
    CHECK_ERROR(counts.add(probabilities, std::vector<int>{0, bad}), "label 1", "0 ... 2",
                fmt::format("found {}", bad));
  }
}

TEST_CASE("evaluate: pictures of more or fewer classes than the network's are refused") {
  Network network(narrowed(make_variant("demo", 3), 8), Placement{}, 1);
  for (const int classes : {2, 4}) {
    const Dataset data = load(random_source(4, classes, 56), 56);
    CHECK_ERROR(evaluate(network, data, preprocessing_of(data), Views::centre), data.name(),
                fmt::format("has {} classes", classes), "demo", "3");
  }
}

TEST_CASE("evaluate: pictures that do not fill a batch count as much as the others") {
  const Variant variant = narrowed(make_variant("demo", 3), 8);
  const Dataset data = load(random_source(7, 3, 56), 56);
  const Preprocessing preprocessing = preprocessing_of(data);
  Network one(variant, Placement{}, 1), four(variant, Placement{}, 4);
  for (Network* network : {&one, &four}) network->initialize(3);
  const auto run = [&](Network& network, Views views) {
    return evaluate(network, data, preprocessing, views);
  };
  for (Views views : {Views::centre, Views::ten}) {
    const Evaluation a = run(one, views), b = run(four, views);
    CHECK(a.pictures == 7);
    CHECK(a.loss == b.loss);
    CHECK(a.top1_error == b.top1_error);
  }
}

TEST_CASE("predict: ten views are the mean of ten probabilities") {
  const Variant variant = narrowed(make_variant("demo", 3), 8);
  const Dataset data = load(random_source(2, 3, 56), 56);
  const Preprocessing preprocessing = preprocessing_of(data);
  Network network(variant, Placement{}, 2);
  network.initialize(3);
  const std::vector<int> indices = {0, 1};
  const Tensor mean = predict(network, data, preprocessing, indices, Views::ten);
  Tensor expected("expected", mean.shape()), images("images", variant.input.with_batch(2));
  for (const Crop& crop : ten_crops(56, 48)) {
    fill_test_batch(data, preprocessing, indices, crop, images);
    const ConstTensorView p = network.forward(images, {});
    for (int i = 0; i < 6; ++i) expected.data()[i] += p.data[i];
  }
  for (int i = 0; i < 6; ++i) expected.data()[i] /= 10;
  CHECK_CLOSE(mean, expected, sum_of(10));
}

TEST_CASE("predict: pictures that do not fit the network are refused") {
  Network network(narrowed(make_variant("demo", 3), 8), Placement{}, 1);
  const Dataset small = load(random_source(1, 1, 20), 20);
  const std::vector<int> first = {0};
  CHECK_ERROR(predict(network, small, preprocessing_of(small), first, Views::centre), "20 x 20",
              "(N=1, C=3, H=48, W=48)");
  Variant wide{"wide", "", {1, 3, 10, 20}, 3, {}, {}};
  wide.nodes = {{"fc1", LinearSpec{3, {}}, {kDataNode}, Tower::a},
                {"probs", SoftmaxLossSpec{}, {"fc1"}, Tower::a}};
  Network of_wide(wide, Placement{}, 1);
  CHECK_ERROR(predict(of_wide, small, preprocessing_of(small), first, Views::centre), "squares",
              "(N=1, C=3, H=10, W=20)");
}

TEST_CASE(
    "predict: pictures of another size than the network was trained on are refused in words") {
  Network network(narrowed(make_variant("demo", 3), 8), Placement{}, 1);
  const Preprocessing trained_on = preprocessing_of(load(random_source(1, 3, 56), 56));
  const Dataset large = load(random_source(1, 3, 64), 64);
  const std::vector<int> first = {0};
  CHECK_ERROR(predict(network, large, trained_on, first, Views::centre), large.name(), "64 x 64",
              "trained on are 56 x 56", "open the data at side 56", "alexnet prepare --side 56");
}

TEST_CASE("errors: counts are added one by one, and a probability of zero costs -log(1e-30)") {
  ErrorCounts sum{10, 4, 2, 1.5};
  sum.add({5, 3, 1, 0.5});
  CHECK(sum.pictures == 15);
  CHECK(sum.top1_wrong == 7);
  CHECK(sum.top5_wrong == 3);
  CHECK(sum.loss == 2);
  ErrorCounts zero;
  zero.add(tensor_of(Shape::matrix(1, 2), {1, 0}), std::vector<int>{1});
  CHECK(zero.loss == Approx(-std::log(1e-30)));
}
