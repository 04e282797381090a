// Training on devices: the host only queues work, and the losses are the CPU's.
#include "train/trainer.h"

#include "cuda/device.h"
#include "support/on_device.h"
#include "support/pictures.h"
#include "support/stream_order.h"

using namespace alexnet;
using namespace alexnet::test;

namespace {

/// A small two-tower net and 40 pictures of four classes.
struct Fixture {
  Fixture() {
    options.recipe = recipe_for("demo");
    options.recipe.batch_size = 8;
    options.recipe.epochs = 4;
    options.log_every = 1;
    options.max_iterations = 20;
    options.seed = 9;
    preprocessing = preprocessing_of(data);
    preprocessing.divisor = options.recipe.divisor;
  }
  /// With random initial weights.
  Network network(const Placement& placement) const {
    Network network(variant, placement, options.recipe.batch_size);
    network.initialize(options.seed);
    return network;
  }
  /// The loss of every iteration.
  std::vector<double> train(const Placement& placement, float disturbance = 0) {
    Network network = this->network(placement);
    if (disturbance != 0) disturb(network, disturbance);
    return train(network);
  }
  std::vector<double> train(Network& network) {
    const TempFolder folder;
    RunFolder run(folder.path() / "run");
    Trainer trainer(network, data, data, preprocessing_copy(), options, run);
    std::vector<double> losses;
    TrainObserver observer;
    observer.on_iteration = [&](const Measurement& m, std::int64_t, double) {
      losses.push_back(m.result.loss);
    };
    const std::atomic<bool> never = false;
    trainer.run(never, observer);
    return losses;
  }
  Preprocessing preprocessing_copy() const {
    Preprocessing p = preprocessing_of(data);
    p.divisor = options.recipe.divisor;
    p.mean_crop = options.recipe.mean_crop;
    return p;
  }
  /// Its number of terms: those of a unit's inputs, or of a weight's gradient.
  double longest_sum() const {
    const Network network(variant, Placement{}, options.recipe.batch_size);
    std::int64_t longest = 0;
    for (const Network::Node& node : network.nodes())
      for (const Parameter& p : node.layer->parameters())
        longest = std::max({longest, p.value.shape().image_size(),
                            node.output.shape().n * node.output.shape().map_size()});
    return double(longest);
  }
  /// Every weight times 1 + disturbance * N(0, 1).
  static void disturb(Network& network, float disturbance) {
    for (Parameter* p : network.parameters()) {
      const Tensor noise = random_tensor(p->name + " noise", p->value.shape(), disturbance);
      for (std::int64_t i = 0; i < noise.shape().size(); ++i)
        p->value.data()[i] *= 1 + noise.data()[i];
    }
  }

  Variant variant = narrowed(make_variant("demo", 4), 8);
  Dataset data = load(random_source(40, 4, 56), 56);
  Preprocessing preprocessing;
  TrainOptions options;
};

}  // namespace

TEST_CASE("training on devices: the CPU's losses, iteration by iteration") {
  NEEDS_DEVICE();
  Fixture f;
  const std::vector<double> expected = f.train(Placement{});
  REQUIRE(expected.size() == 20);
  // How far losses may drift apart is measured: on the CPU, with initial weights that are off, in
  // one direction and the other, by the rounding of the network's longest sum. Another order of its
  // terms amounts to that.
  const float rounding = float(sum_of(f.longest_sum()).in_rms);
  const std::vector<double> disturbed = f.train(Placement{}, rounding);
  const std::vector<double> other_way = f.train(Placement{}, -rounding);
  const auto check_placement = [&](const char* placement) {
    const std::vector<double> losses = f.train(Placement::parse(placement));
    REQUIRE(losses.size() == expected.size());
    double allowed = 1e-6;  // near 3, a loss's last place is 2.4e-7
    for (std::size_t i = 0; i < losses.size(); ++i) {
      INFO(placement << ", iteration " << i);
      allowed = std::max({allowed, 4 * std::abs(disturbed[i] - expected[i]),
                          4 * std::abs(other_way[i] - expected[i])});
      CHECK(std::abs(losses[i] - expected[i]) <= allowed);
    }
  };
  in_every_stream_order(
      [&] { check_placement(cuda::device_count() < 2 ? "cuda:0" : "a=cuda:0,b=cuda:1"); });
  check_placement("a=cuda:0,b=cpu:0");
}

TEST_CASE("training on devices: towers that share a device do not get ahead of each other") {
  NEEDS_DEVICE();
  Fixture f;
  f.options.max_iterations = 4;
  std::vector<std::vector<double>> losses;
  in_every_stream_order([&] { losses.push_back(f.train(Placement::parse("cuda:0"))); });
  CHECK(losses.front().size() == 4);
  CHECK(losses.back() == losses.front());
}

TEST_CASE("training on devices: on tensor cores, losses that rounding explains") {
  NEEDS_DEVICE();
  if (cuda::code_capability(0) < 80) SKIP_TEST("the device has no tf32 and bf16");
  Fixture f;
  f.options.max_iterations = 5;
  const std::vector<double> expected = f.train(Placement{});
  const std::vector<double> in_fp32 = f.train(Placement::parse("cuda:0"));
  for (const Math math : {Math::tf32, Math::bf16}) {
    // Measured as above: how far losses drift where the initial weights are off by as much as
    // rounding changes a factor.
    const float rounding = std::ldexp(1.0f, -factor_bits(math));
    const std::vector<double> disturbed = f.train(Placement{}, rounding);
    const std::vector<double> other_way = f.train(Placement{}, -rounding);
    Network network = f.network(Placement::parse("cuda:0"));
    network.set_math(math);
    const std::vector<double> losses = f.train(network);
    CHECK(losses != in_fp32);
    REQUIRE(losses.size() == expected.size());
    double allowed = 1e-6;
    for (std::size_t i = 0; i < losses.size(); ++i) {
      INFO(factor_bits(math) << " bits, iteration " << i);
      allowed = std::max({allowed, 4 * std::abs(disturbed[i] - expected[i]),
                          4 * std::abs(other_way[i] - expected[i])});
      CHECK(std::abs(losses[i] - expected[i]) <= allowed);
    }
  }
}

TEST_CASE("training on devices: rate, dropout and colour noise change while it runs") {
  NEEDS_DEVICE();
  Fixture f;
  f.options.recipe.schedule.steps = "0:0.01";
  f.options.max_iterations = 7;
  const auto last_loss = [&](const TrainControls& changed) {
    const TempFolder folder;
    RunFolder run(folder.path() / "run");
    Network network = f.network(Placement::parse("cuda:0"));
    Trainer trainer(network, f.data, f.data, f.preprocessing_copy(), f.options, run);
    double loss = 0;
    std::int64_t done = 0;
    TrainObserver observer;
    observer.controls = [&] { return done < 4 ? TrainControls{} : changed; };
    observer.on_iteration = [&](const Measurement& m, std::int64_t, double) {
      done = m.iteration;
      loss = m.result.loss;
    };
    const std::atomic<bool> never = false;
    trainer.run(never, observer);
    return loss;
  };
  const double loss = last_loss({});
  CHECK(last_loss({}) == loss);
  CHECK(last_loss({.rate_factor = 0.1f}) != loss);
  CHECK(last_loss({.dropout = false}) != loss);
  CHECK(last_loss({.colour_noise = false}) != loss);
}

TEST_CASE(
    "training on devices: the host allocates nothing in an iteration, and waits for a batch") {
  NEEDS_DEVICE();
  Fixture f;
  struct Case {
    Variant variant;
    const char* placement;
    int devices;
  };
  std::vector<Case> cases = {{f.variant, "cuda:0", 1},
                             {narrowed(make_variant("cifar-relu", 4), 8), "cuda:0", 1}};
  // Where one device cannot reach the other, what crosses goes through the host, which waits.
  if (cuda::device_count() > 1 && cuda::can_access_peer(0, 1))
    cases.push_back({f.variant, "a=cuda:0,b=cuda:1", 2});
  for (const auto& [variant, placement, devices] : cases)
    in_every_stream_order([&, &variant = variant, placement = placement, devices = devices] {
      INFO(variant.name << " on " << placement);
      Network network(variant, Placement::parse(placement), f.options.recipe.batch_size);
      network.initialize(1);
      GpuFeed feed(network, f.preprocessing, f.options.recipe.batch_size);
      LoaderOptions loading;
      loading.batch_size = f.options.recipe.batch_size;
      loading.crop_side = variant.input.w;
      loading.preprocess_on_gpu = true;
      Loader loader(f.data, f.preprocessing, loading);
      Batch batch;
      long allocations = 0, synchronizations = 0;
      constexpr int kWarmUp = 4, kCounted = 4;  // memory is allocated at first
      for (int i = 0; i < kWarmUp + kCounted; ++i) {
        if (i == kWarmUp) {
          cuda::synchronize(0);
          allocations = cuda::counters().allocations;
          synchronizations = cuda::counters().synchronizations;
        }
        const ConstTensorView labels = feed.bring(loader.next(std::move(batch)));
        feed.count(network.forward(loading.batch_size, {.training = true, .seed = 1}), labels);
        network.backward(labels);
        sgd_step(network, {});
        batch = feed.used();
      }
      CHECK(cuda::counters().allocations == allocations);
      // The feed may wait for the copy of the batch before, so that the host does not run far ahead
      // of a device: once per iteration, if the device is behind. Nothing else waits.
      CHECK(cuda::counters().synchronizations <= synchronizations + kCounted * devices);
      CHECK(feed.read_counts().pictures == (kWarmUp + kCounted) * loading.batch_size);
    });
}

TEST_CASE("training on devices: a batch that is larger than the network was made for is refused") {
  NEEDS_DEVICE();
  Fixture f;
  Network network(f.variant, Placement::parse("cuda:0"), 8);
  CHECK_ERROR(GpuFeed(network, f.preprocessing, 9), "9 images at once", "up to 8");
  CHECK_NOTHROW(GpuFeed(network, f.preprocessing, 8));
}

TEST_CASE("training on devices: six iterations are three and three more, bit for bit") {
  NEEDS_DEVICE();
  Fixture f;
  const Placement placement = Placement::parse("cuda:0");
  const auto losses_of = [&](std::initializer_list<int> stops) {
    const TempFolder folder;
    std::vector<double> losses;
    for (int stop : stops) {
      f.options.max_iterations = stop;
      Network network(f.variant, placement, f.options.recipe.batch_size);
      network.initialize(f.options.seed);
      RunFolder run(folder.path() / "run");
      Trainer trainer(network, f.data, f.data, f.preprocessing_copy(), f.options, run);
      if (const auto newest = RunFolder::newest_checkpoint(folder.path() / "run"))
        trainer.resume(Checkpoint(*newest));
      TrainObserver observer;
      observer.on_iteration = [&](const Measurement& m, std::int64_t, double) {
        losses.push_back(m.result.loss);
      };
      const std::atomic<bool> never = false;
      trainer.run(never, observer);
    }
    return losses;
  };
  CHECK(losses_of({6}) == losses_of({3, 6}));
}

TEST_CASE("training on devices: a loss that is not finite stops the run and names a node") {
  NEEDS_DEVICE();
  Fixture f;
  for (const bool at_a_checkpoint : {false, true}) {  // or at the end of a row
    f.options.log_every = at_a_checkpoint ? 1000 : 1;
    f.options.checkpoint_every_s = at_a_checkpoint ? 0 : 600;
    const TempFolder folder;
    Network network(f.variant, Placement::parse("cuda:0"), f.options.recipe.batch_size);
    network.initialize(1);
    for (Parameter* p : network.parameters())
      if (p->name == "conv4a.weight") {
        Tensor weight = p->value.to(Device::cpu());
        weight.data()[0] = std::numeric_limits<Real>::quiet_NaN();
        copy(p->value, weight);
      }
    RunFolder run(folder.path() / "run");
    Trainer trainer(network, f.data, f.data, f.preprocessing_copy(), f.options, run);
    const std::atomic<bool> never = false;
    CHECK_ERROR(trainer.run(never), "the loss is nan", "conv4a");
    CHECK(!RunFolder::newest_checkpoint(folder.path() / "run"));
  }
}

TEST_CASE("training on devices: the mean's centre and dropout that is off are seen there, too") {
  NEEDS_DEVICE();
  const auto first_loss = [](const char* placement, MeanCrop mean_crop, bool dropout) {
    Fixture f;
    f.options.max_iterations = 1;
    f.options.recipe.mean_crop = mean_crop;
    f.options.dropout = dropout;
    return f.train(Placement::parse(placement)).at(0);
  };
  const double usual = first_loss("cpu:0", MeanCrop::same_place, true);
  for (const auto& [mean_crop, dropout] :
       {std::pair{MeanCrop::centre, true}, {MeanCrop::same_place, false}}) {
    const double expected = first_loss("cpu:0", mean_crop, dropout);
    CHECK(std::abs(expected - usual) > 1e-5);  // so the test can fail
    CHECK(std::abs(first_loss("cuda:0", mean_crop, dropout) - expected) < 2e-6);
  }
}

TEST_CASE("training on devices: between rows the last row is shown, and it changes nothing") {
  NEEDS_DEVICE();
  Fixture f;
  f.options.max_iterations = 12;
  const auto weights_and_losses = [&](int log_every) {
    f.options.log_every = log_every;
    Network network = f.network(Placement::parse("cuda:0"));
    const std::vector<double> losses = f.train(network);
    return std::pair(network.parameters()[0]->value.to(Device::cpu()), losses);
  };
  in_every_stream_order([&] {
    const auto [weights, each] = weights_and_losses(1);
    const auto [same_weights, fives] = weights_and_losses(5);
    CHECK_CLOSE(same_weights, weights, exact());  // though the host runs five iterations ahead
    for (int i = 0; i < 12; ++i) {
      INFO("iteration " << i + 1);
      if (i < 4) CHECK(fives[i] == 0);  // nothing is known yet
      if (i >= 4) CHECK(fives[i] == fives[i < 9 ? 4 : 9]);
    }
    for (int row : {0, 1}) {
      double sum = 0;
      for (int i = 0; i < 5; ++i) sum += each[5 * row + i];
      CHECK(fives[5 * row + 4] == Approx(sum / 5).epsilon(1e-6));
    }
  });
}
