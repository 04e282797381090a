// Chapter 18: training it. Prints the chapter's numbers and writes its figure. Leaves its run
// folders in runs/chapter-18.
//
//   chapter_18_demo [FIGURE.png]
#include <fmt/format.h>

#include <string_view>

#include "core/log.h"
#include "run.h"
#include "support/plot.h"

using namespace alexnet;
using namespace alexnet::course;

namespace {

const Path kRuns = "runs/chapter-18";
const std::atomic<bool> kNever = false;
constexpr int kShown = 24;  // epochs in the figure

/// The rows of a run folder's metrics.csv: of training, or of validations.
std::vector<Measurement> rows_of(Split split, const std::string& run) {
  std::vector<Measurement> rows = RunFolder::read_metrics(kRuns / run);
  std::erase_if(rows, [&](const Measurement& m) { return m.split != split; });
  return rows;
}

/// How large the last step was relative to what it changed, for all weights of each layer.
void print_steps(const Measurement& m, const Network& network) {
  fmt::print("epoch {:2}, rate {:<6.1g} step / weights:", m.epoch + 1, m.learning_rate);
  for (const Parameter* p : network.parameters())
    if (!p->is_bias)
      fmt::print(" {} {:.4f}", p->name.substr(0, p->name.find('.')),
                 size_of(p->velocity) / size_of(p->value));
  fmt::print("\n");
}

void healthy(const TrainingData& data) {
  Run run(data, {}, kRuns / "healthy");
  const Evaluation start = evaluate(run.network, data.val, run.preprocessing(), Views::centre);
  fmt::print("before the first step: loss {:.3f}; ln({}) = {:.3f}\n\n", start.loss, kClasses,
             std::log(kClasses));
  TrainObserver observer;
  observer.on_validation = [&](const Measurement& m) {
    if (m.epoch % 10 == 0) print_steps(m, run.network);
  };
  run.trainer->run(kNever, observer);
  fmt::print("\n");
  const std::vector<Measurement> train = rows_of(Split::train, "healthy");
  for (const Measurement& m : rows_of(Split::val, "healthy")) {
    const Evaluation &t = train[std::size_t(3 * m.epoch + 2)].result, &v = m.result;
    fmt::print(
        "epoch {:2}, rate {:<6.1g} training loss {:.2f}, validation loss {:.2f}, wrong {:3}\n",
        m.epoch + 1, m.learning_rate, t.loss, v.loss, std::lround(v.top1_error * data.val.size()));
  }
}

/// Stops after 100 iterations, resumes in another network, and compares the final checkpoints.
void stop_and_go_on(const TrainingData& data) {
  const Path folder = kRuns / "stopped";
  {
    Run first(data, {}, folder);
    std::atomic<bool> stop = false;
    TrainObserver observer;
    observer.on_iteration = [&](const Measurement& m, std::int64_t, double) {
      stop = m.iteration == 100;
    };
    first.trainer->run(stop, observer);
  }
  const Checkpoint checkpoint(find_checkpoint(folder));
  fmt::print("\nstopped after iteration {}\n", checkpoint.state().iteration);
  Run second(data, {}, folder);
  second.network.initialize(12345);  // what it knows must come from the checkpoint
  second.trainer->resume(checkpoint);
  second.trainer->run(kNever);
  const auto without_stop = read_file(find_checkpoint(kRuns / "healthy"));
  const auto with_stop = read_file(find_checkpoint(folder));
  fmt::print("gone on to iteration {}: {} bytes of checkpoint, {}\n\n", second.trainer->iteration(),
             with_stop.size(), with_stop == without_stop ? "the same as without" : "others");
}

/// Up to 24 epochs with something wrong.
void go_wrong(const TrainingData& data, const std::string& what, Setup setup) {
  setup.options.recipe.epochs = kShown;
  Run run(data, setup, kRuns / what);
  run.trainer->run(kNever);
  fmt::print("{:11} loss", what);
  for (const Measurement& m : rows_of(Split::val, what))
    if (m.epoch % 2 == 1) fmt::print(" {:.2f}", m.result.loss);
  fmt::print("; dead: {:.0f}% of conv2, {:.0f}% of fc3\n", 100 * run.dead_part("relu2"),
             100 * run.dead_part("relu3"));
}

/// Left: validation losses of all runs. Right: both errors of the healthy one, and where the rate
/// was divided.
void draw(const char* figure) {
  const Axis epochs{"epochs", 0, kShown, 6};
  Plot losses(360, 250, epochs, {"validation loss", 0, 2.6, 0.5});
  Plot errors(360, 250, epochs, {"error of the healthy run, in %", 0, 100, 25});
  struct Curve {
    const char* name;
    Ink ink;
    double x, y;  // where the name stands
  };
  for (const auto& [name, ink, x, y] : {Curve{"healthy", kBlue, 1.2, 0.35},
                                        {"rate 0.1", kOrange, 8, 2.25},
                                        {"no mean", kGreen, 6.2, 1.1},
                                        {"small", kBlack, 15, 2.25},
                                        {"small, kept", kBlack, 17, 1.6}}) {
    std::vector<std::pair<double, double>> points = {{0, std::log(kClasses)}};
    for (const Measurement& m : rows_of(Split::val, name))
      points.push_back({m.epoch + 1, m.result.loss});
    losses.line(points, ink, 3);
    losses.dot(points.back().first, points.back().second, ink, 5);
    losses.say(x, y, name, ink);
  }
  std::vector<std::pair<double, double>> points;
  float rate = 0.01f;
  for (const Measurement& m : rows_of(Split::val, "healthy")) {
    points.push_back({m.epoch + 1, 100 * m.result.top1_error});
    if (m.learning_rate != rate) errors.line({{m.epoch, 0}, {m.epoch, 100}}, kBlack, 1);
    rate = m.learning_rate;
  }
  errors.line(points, kBlue, 3);
  for (const Measurement& m : rows_of(Split::train, "healthy"))
    errors.dot(double(m.iteration) / 15, 100 * m.result.top1_error, kOrange, 2);
  errors.say(0.6, 92, "training", kOrange);
  errors.say(0.6, 8, "validation", kBlue);
  write_png(figure, beside({losses.image(), errors.image()}));
}

}  // namespace

int main(int argc, char** argv) {
  std::filesystem::remove_all(kRuns);
  const TrainingData data = draw_data();
  healthy(data);
  stop_and_go_on(data);
  Setup too_high, no_mean, small;
  too_high.options.recipe.sgd.learning_rate = 0.1f;
  no_mean.subtract_mean = false;
  small.hidden = {.weight_stddev = Real(0.03)};
  go_wrong(data, "rate 0.1", too_high);
  go_wrong(data, "no mean", no_mean);
  go_wrong(data, "small", small);
  small.options.recipe.schedule.steps = "0:0.01";
  go_wrong(data, "small, kept", small);
  if (argc > 1) draw(argv[1]);
}
