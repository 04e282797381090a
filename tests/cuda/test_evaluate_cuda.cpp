// Error rates on devices, which preprocess and count whole batches themselves.
#include <numeric>

#include "cuda/device.h"
#include "predict/evaluate.h"
#include "support/on_device.h"
#include "support/pictures.h"
#include "support/stream_order.h"

using namespace alexnet;
using namespace alexnet::test;

namespace {

constexpr int kBatch = 8, kClasses = 4, kSide = 56;

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

}  // namespace

TEST_CASE("evaluate on devices: the rates of all predictions, whether or not they fill batches") {
  NEEDS_DEVICE();
  std::vector<const char*> placements = {"cuda:0", "a=cuda:0,b=cpu:0"};
  if (cuda::device_count() > 1) placements.push_back("a=cuda:0,b=cuda:1");
  for (const char* placement : placements)
    for (const int pictures : {kBatch - 3, 2 * kBatch, 2 * kBatch + 5})
      in_every_stream_order([&] {
        INFO(pictures << " pictures on " << placement);
        const Dataset data = load(random_source(pictures, kClasses, kSide), kSide);
        Preprocessing p = preprocessing_of(data);
        p.divisor = 32;
        p.mean_crop = MeanCrop::centre;
        Network network(narrowed(make_variant("demo", kClasses), 8), Placement::parse(placement),
                        kBatch);
        network.initialize(1);
        const Evaluation expected = from_predictions(network, data, p);
        CHECK(expected.top1_error > 0);
        CHECK(expected.top1_error < 1);

        std::vector<int> progress;
        const Evaluation found =
            evaluate(network, data, p, Views::centre, [&](int done) { progress.push_back(done); });
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
  const Dataset data = load(random_source(5 * kBatch, kClasses, kSide), kSide);
  const Preprocessing p = preprocessing_of(data);
  Network network(narrowed(make_variant("demo", kClasses), 8), Placement::parse("cuda:0"), kBatch);
  network.initialize(1);
  struct Enough {};
  const auto enough = [](int done) {
    if (done == 2 * kBatch) throw Enough{};
  };
  CHECK_THROWS_AS(evaluate(network, data, p, Views::centre, enough), Enough);
  const Evaluation after = evaluate(network, data, p, Views::centre);
  CHECK(after.pictures == data.size());
  CHECK(std::abs(after.loss - from_predictions(network, data, p).loss) < 2e-6);
}
