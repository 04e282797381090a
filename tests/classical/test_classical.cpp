// The pieces of the classical method that the headline experiment compares the network with.
extern "C" {
#include <vl/dsift.h>
#include <vl/imopv.h>
}

#include <algorithm>
#include <atomic>
#include <cmath>
#include <numeric>

#include "classical/descriptors.h"
#include "classical/fisher.h"
#include "classical/pca.h"
#include "classical/svm.h"
#include "core/rng.h"
#include "support/catch.h"
#include "support/pictures.h"

using namespace alexnet;
using namespace alexnet::classical;
using namespace alexnet::test;

namespace {

/// Points around (5, -1, 0), wide along (3, 4, 0), narrow across it, without any depth.
std::vector<float> cloud(int count) {
  const RandomStream random(1, "cloud", 0);
  std::vector<float> points;
  for (int i = 0; i < count; ++i) {
    const float wide = 10 * random.normal(2 * std::uint64_t(i));
    const float narrow = random.normal(2 * std::uint64_t(i) + 1);
    points.insert(points.end(),
                  {5 + 0.6f * wide - 0.8f * narrow, -1 + 0.8f * wide + 0.6f * narrow, 0});
  }
  return points;
}

float length_of(const std::vector<float>& x) {
  return std::sqrt(std::inner_product(x.begin(), x.end(), x.begin(), 0.0f));
}

}  // namespace

TEST_CASE("classical: principal components lie along the cloud, the widest first") {
  const Pca pca = principal_components(cloud(4000), 3, 2);
  CHECK(std::abs(pca.mean[0] - 5) < 0.5);
  CHECK(std::abs(std::abs(0.6 * pca.directions[0] + 0.8 * pca.directions[1]) - 1) < 1e-3);
  CHECK(std::abs(std::abs(-0.8 * pca.directions[3] + 0.6 * pca.directions[4]) - 1) < 1e-3);
  // The point that is 10 along and 1 across from the middle.
  const std::vector<float> point = {float(pca.mean[0]) + 6 - 0.8f, float(pca.mean[1]) + 8 + 0.6f,
                                    0};
  const std::vector<float> seen = pca.project(point);
  REQUIRE(seen.size() == 2);
  CHECK(std::abs(std::abs(seen[0]) - 10) < 0.05f);
  CHECK(std::abs(std::abs(seen[1]) - 1) < 0.1f);
}

TEST_CASE("classical: descriptors are roots of shares, and a grey wall has none") {
  constexpr int kSide = 48, kCell = 3;
  const Dataset noise = load(random_source(1, 1, kSide), kSide);
  const std::vector<float> found = dense_sift(noise, 0, 4, {kCell, 4});
  REQUIRE(found.size() > 100 * kSiftSize);
  REQUIRE(found.size() % kSiftSize == 0);
  // The first one, from the picture: grey, smoothed, described, divided by its sum, rooted.
  const std::uint8_t* red = noise.image(0).data();
  const std::uint8_t* green = red + kSide * kSide;
  const std::uint8_t* blue = green + kSide * kSide;
  std::vector<float> grey, smooth(std::size_t(kSide * kSide));
  for (int i = 0; i < kSide * kSide; ++i)
    grey.push_back((0.299f * red[i] + 0.587f * green[i] + 0.114f * blue[i]) / 255);
  vl_imsmooth_f(smooth.data(), kSide, grey.data(), kSide, kSide, kSide, kCell / 6.0, kCell / 6.0);
  VlDsiftFilter* filter = vl_dsift_new_basic(kSide, kSide, 4, kCell);
  vl_dsift_set_flat_window(filter, VL_TRUE);
  vl_dsift_process(filter, smooth.data());
  const float* raw = vl_dsift_get_descriptors(filter);
  const float sum = std::accumulate(raw, raw + kSiftSize, 0.0f);
  float worst = 0;
  for (int i = 0; i < kSiftSize; ++i)
    worst = std::max(worst, std::abs(found[std::size_t(i)] - std::sqrt(raw[i] / sum)));
  vl_dsift_delete(filter);
  CHECK(worst < 1e-5f);
  ImageSource wall = random_source(1, 1, 48);
  wall.read = [](int) { return flat_image(48, 48, 90, 90, 90); };
  CHECK(dense_sift(load(wall, 48), 0, 4, {3, 4}).empty());
}

TEST_CASE("classical: a Fisher vector has length 1 and says which way its descriptors lie") {
  const Mixture one = fit_mixture(cloud(2000), 3, 1);
  CHECK(std::abs(one.means[0] - 5) < 0.7f);
  std::vector<float> right = cloud(50);
  for (std::size_t i = 0; i < right.size(); i += 3) right[i] += 20;
  const std::vector<float> vector = fisher_vector(one, right);
  REQUIRE(vector.size() == 2 * 3);
  CHECK(std::abs(length_of(vector) - 1) < 1e-4f);
  CHECK(vector[0] > 0.3f);  // the mean would move to the right
  // Of one Gaussian: mean and variance of the descriptors in its units, then roots, then length 1.
  std::vector<float> expected(2 * 3);
  for (int d = 0; d < 3; ++d)
    for (std::size_t i = 0; i < right.size(); i += 3) {
      const float z = (right[i + std::size_t(d)] - one.means[std::size_t(d)]) /
                      std::sqrt(one.covariances[std::size_t(d)]);
      expected[std::size_t(d)] += z / 50;
      expected[std::size_t(d) + 3] += (z * z - 1) / std::sqrt(2.0f) / 50;
    }
  for (float& value : expected) value = std::copysign(std::sqrt(std::abs(value)), value);
  const float length = length_of(expected);
  for (std::size_t i = 0; i < expected.size(); ++i)
    CHECK(std::abs(vector[i] - expected[i] / length) < 1e-3f);
  CHECK(length_of(fisher_vector(one, {})) == 0);
  CHECK(fit_mixture(cloud(2000), 3, 4).means == fit_mixture(cloud(2000), 3, 4).means);
}

TEST_CASE("classical: three heaps of points are told apart, the same way every time") {
  const RandomStream random(2, "heaps", 0);
  const float centres[3][2] = {{4, 0}, {-4, 3}, {-4, -3}};
  std::vector<float> points;
  std::vector<int> labels;
  for (int i = 0; i < 300; ++i) {
    labels.push_back(i % 3);
    for (int d = 0; d < 2; ++d)
      points.push_back(centres[i % 3][d] + 0.5f * random.normal(std::uint64_t(2 * i + d)));
  }
  std::atomic<int> told = 0;
  const LinearSvm svm = train_svm(points, labels, 3, 1, [&](int) { ++told; });
  CHECK(told == 3);
  for (int i = 0; i < 300; ++i) {
    const std::vector<float> scores = svm.scores({points.data() + 2 * i, 2});
    CHECK(std::max_element(scores.begin(), scores.end()) - scores.begin() ==
          labels[std::size_t(i)]);
  }
  CHECK(train_svm(points, labels, 3, 1, [](int) {}).weights == svm.weights);
}

TEST_CASE("classical: classifiers are trained until hardly anything is left to gain") {
  // 60 points of 30 numbers each, which say a little about the side they are on.
  constexpr int kPoints = 60, kSize = 30;
  constexpr double kC = 1, kLambda = 1 / (kC * kPoints);
  const RandomStream random(4, "converged", 0);
  std::vector<float> points;
  std::vector<int> sides;
  for (int i = 0; i < kPoints; ++i) {
    sides.push_back(i % 2);
    for (int d = 0; d < kSize; ++d)
      points.push_back((i % 2 == 1 ? 0.2f : -0.2f) + random.normal(std::uint64_t(i * kSize + d)));
  }
  const LinearSvm svm = train_svm(points, sides, 2, kC, [](int) {});
  std::vector<double> w(svm.weights.begin() + kSize, svm.weights.end());  // of class 1
  w.push_back(svm.biases[1]);
  // Lambda / 2 |w|^2 + the mean hinge loss, and a step against its gradient.
  const auto step = [&](double size) {
    double objective = kLambda / 2 * std::inner_product(w.begin(), w.end(), w.begin(), 0.0);
    std::vector<double> gradient = w;
    for (double& g : gradient) g *= kLambda;
    for (int i = 0; i < kPoints; ++i) {
      const double y = sides[std::size_t(i)] == 1 ? 1 : -1;
      const float* x = points.data() + i * kSize;
      const double score = std::inner_product(x, x + kSize, w.begin(), w.back());
      objective += std::max(0.0, 1 - y * score) / kPoints;
      if (y * score >= 1) continue;
      for (int d = 0; d < kSize; ++d) gradient[std::size_t(d)] -= y * x[d] / kPoints;
      gradient.back() -= y / kPoints;
    }
    for (std::size_t d = 0; d < w.size(); ++d) w[d] -= size * gradient[d];
    return objective;
  };
  const double found = step(0);
  double least = found;
  for (int i = 0; i < 20000; ++i) least = std::min(least, step(0.05 / (1 + i / 100)));
  CHECK(found - least < 2 * kTolerance);
  CHECK(found > least / 2);  // there is something to compare
}

TEST_CASE("classical: C is what errs least on pictures that were held out, the first of equals") {
  const RandomStream random(3, "held out", 0);
  // One picture in ten is of class 1, and easy to tell: with a tiny C all are taken for class 0.
  std::vector<float> rare;
  std::vector<int> labels;
  for (int i = 0; i < 200; ++i) {
    labels.push_back(random.uniform(std::uint64_t(i)) < 0.1f);
    rare.push_back(labels.back() == 1 ? 0.1f : -0.1f);
  }
  CHECK(choose_c(rare, labels, 2, std::vector<double>{1e-4, 100}) == 100);
  CHECK(choose_c(rare, labels, 2, std::vector<double>{100, 1e-4}) == 100);
  CHECK(choose_c(rare, labels, 2, std::vector<double>{100, 200}) == 100);
  // Each of 100 numbers says a little about the class: a large C learns 80 pictures by heart.
  std::vector<float> noise;
  std::vector<int> sides;
  for (int i = 0; i < 100; ++i) {
    sides.push_back(i % 2);
    for (int d = 0; d < 100; ++d)
      noise.push_back((i % 2 == 1 ? 0.15f : -0.15f) +
                      random.normal(1000 + 100 * std::uint64_t(i) + std::uint64_t(d)));
  }
  CHECK(choose_c(noise, sides, 2, std::vector<double>{1000, 1e-4}) == 1e-4);
}
