#include "predict/error_counts.h"

#include <cmath>

#include "predict/evaluate.h"
#include "support/on_device.h"

using namespace alexnet;
using namespace alexnet::test;

namespace {

/// Few different values, so that classes tie.
Tensor tied_probabilities(int batch, int classes) {
  Tensor probs("probs", Shape::matrix(batch, classes));
  RandomSequence random(RandomStream(1, "tied"));
  for (Real& value : probs.view().values()) value = Real(random.below(8)) / 8;
  return probs;
}

ErrorCounts count(const cuda::Stream& stream, const Tensor& probs, const Tensor& labels,
                  const ErrorCounts& before = {}) {
  cuda::DeviceArray<ErrorCounts> counts = on_device(std::vector<ErrorCounts>{before});
  cuda::count_errors(stream, on_device(probs), on_device(labels), counts.data());
  return fetch(counts)[0];
}

}  // namespace

TEST_CASE("error counts on a device: the CPU's counts, and its loss but for the order of the sum") {
  NEEDS_DEVICE();
  const cuda::Stream stream(kDevice.index);
  // A warp takes an image, the block 32 at a time.
  for (const auto& [batch, classes] : {std::pair{1, 1},
                                       {3, 2},
                                       {31, 5},
                                       {32, 6},
                                       {33, 10},
                                       {7, 31},
                                       {7, 32},
                                       {7, 33},
                                       {65, 101},
                                       {5, 1000}}) {
    INFO(batch << " pictures, " << classes << " classes");
    const Tensor probs = tied_probabilities(batch, classes);
    Tensor labels("labels", Shape::vector(batch));
    std::vector<int> label_numbers;
    RandomSequence random(RandomStream(1, "labels"));
    for (Real& label : labels.view().values()) {
      label_numbers.push_back(random.below(classes));
      label = Real(label_numbers.back());
    }
    ErrorCounts expected;
    expected.add(probs, label_numbers);
    std::vector<double> losses;
    in_every_thread_order([&] {
      const ErrorCounts counts = count(stream, probs, labels);
      CHECK(counts.pictures == expected.pictures);
      CHECK(counts.top1_wrong == expected.top1_wrong);
      CHECK(counts.top5_wrong == expected.top5_wrong);
      CHECK(std::abs(counts.loss - expected.loss) <= 1e-12 * expected.loss);
      losses.push_back(counts.loss);
    });
    for (const double loss : losses) CHECK(loss == losses[0]);  // the order of the sum is fixed
  }
}

TEST_CASE("error counts on a device: a batch is added to what is there") {
  NEEDS_DEVICE();
  const cuda::Stream stream(kDevice.index);
  const Tensor probs = tensor_of(Shape::matrix(2, 6), {0.5f, 0.1f, 0.1f, 0.1f, 0.1f, 0.1f,  //
                                                       0.5f, 0.1f, 0.1f, 0.1f, 0.1f, 0.1f});
  const ErrorCounts counts =
      count(stream, probs, tensor_of(Shape::vector(2), {0, 5}), {10000, 100, 1000, 10});
  CHECK(std::abs(counts.loss - (10 - std::log(0.5) - std::log(double(0.1f)))) < 1e-12);
  CHECK(counts.top1_wrong == 101);
  CHECK(counts.top5_wrong == 1001);  // five classes come before the last: one larger, four lower
  CHECK(counts.pictures == 10002);
}

TEST_CASE("error counts on a device: a probability of zero costs -log(1e-30)") {
  NEEDS_DEVICE();
  const cuda::Stream stream(kDevice.index);
  const Tensor probs = tensor_of(Shape::matrix(1, 2), {1, 0});
  const ErrorCounts counts = count(stream, probs, tensor_of(Shape::vector(1), {1}));
  CHECK(std::abs(counts.loss + std::log(1e-30)) < 1e-12);
}

TEST_CASE(
    "error counts on a device: what is not a number, or no class, is wrong and seen in the loss") {
  NEEDS_DEVICE();
  const cuda::Stream stream(kDevice.index);
  const Real nan = std::numeric_limits<Real>::quiet_NaN();
  const auto check_seen = [&](const std::vector<Real>& probs, Real label) {
    const ErrorCounts counts = count(stream, tensor_of(Shape::matrix(1, int(probs.size())), probs),
                                     tensor_of(Shape::vector(1), {label}));
    CHECK(std::isnan(counts.loss));
    CHECK(counts.top1_wrong == 1);
    CHECK(counts.top5_wrong == 1);
    CHECK(counts.pictures == 1);
  };
  check_seen({nan, nan, nan}, 0);
  check_seen({0.5f, nan, 0.5f}, 0);
  check_seen({0.5f, 0.5f}, 2);
  check_seen({0.5f, 0.5f}, -1);
  check_seen({0.5f, 0.5f}, 0.5f);
  check_seen({0.5f, 0.5f}, nan);
}

TEST_CASE("error counts on a device: tensors that do not fit are refused") {
  NEEDS_DEVICE();
  const cuda::Stream stream(kDevice.index);
  const Tensor probs("probs", Shape::matrix(3, 4), kDevice), maps("maps", {3, 4, 2, 2}, kDevice);
  const Tensor labels("labels", Shape::vector(3), kDevice), two("two", Shape::vector(2), kDevice);
  CHECK_ERROR(cuda::count_errors(stream, probs, two, nullptr), "labels.shape",
              "(N=2, C=1, H=1, W=1)");
  CHECK_ERROR(cuda::count_errors(stream, maps, labels, nullptr), "probs.shape");
}
