// Prints your results beside the expected ones. Do not change this file.
#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <cmath>
#include <span>

#include "core/rng.h"
#include "exercises.h"
#include "support/exercise.h"

using namespace alexnet;
using namespace alexnet::course;

namespace {

/// Carries out the steps: GPU g begins with 10^g in every piece, so that digits show whose
/// numbers have been added. Messages of one step leave before any arrives.
void check_ring(Report& report, int gpus) {
  std::vector<std::vector<double>> pieces;  // of each GPU
  for (int gpu = 0; gpu < gpus; ++gpu) pieces.emplace_back(std::size_t(gpus), std::pow(10.0, gpu));
  std::vector<int> sent(std::size_t(gpus), 0);
  bool one_each = true;
  const std::vector<Step> steps = ring_all_reduce(gpus);
  for (const Step& step : steps) {
    const auto before = pieces;
    std::vector<int> now(std::size_t(gpus), 0);
    for (const Message& m : step) {
      const auto outside = [&](int i) { return i < 0 || i >= gpus; };
      if (outside(m.from) || outside(m.piece)) {
        report.check("GPUs and pieces have numbers from 0 on", false,
                     fmt::format("from {}, piece {}", m.from, m.piece));
        return;
      }
      double& to = pieces[std::size_t((m.from + 1) % gpus)][std::size_t(m.piece)];
      to = before[std::size_t(m.from)][std::size_t(m.piece)] + (m.add ? to : 0);
      one_each = one_each && ++now[std::size_t(m.from)] == 1;
      ++sent[std::size_t(m.from)];
    }
  }
  const double all = (std::pow(10.0, gpus) - 1) / 9;  // 1111 for four
  std::string wrong;
  for (int gpu = 0; gpu < gpus && wrong.empty(); ++gpu)
    for (int piece = 0; piece < gpus && wrong.empty(); ++piece)
      if (const double has = pieces[std::size_t(gpu)][std::size_t(piece)]; has != all)
        wrong = fmt::format("GPU {} has {} in piece {}", gpu, has, piece);
  report.check(fmt::format("{} GPUs: all have {} in all pieces", gpus, all), wrong.empty(), wrong);
  report.compare("  pieces that the busiest GPU sends", *std::max_element(sent.begin(), sent.end()),
                 2 * (gpus - 1));
  report.check("  no GPU sends two at the same time", one_each && !steps.empty(), "yours does");
}

void check_rings(Report& report) {
  for (const int gpus : {2, 3, 4, 8}) check_ring(report, gpus);
}

void check_plan(Report& report, const char* what, const std::vector<LayerCost>& layers, int gpus,
                int pictures, Plan expected) {
  const Plan yours = cheapest_plan(layers, gpus, pictures);
  report.compare(fmt::format("{}: replicated", what), yours.replicated, expected.replicated);
  report.compare("  bytes", yours.bytes, expected.bytes);
}

void check_cheapest_plan(Report& report) {
  const std::vector<LayerCost> small = {{10, 0}, {8, 1'000}, {800, 3}};
  check_plan(report, "three layers, 2 GPUs, 2 pictures", small, 2, 2, {2, 4 * 24});
  check_plan(report, "the same, 4 GPUs", small, 4, 2, {2, 6 * 24});
  check_plan(report, "the same, 2 GPUs, 300 pictures", small, 2, 300, {3, 4 * 818});
  const std::vector<LayerCost> paper = {{34'944, 0},         {307'456, 69'984}, {885'120, 43'264},
                                        {663'936, 64'896},   {442'624, 64'896}, {37'752'832, 9'216},
                                        {16'781'312, 4'096}, {4'097'000, 4'096}};
  check_plan(report, "paper, 2 GPUs, 128 pictures", paper, 2, 128, {5, 18'249'216});
  check_plan(report, "paper, 8 GPUs, 1024 pictures", paper, 8, 1024, {5, 141'119'104});
  check_plan(report, "paper, 8 GPUs, 8192 pictures", paper, 8, 8192, {8, 426'756'568});
  check_plan(report, "paper, 8 GPUs, 4 pictures", paper, 8, 4, {0, 7 * 1'041'792});
}

Moments moments_of(std::span<const double> x) {
  Moments m{double(x.size()), 0, 0};
  for (const double value : x) m.mean += value / m.count;
  for (const double value : x) m.variance += (value - m.mean) * (value - m.mean) / m.count;
  return m;
}

void check_together(Report& report) {
  const auto check = [&](const char* what, std::vector<double> x, std::size_t in_a) {
    const std::span<const double> all(x);
    const Moments yours = together(moments_of(all.first(in_a)), moments_of(all.subspan(in_a))),
                  expected = moments_of(all);
    report.compare(fmt::format("{}: count", what), yours.count, expected.count);
    const double off = std::abs(yours.mean - expected.mean);
    report.check("  mean", off <= 1e-6 + 1e-12 * std::abs(expected.mean),
                 fmt::format("{} beside {}", yours.mean, expected.mean));
    report.check("  variance", std::abs(yours.variance - expected.variance) < 1e-6,
                 fmt::format("{} beside {}", yours.variance, expected.variance));
  };
  check("1 3 and 5 7", {1, 3, 5, 7}, 2);
  check("1 3 5 and 7", {1, 3, 5, 7}, 3);
  check("equal means", {1, 3, 0, 4}, 2);
  check("numbers around 10^9", {1e9 + 1, 1e9 + 3, 1e9 + 5, 1e9 + 7}, 2);
}

// One weight w; the loss of a picture (x, t) is (w x - t)^2 / 2.
struct Picture {
  double x, t;
};
constexpr Picture kBatch[] = {{1, 2}, {0.5, 3}, {-2, 1}, {3, -1}};
using Part = std::span<const Picture>;
constexpr double kStart = 0.4, kRate = 0.05;

double sum_of_gradients(double w, Part part) {
  double sum = 0;
  for (const Picture& p : part) sum += (w * p.x - p.t) * p.x;
  return sum;
}
double mean_gradient(double w, Part part) {
  return sum_of_gradients(w, part) / double(part.size());
}
double size_of_one(double gradient) { return gradient / (std::abs(gradient) + 1e-8); }

/// The weight after some steps, where each GPU makes its own and the weights are averaged every
/// `average_every` steps; with one part, it is that of one GPU.
double descend(std::vector<Part> parts, int steps, double momentum, int average_every) {
  std::vector<double> w(parts.size(), kStart), v(parts.size(), 0);
  for (int step = 1; step <= steps; ++step) {
    for (std::size_t gpu = 0; gpu < parts.size(); ++gpu) {
      v[gpu] = momentum * v[gpu] - kRate * mean_gradient(w[gpu], parts[gpu]);
      w[gpu] += v[gpu];
    }
    if (step % average_every != 0) continue;
    double mean = 0;
    for (const double one : w) mean += one / double(w.size());
    std::fill(w.begin(), w.end(), mean);
  }
  return w[0];
}

void check_same(Report& report) {
  const Same yours = which_are_the_same();
  const auto check = [&](const char* what, bool says_same, double two, double one) {
    report.check(what, says_same == (std::abs(two - one) < 1e-9),
                 fmt::format("you say {}; two GPUs get {:.6f}, one gets {:.6f}",
                             says_same ? "the same" : "not the same", two, one));
  };
  const Part all(kBatch), first = all.first(2), second = all.subspan(2);
  const Part three = all.first(3), last = all.subspan(3);
  const auto step = [](double gradient) { return kStart - kRate * gradient; };
  const double one = step(mean_gradient(kStart, all));
  check("equal_halves", yours.equal_halves,
        step((mean_gradient(kStart, first) + mean_gradient(kStart, second)) / 2), one);
  check("unequal_parts", yours.unequal_parts,
        step((mean_gradient(kStart, three) + mean_gradient(kStart, last)) / 2), one);
  check("sums_of_unequal_parts", yours.sums_of_unequal_parts,
        step((sum_of_gradients(kStart, three) + sum_of_gradients(kStart, last)) / 4), one);
  check("averaged_weights", yours.averaged_weights, descend({first, second}, 1, 0, 1), one);
  check("averaged_weights_own_velocities", yours.averaged_weights_own_velocities,
        descend({first, second}, 10, 0.9, 1), descend({all}, 10, 0.9, 1));
  check("averaged_every_second_step", yours.averaged_every_second_step,
        descend({first, second}, 10, 0, 2), descend({all}, 10, 0, 2));
  check("own_step_sizes", yours.own_step_sizes,
        step((size_of_one(mean_gradient(kStart, first)) +
              size_of_one(mean_gradient(kStart, second))) /
             2),
        step(size_of_one(mean_gradient(kStart, all))));
  constexpr double kMask[] = {1, 0, 0, 1};
  std::vector<Picture> by_place(all.begin(), all.end()), by_part = by_place;
  for (std::size_t i = 0; i < 4; ++i) {
    by_place[i].x *= kMask[i];
    by_part[i].x *= kMask[i % 2];
  }
  check("mask_by_place", yours.mask_by_place, step(mean_gradient(kStart, by_part)),
        step(mean_gradient(kStart, by_place)));
}

/// Whether the vectors are equal but for rounding.
bool are_close(const Vectors& a, const Vectors& b) {
  const auto numbers = [](double x, double y) { return std::abs(x - y) < 1e-9; };
  const auto vectors = [&](const std::vector<double>& x, const std::vector<double>& y) {
    return std::equal(x.begin(), x.end(), y.begin(), y.end(), numbers);
  };
  return std::equal(a.begin(), a.end(), b.begin(), b.end(), vectors);
}

void check_attention(Report& report) {
  const auto check = [&](const char* what, const Vectors& queries, const Vectors& keys,
                         const Vectors& values, const Vectors& expected) {
    const Vectors yours = attention(queries, keys, values);
    report.check(what, are_close(yours, expected),
                 fmt::format("yours {}, expected {}", yours, expected));
  };
  const double ln2 = std::log(2.0), ln3 = std::log(3.0);
  check("the example by hand", {{1}}, {{0}, {ln3}}, {{4}, {8}}, {{7}});
  // The weights are 1, 2, 3 sixths; thirds; and 6, 3, 2 elevenths.
  const Vectors queries = {{2, 0, 2, 0}, {0, 0, 0, 0}, {-2, 0, -2, 0}};
  const Vectors keys = {{1, 7, -1, 3}, {ln2, 1, 0, -4}, {0, -2, ln3, 5}};
  const Vectors values = {{6, 0}, {0, 6}, {0, 0}};
  const Vectors expected = {{1, 2}, {2, 2}, {36.0 / 11, 18.0 / 11}};
  check("three inputs, keys of four elements", queries, keys, values, expected);
  const auto turned = [](const Vectors& v) { return Vectors{v[2], v[0], v[1]}; };
  check("the same inputs in another order", turned(queries), turned(keys), turned(values),
        turned(expected));
  check("scores of 0 and 1000", {{1}}, {{0}, {1000}}, {{4}, {8}}, {{8}});
  check("two scores of -1000", {{1}}, {{-1000}, {-1000}}, {{4}, {8}}, {{6}});
}

}  // namespace

int main(int argc, char** argv) {
  return check_exercises(argc, argv,
                         {{"the ring", check_rings},
                          {"the cheapest plan", check_cheapest_plan},
                          {"two halves of a normalization", check_together},
                          {"which are the same", check_same},
                          {"one head of attention", check_attention}});
}
