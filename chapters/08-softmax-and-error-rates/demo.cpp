// Chapter 8: softmax and error rates. Prints the chapter's numbers and writes its figure.
//
//   chapter_08_demo [FIGURE.png]
#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <cmath>
#include <numeric>

#include "core/rng.h"
#include "layers/softmax_loss/softmax_loss.h"
#include "predict/evaluate.h"
#include "support/plot.h"

using namespace alexnet;
using namespace alexnet::course;

namespace {

/// One picture's scores, and what the layer makes of them.
struct Picture {
  Picture(const std::vector<Real>& scores, int true_class)
      : logits("logits", Shape::matrix(1, int(scores.size()))),
        probs("probs", logits.shape()),
        grad_logits("grad_logits", logits.shape()),
        label("label", Shape::vector(1)),
        loss("loss", Shape::vector(1)) {
    std::copy(scores.begin(), scores.end(), logits.data());
    label.data()[0] = Real(true_class);
    cpu::softmax_forward(logits, probs);
    cpu::softmax_loss(logits, label, loss);
    cpu::softmax_loss_backward(probs, label, grad_logits);
  }
  Tensor logits, probs, grad_logits, label, loss;
};

void print_row(const char* name, ConstTensorView row) {
  fmt::print("{:9}", name);
  for (const Real value : row.values()) fmt::print("{:8.3f}", value);
  fmt::print("\n");
}

void by_hand() {
  for (int label = 0; label < 3; ++label) {
    const Picture picture({2, 1, 0}, label);
    if (label == 0) print_row("scores", picture.logits), print_row("probs", picture.probs);
    fmt::print("class {} is true: loss {:.3f}\n", label, picture.loss.data()[0]);
    print_row("gradient", picture.grad_logits);
  }
}

/// The formula as it stands on paper. (Whether a NaN has a sign is up to the compiler: here, none
/// has.)
std::vector<float> textbook_softmax(const std::vector<float>& z) {
  std::vector<float> p;
  float sum = 0;
  for (const float score : z) sum += std::exp(score);
  for (const float score : z) p.push_back(std::exp(score) / sum);
  for (float& prob : p) prob = std::isnan(prob) ? NAN : prob;
  return p;
}

void overflow() {
  for (const float top : {2.0f, 88.0f, 89.0f, 1002.0f}) {
    const std::vector<float> z = {top, top - 1, top - 2};
    const std::vector<float> paper = textbook_softmax(z);
    const Picture ours(z, 0);
    const Real* p = ours.probs.data();
    fmt::print("{:6.0f}: textbook {:5.3f} {:5.3f} {:5.3f}   ours {:.3f} {:.3f} {:.3f}\n", top,
               paper[0], paper[1], paper[2], p[0], p[1], p[2]);
  }
  const Picture hopeless({0, 200}, 0);
  fmt::print("scores 0, 200: probs {:.3g}, {:.3g}; -log(prob) {}, log-sum-exp {}\n",
             hopeless.probs.data()[0], hopeless.probs.data()[1],
             -std::log(hopeless.probs.data()[0]), hopeless.loss.data()[0]);
}

/// A confident mistake: what two losses do about it. Squared error is sum of (p - t)^2 / 2.
void confident_mistake() {
  for (const Real wrong : {0, 2, 5, 10}) {
    const Picture picture({0, wrong}, 0);
    const double p0 = picture.probs.data()[0], p1 = picture.probs.data()[1];
    fmt::print("wrong by {:2}: gradient of logistic loss {:8.5f}, of squared error {:8.5f}\n",
               wrong, picture.grad_logits.data()[0], -2 * p0 * p1 * p1);
  }
}

/// The mean loss where scores are Gaussian noise and have nothing to do with the picture.
void knows_nothing() {
  constexpr int kClasses = 1000, kPictures = 2000;
  for (const Real spread : {0.0f, 0.1f, 0.7f, 2.0f}) {
    Tensor logits("logits", Shape::matrix(kPictures, kClasses));
    Tensor labels("labels", Shape::vector(kPictures)), loss("loss", labels.shape());
    fill_normal(logits, RandomStream(8, "noise"), 0, spread);
    for (int n = 0; n < kPictures; ++n) labels.data()[n] = Real(n / 2);
    cpu::softmax_loss(logits, labels, loss);
    const auto losses = loss.view().values();
    fmt::print("noise of {:.1f}: loss {:.2f}; ln(1000) + {:.1f}^2/2 = {:.2f}\n", spread,
               std::accumulate(losses.begin(), losses.end(), 0.0) / kPictures, spread,
               std::log(1000.0) + spread * spread / 2);
  }
}

void errors() {
  const std::array<Real, 8> p = {.30f, .20f, .15f, .10f, .09f, .08f, .05f, .03f};
  Tensor probs("probs", Shape::matrix(4, 8));
  for (int n = 0; n < 4; ++n) std::copy(p.begin(), p.end(), &probs.view()(n, 0, 0, 0));
  ErrorCounts counts;
  counts.add(probs, std::array{0, 1, 4, 5});
  const Evaluation rates = counts.rates();
  fmt::print("four pictures: top-1 error {:.0f}%, top-5 error {:.0f}%, mean loss {:.3f}\n",
             100 * rates.top1_error, 100 * rates.top5_error, rates.loss);

  Tensor even("even", Shape::matrix(1, 8));
  fill(even, Real(1) / 8);
  for (const int label : {0, 4, 7}) {
    ErrorCounts tie;
    tie.add(even, std::array{label});
    fmt::print("all eight alike, class {} is true: top-1 wrong {}, top-5 wrong {}\n", label,
               tie.top1_wrong, tie.top5_wrong);
  }
}

/// Ten scores, their probabilities, and the gradient; the true class in orange.
void draw(const char* figure) {
  const Picture picture({1.2f, -0.5f, 0.3f, 2.6f, 1.7f, -1.8f, 0.8f, 2.1f, -0.9f, 0.1f}, 4);
  const auto bars = [](const Tensor& values, const Axis& axis) {
    Plot plot(220, 160, {"class", -0.5, 9.5, 1}, axis);
    for (int k = 0; k < 10; ++k)
      plot.box({k - 0.35, k + 0.35}, {0, values.data()[k]}, k == 4 ? kOrange : kBlue);
    return plot.image();
  };
  const Image scores = bars(picture.logits, {"score", -2, 3, 1});
  const Image probs = bars(picture.probs, {"probability", -1, 1, 0.5});
  const Image gradient = bars(picture.grad_logits, {"gradient", -1, 1, 0.5});
  write_png(figure, beside({scores, probs, gradient}));
}

}  // namespace

int main(int argc, char** argv) {
  by_hand();
  overflow();
  confident_mistake();
  knows_nothing();
  errors();
  if (argc > 1) draw(argv[1]);
}
