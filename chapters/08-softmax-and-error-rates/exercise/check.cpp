// Prints your results beside the expected ones. Do not change this file.
#include <fmt/format.h>

#include <cmath>
#include <numeric>

#include "core/rng.h"
#include "exercises.h"
#include "support/exercise.h"

using namespace alexnet;
using namespace alexnet::course;

namespace {

Tensor scores(int batch, int classes, Real mean, Real spread) {
  Tensor logits("logits", Shape::matrix(batch, classes));
  fill_normal(logits, RandomStream(8, "scores"), mean, spread);
  return logits;
}

void check_softmax(Report& report) {
  const auto same = [&](const char* what, const Tensor& logits) {
    Tensor expected("expected", logits.shape()), yours("yours", logits.shape());
    cpu::softmax_forward(logits, expected);
    fill(yours, 7);  // all of it must be written
    softmax(logits, yours);
    report.compare(what, yours, expected, sum_of(1000));
  };
  same("one picture, three classes", scores(1, 3, 0, 1));
  same("a batch of four", scores(4, 10, 0, 2));
  same("scores around 1000", scores(3, 10, 1000, 2));
  same("scores around -1000", scores(3, 10, -1000, 2));
  same("scores that differ by hundreds", scores(3, 10, 0, 300));
}

void check_loss(Report& report) {
  const auto same = [&](const char* what, const Tensor& logits, const std::vector<int>& classes) {
    Tensor probs("probs", logits.shape()), expected("expected", logits.shape());
    Tensor labels("labels", Shape::vector(logits.shape().n)), loss("loss", labels.shape());
    std::copy(classes.begin(), classes.end(), labels.data());
    cpu::softmax_forward(logits, probs);
    cpu::softmax_loss(logits, labels, loss);
    cpu::softmax_loss_backward(probs, labels, expected);
    const auto losses = loss.view().values();
    const double mean = std::accumulate(losses.begin(), losses.end(), 0.0) / double(losses.size());
    Tensor yours("yours", logits.shape());
    fill(yours, 7);
    const Real your_loss = logistic_loss(logits, classes, yours);
    report.check(fmt::format("the loss of {}", what),
                 std::abs(your_loss - mean) < 1e-6 * (1 + mean),
                 fmt::format("yours {:.6f}, expected {:.6f}", your_loss, mean));
    report.compare(fmt::format("the gradient of {}", what), yours, expected, sum_of(1000));
  };
  same("one picture", scores(1, 4, 0, 1), {2});
  same("a batch of three", scores(3, 5, 0, 2), {4, 0, 0});
  same("scores around 30,000", scores(3, 5, 30000, 2), {1, 2, 3});
  same("a true class of probability 0 in float", scores(4, 3, 0, 300), {0, 1, 2, 0});
}

void check_ties(Report& report) {
  const std::vector<Real> p = {.05f, .4f, .1f, .1f, .1f, .25f};
  report.compare("the first of all, top-1", top_k_error(p, 1, 1), 0);
  report.compare("the second, top-1", top_k_error(p, 5, 1), 1);
  report.compare("the second, top-2", top_k_error(p, 5, 2), 0);
  report.compare("one of three that share the third place, top-2", top_k_error(p, 3, 2), 1);
  const double lots = top_k_error(p, 3, 4);
  report.check("the same, top-4", std::abs(lots - 1 / 3.0) < 1e-9,
               fmt::format("yours {:.6f}, expected {:.6f}", lots, 1 / 3.0));
  report.compare("the same, top-5", top_k_error(p, 3, 5), 0);
  report.compare("the last, top-5", top_k_error(p, 0, 5), 1);
  const std::vector<Real> even(8, Real(1) / 8);
  report.compare("eight alike, top-1", top_k_error(even, 0, 1), 7 / 8.0);
  report.compare("eight alike, another of them, top-5", top_k_error(even, 7, 5), 3 / 8.0);
  report.compare("all 0, as where exp underflows, top-2", top_k_error(std::vector<Real>(4), 2, 2),
                 0.5);
  report.compare("all NaN, top-5", top_k_error(std::vector<Real>(8, Real(NAN)), 3, 5), 1);
  report.compare("another is NaN, top-5", top_k_error(std::vector<Real>{Real(NAN), 1}, 1, 5), 1);
}

}  // namespace

int main(int argc, char** argv) {
  return check_exercises(
      argc, argv,
      {{"softmax", check_softmax}, {"loss and gradient", check_loss}, {"fair ties", check_ties}});
}
