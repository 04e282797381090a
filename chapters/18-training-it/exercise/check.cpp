// Prints your results beside the expected ones. Do not change this file.
#include <unistd.h>

#include <fmt/format.h>

#include "18-training-it/run.h"
#include "core/log.h"
#include "exercises.h"
#include "support/exercise.h"
#include "train/sgd.h"

using namespace alexnet;
using namespace alexnet::course;

namespace {

// ---------------------------------------------------------------------------- exercises 1 and 2

/// A small network with dropout, on numbers that depend on the iteration.
Training new_training(std::uint64_t seed) {
  NodeList nodes = NodeListBuilder(1)
                       .add("fc1", LinearSpec{24, Init{.weight_stddev = Real(0.3)}})
                       .add("relu1", ReluSpec{})
                       .add("drop1", DropoutSpec{})
                       .add("fc2", LinearSpec{4, Init{.weight_stddev = Real(0.3)}})
                       .add("probs", SoftmaxLossSpec{})
                       .finish();
  Training t{Network({"tiny", "", {1, 10, 1, 1}, 4, std::move(nodes), {}}, {}, 16),
             Schedule({.steps = "", .patience = 3, .drops = 5}, 0.05f)};
  t.network.initialize(seed);
  return t;
}

/// Returns the loss of the last iteration.
double go_on(Training& t, int iterations) {
  double loss = 0;
  for (int i = 0; i < iterations; ++i) {
    Tensor x("x", {16, 10, 1, 1}), labels("labels", Shape::vector(16));
    fill_normal(x, RandomStream(18, "x", std::uint64_t(t.iteration)), 0, 1);
    for (int n = 0; n < 16; ++n)
      labels.data()[n] = Real((x.view()(n, 0, 0, 0) > 0) + 2 * (x.view()(n, 1, 0, 0) > 0));
    t.network.forward(x, {.training = true, .seed = 18, .iteration = std::uint64_t(t.iteration)});
    loss = t.network.loss(labels);
    t.network.backward(labels);
    sgd_step(t.network, {.learning_rate = t.schedule.rate()});
    ++t.iteration;
    // Best in epoch 2; then never again.
    if (const int epoch = int(t.iteration / 10) - 1; t.iteration % 10 == 0)
      t.schedule.end_of_epoch(epoch, epoch == 2 ? 0.1 : 0.2);
  }
  return loss;
}

void check_step_ratios(Report& report) {
  const auto same = [&](const char* when, Training& t, const std::vector<double>& expected) {
    const std::vector<double> yours = step_ratios(t.network);
    report.compare(fmt::format("{}: how many", when), double(yours.size()),
                   double(expected.size()));
    for (std::size_t i = 0; i < std::min(yours.size(), expected.size()); ++i)
      report.check(fmt::format("{}: {:.5f} in fc{}", when, expected[i], i + 1),
                   std::abs(yours[i] - expected[i]) <= 1e-4 * expected[i],
                   fmt::format("yours {:.5f}", yours[i]));
  };
  Training t = new_training(1);
  same("before the first step", t, {0, 0});
  for (const int iterations : {1, 29}) {
    go_on(t, iterations);
    std::vector<double> expected;
    for (const Parameter* p : t.network.parameters())
      if (!p->is_bias) expected.push_back(size_of(p->velocity) / size_of(p->value));
    same(iterations == 1 ? "after one step" : "after thirty", t, expected);
  }
}

void check_resume(Report& report) {
  for (const int stop : {25, 40}) {
    Training whole = new_training(1), first = new_training(1), second = new_training(7);
    go_on(whole, stop);
    go_on(first, stop);
    const Saved saved = save(first);
    resume(saved, second);
    const auto compare = [&](const std::string& when) {
      std::int64_t different = 0, all = 0;
      for (std::size_t i = 0; i < whole.network.parameters().size(); ++i) {
        const auto a = whole.network.parameters()[i]->value.view().values();
        const auto b = second.network.parameters()[i]->value.view().values();
        all += std::int64_t(a.size());
        for (std::size_t j = 0; j < a.size(); ++j) different += a[j] != b[j];
      }
      report.check(fmt::format("stopped at {}: {}, the same weights", stop, when), different == 0,
                   fmt::format("{} of {} differ", different, all));
      report.check(fmt::format("stopped at {}: {}, rate {:.2g}", stop, when, whole.schedule.rate()),
                   whole.schedule.rate() == second.schedule.rate(),
                   fmt::format("yours {:.2g}", second.schedule.rate()));
    };
    compare("at once");
    const double loss = go_on(whole, 1), yours = go_on(second, 1);
    report.check(fmt::format("stopped at {}: the next loss is {:.6f}", stop, loss), loss == yours,
                 fmt::format("yours {:.6f}", yours));
    compare("one iteration later");
    go_on(whole, 40);
    go_on(second, 40);
    compare("forty iterations later");
  }
}

// ---------------------------------------------------------------------------- exercises 3 and 4

/// Losses of a run of 180 iterations.
struct Losses {
  double train, val;  ///< at the end
  std::string text;   ///< every 30 iterations, with what else exercises.h says about a run
};

Losses train(const TrainingData& data, Setup setup, std::uint64_t seed = 1) {
  static int runs = 0;
  const Path path =
      std::filesystem::temp_directory_path() / fmt::format("chapter-18-{}-{}", getpid(), runs++);
  const int batches = data.train.size() / kBatch;
  setup.options.log_every = batches;  // a row an epoch
  setup.options.recipe.epochs = 180 / batches;
  setup.options.recipe.schedule.steps = fmt::format("0:{}", setup.options.recipe.sgd.learning_rate);
  setup.options.seed = seed;
  Losses losses{};
  {
    std::string steps;
    Run run(data, setup, path);
    TrainObserver observer;
    observer.on_validation = [&](const Measurement& m) {
      if (m.iteration != 60) return;
      for (const Parameter* p : run.network.parameters())
        if (p->name == "conv1.weight" || p->name == "fc4.weight")
          steps += fmt::format(" {:.4f}", size_of(p->velocity) / size_of(p->value));
    };
    run.trainer->run(false, observer);
    for (const Measurement& m : RunFolder::read_metrics(path)) {
      const bool is_train = m.split == Split::train;
      (is_train ? losses.train : losses.val) = m.result.loss;
      if (!is_train && m.iteration % 30 == 0)
        losses.text += fmt::format("{:.2f}/{:.2f} ", losses.train, losses.val);
    }
    losses.text += fmt::format(" {}  {:3.0f}%", steps, 100 * run.dead_part("relu3"));
  }
  std::filesystem::remove_all(path);
  return losses;
}

/// The data set's training pictures in another order, or under other labels.
TrainingData with_train(const TrainingData& data, const std::vector<int>& order,
                        const std::vector<int>& labels) {
  const auto pixels = std::make_shared<std::vector<std::uint8_t>>();
  for (const int i : order)
    pixels->insert(pixels->end(), data.train.image(i).begin(), data.train.image(i).end());
  return {Dataset("drawn fruit", 3, kSide, data.train.class_names(), labels, *pixels, pixels),
          data.val, data.statistics.clone()};
}

Setup without_variation() {
  Setup setup;
  setup.options.dropout = false;
  setup.options.recipe.augmentation = {false, ColourNoise::none};
  return setup;
}

constexpr int kFew = 96;

Losses train_with(Fault fault) {
  const TrainingData data = draw_data();
  Setup setup;
  std::vector<int> order(std::size_t(data.train.size())), labels;
  std::iota(order.begin(), order.end(), 0);
  switch (fault) {
    case Fault::unknown:
      break;
    case Fault::rate_too_high:
      setup.options.recipe.sgd.learning_rate = 0.1f;
      break;
    case Fault::rate_too_low:
      setup.options.recipe.sgd.learning_rate = 0.0003f;
      break;
    case Fault::weights_too_small:
      setup.hidden = {.weight_stddev = Real(0.02)};
      break;
    case Fault::learned_by_heart:
      return train(draw_data(kFew), without_variation());
    case Fault::labels_mixed_up:
      for (const int i : order)
        labels.push_back(int(RandomStream(18, "labels").below(kClasses, std::uint64_t(i))));
      return train(with_train(data, order, labels), setup);
    case Fault::not_shuffled:
      std::stable_sort(order.begin(), order.end(),
                       [&](int a, int b) { return data.train.label(a) < data.train.label(b); });
      for (const int i : order) labels.push_back(data.train.label(i));
      setup.options.shuffle = false;
      return train(with_train(data, order, labels), setup);
  }
  return train(data, setup);
}

void check_faults(Report& report) {
  using enum Fault;
  const std::array<Fault, 6> faults = {rate_too_low, learned_by_heart, labels_mixed_up,
                                       not_shuffled, rate_too_high,    weights_too_small};
  const std::array<Fault, 6> yours = faults_of_runs();
  for (std::size_t i = 0; i < faults.size(); ++i) {
    const bool right = yours[i] == faults[i];
    report.check(fmt::format("run {}", char('A' + i)), right,
                 yours[i] == unknown ? "not said yet"
                                     : "with the fault that you name it would be\n        " +
                                           (right ? "" : train_with(yours[i]).text));
  }
}

void check_predictions(Report& report) {
  const std::array<Change, 6> yours = predictions();
  const TrainingData data = draw_data(), few = draw_data(kFew);
  const auto mean = [](const TrainingData& pictures, const Setup& setup) {
    const Losses a = train(pictures, setup, 1), b = train(pictures, setup, 2);
    return Losses{(a.train + b.train) / 2, (a.val + b.val) / 2, ""};
  };
  const auto word = [](Change change) {
    const char* words[] = {"nothing yet", "lower", "same", "higher"};
    return words[std::size_t(change)];
  };
  const auto judge = [&](int number, const char* what, double before, double after) {
    const Change change = after > 2 * before   ? Change::higher
                          : after < before / 2 ? Change::lower
                                               : Change::same;
    const Change said = yours[std::size_t(number)];
    report.check(
        fmt::format("{}, {}: from {:.2f} to {:.2f}, {}", number, what, before, after, word(change)),
        said == change, fmt::format("you said {}", word(said)));
  };
  if (std::count(yours.begin(), yours.end(), Change::unknown) > 0) {
    report.check("all six are predicted", false, "first predict; then it trains");
    return;
  }
  const Losses usual = mean(data, {});
  Setup setup;
  setup.options.dropout = false;
  judge(0, "no dropout", usual.train, mean(data, setup).train);
  setup = {};
  setup.options.recipe.sgd.weight_decay = 0;
  judge(1, "no weight decay", usual.train, mean(data, setup).train);
  setup = {};
  setup.options.recipe.sgd.momentum = 0;
  judge(2, "no momentum", usual.train, mean(data, setup).train);
  setup.options.recipe.sgd.learning_rate = 0.1f;
  judge(3, "no momentum, ten times the rate", usual.train, mean(data, setup).train);
  const double by_heart = mean(few, without_variation()).val;
  judge(4, "96 pictures, always the same", usual.val, by_heart);
  judge(5, "96 pictures, always varied", by_heart, mean(few, {}).val);
}

}  // namespace

int main(int argc, char** argv) {
  set_log_sink([](LogLevel, const std::string&) {});
  return check_exercises(argc, argv,
                         {{"how large steps are", check_step_ratios},
                          {"resume, to the bit", check_resume},
                          {"what is wrong here?", check_faults},
                          {"ablations, predicted", check_predictions}});
}
