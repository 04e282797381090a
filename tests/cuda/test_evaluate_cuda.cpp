// Error rates on devices, which preprocess and count whole batches themselves.
#include <algorithm>
#include <cmath>
#include <functional>
#include <numeric>
#include <vector>

#include "cuda/device.h"
#include "predict/evaluate.h"
#include "support/on_device.h"
#include "support/pictures.h"
#include "support/stream_order.h"

using namespace alexnet;
using namespace alexnet::test;

namespace {

constexpr int kBatch = 8, kClasses = 8, kSide = 56;

/// The same rates from predictions of batch after batch, counted by the CPU.
Evaluation from_predictions(Network& network, const Dataset& data, const Preprocessing& p) {
  ErrorCounts counts;
  for (int first = 0; first < data.size(); first += kBatch) {
    std::vector<int> indices(std::size_t(std::min(kBatch, data.size() - first))), labels;
    std::iota(indices.begin(), indices.end(), first);
    for (const int index : indices) labels.push_back(data.label(index));
    counts.add(predict(network, data, p, indices, Views::centre), labels);
  }
  return counts.rates();
}

/// All towers on GPUs, on one or on two.
std::vector<const char*> gpu_placements() {
  if (cuda::device_count() < 2) return {"cuda:0"};
  return {"cuda:0", "a=cuda:0,b=cuda:1"};
}

Network network_on(const char* placement) {
  Network network(narrowed(make_variant("demo", kClasses), 8), Placement::parse(placement), kBatch);
  network.initialize(1);
  return network;
}

/// How many kernels work() launches.
long launches(const std::function<void()>& work) {
  const long before = cuda::counters().launches;
  work();
  return cuda::counters().launches - before;
}

}  // namespace

TEST_CASE("evaluate on devices: the rates of all predictions, whether or not they fill batches") {
  NEEDS_DEVICE();
  struct Case {
    const char* placement;
    int pictures;
  };
  std::vector<Case> cases = {{"cuda:0", kBatch - 3}, {"cuda:0", 2 * kBatch}};
  for (const char* placement : gpu_placements()) cases.push_back({placement, 2 * kBatch + 5});
  cases.push_back({"a=cuda:0,b=cpu:0", 2 * kBatch + 5});
  for (const auto& [placement, pictures] : cases)
    in_every_stream_order([&, placement = placement, pictures = pictures] {
      INFO(pictures << " pictures on " << placement);
      const Dataset data = load(random_source(pictures, kClasses, kSide), kSide);
      Preprocessing p = preprocessing_of(data);
      p.divisor = 32;
      Network network = network_on(placement);
      Evaluation expected, found;
      const long predicting = launches([&] { expected = from_predictions(network, data, p); });
      CHECK(expected.top5_error > 0);
      CHECK(expected.top5_error < 1);

      std::vector<int> progress;
      const long evaluating = launches([&] {
        found =
            evaluate(network, data, p, Views::centre, [&](int done) { progress.push_back(done); });
      });
      // GPUs that preprocess and count launch kernels for it.
      CHECK((evaluating > predicting) == (network.is_on_gpus() && pictures >= kBatch));
      CHECK(found.pictures == pictures);
      CHECK(found.top1_error == expected.top1_error);
      CHECK(found.top5_error == expected.top5_error);
      CHECK(std::abs(found.loss - expected.loss) < 2e-6);
      std::vector<int> batches;
      for (int done = kBatch; done < pictures; done += kBatch) batches.push_back(done);
      batches.push_back(pictures);
      CHECK(progress == batches);
    });
}

TEST_CASE("evaluate on devices: it can be ended after a batch, and the network is as before") {
  NEEDS_DEVICE();
  const Dataset data = load(random_source(3 * kBatch, kClasses, kSide), kSide);
  const Preprocessing p = preprocessing_of(data);
  struct Enough {};
  const auto enough = [](int done) {
    if (done == kBatch) throw Enough{};
  };
  for (const char* placement : gpu_placements())
    in_every_stream_order([&] {
      INFO(placement);
      Network network = network_on(placement);
      CHECK_THROWS_AS(evaluate(network, data, p, Views::centre, enough), Enough);
      const Evaluation after = evaluate(network, data, p, Views::centre);
      CHECK(after.pictures == data.size());
      CHECK(std::abs(after.loss - from_predictions(network, data, p).loss) < 2e-6);
    });
}
