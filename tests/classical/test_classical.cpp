// The pieces of the classical method that the headline experiment compares the network with.
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
  const Dataset noise = load(random_source(1, 1, 48), 48);
  const std::vector<float> found = dense_sift(noise, 0, 4, {3, 4});
  REQUIRE(found.size() > 100 * kSiftSize);
  REQUIRE(found.size() % kSiftSize == 0);
  CHECK(std::abs(length_of({found.begin(), found.begin() + kSiftSize}) - 1) < 1e-4f);
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
    const std::vector<double> scores = svm.scores({points.data() + 2 * i, 2});
    CHECK(std::max_element(scores.begin(), scores.end()) - scores.begin() ==
          labels[std::size_t(i)]);
  }
  CHECK(train_svm(points, labels, 3, 1, [](int) {}).weights == svm.weights);
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
