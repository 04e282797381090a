#include "layers/softmax_loss/softmax_loss.h"

#include <algorithm>
#include <cmath>
#include <limits>

#include "support/compare.h"
#include "support/golden.h"
#include "support/tensors.h"
#include "support/threads.h"

using namespace alexnet;
using namespace alexnet::test;

namespace {

/// An exponential is off by up to one unit in the last place or, where its argument is large, by as
/// many as the argument's own rounding causes; then come a sum over the classes and a division. All
/// this is relative to each probability, and the largest may be many times the root mean square.
Tolerance sum_over_classes(ConstTensorView expected) {
  double largest = 0, squares = 0;
  for (Real value : expected.values()) {
    largest = std::max(largest, double(std::abs(value)));
    squares += double(value) * value;
  }
  const double rms = std::sqrt(squares / double(expected.shape.size()));
  return {rms > 0 ? sum_of(expected.shape.c + 8).in_rms * largest / rms : 0};
}

/// A loss adds the same roundings to a logarithm.
Tolerance log_of_sum(int classes) { return sum_of(classes + 8); }

/// Labels for a batch, each with its own class where there are enough.
Tensor labels_for(int batch, int classes) {
  Tensor labels("labels", Shape::vector(batch));
  for (int n = 0; n < batch; ++n) labels.data()[n] = Real((7 * n + 3) % classes);
  return labels;
}

/// The formulas in double.
struct Formula {
  Formula(ConstTensorView logits, ConstTensorView labels)
      : probs("probs", logits.shape),
        loss("loss", labels.shape),
        grad_logits("grad_logits", logits.shape) {
    const int batch = logits.shape.n, classes = logits.shape.c;
    for (int n = 0; n < batch; ++n) {
      const int label = int(labels(n, 0, 0, 0));
      double sum = 0;
      for (int k = 0; k < classes; ++k) sum += std::exp(double(logits(n, k, 0, 0)));
      for (int k = 0; k < classes; ++k) {
        const double p = std::exp(double(logits(n, k, 0, 0))) / sum;
        probs.view()(n, k, 0, 0) = Real(p);
        grad_logits.view()(n, k, 0, 0) = Real((p - (k == label)) / batch);
      }
      loss.data()[n] = Real(std::log(sum) - logits(n, label, 0, 0));
    }
  }
  Tensor probs, loss, grad_logits;
};

}  // namespace

TEST_CASE("softmax loss: tensors that do not fit are refused with both shapes") {
  const Tensor logits("logits", Shape::matrix(3, 4)), labels("labels", Shape::vector(3));
  const Tensor two_labels("labels", Shape::vector(2)), maps("maps", {3, 4, 2, 2});
  Output probs(logits.shape()), loss(labels.shape()), wrong(Shape::matrix(3, 5));
  Output of_maps(maps.shape());
  CHECK_ERROR(cpu::softmax_forward(logits, wrong), "(N=3, C=5, H=1, W=1)", "(N=3, C=4, H=1, W=1)");
  CHECK_ERROR(cpu::softmax_forward(maps, of_maps), "(N=3, C=4, H=2, W=2)", "(N=3, C=4, H=1, W=1)");
  CHECK_ERROR(cpu::softmax_loss(logits, two_labels, loss), "labels.shape",
              "(N=2, C=1, H=1, W=1) and (N=3, C=1, H=1, W=1)");
  CHECK_ERROR(cpu::softmax_loss(logits, labels, wrong), "loss.shape", "(N=3, C=5, H=1, W=1)");
  CHECK_ERROR(cpu::softmax_loss(maps, labels, loss), "(N=3, C=4, H=2, W=2)");
  CHECK_ERROR(cpu::softmax_loss_backward(logits, two_labels, probs), "labels.shape",
              "(N=2, C=1, H=1, W=1) and (N=3, C=1, H=1, W=1)");
  CHECK_ERROR(cpu::softmax_loss_backward(logits, labels, wrong), "grad_logits.shape",
              "(N=3, C=5, H=1, W=1)");
  CHECK_ERROR(cpu::softmax_loss_backward(maps, labels, of_maps), "(N=3, C=4, H=2, W=2)");
}

TEST_CASE("softmax loss: a label is a class number or it is refused") {
  const Tensor logits("logits", Shape::matrix(2, 10));
  Output loss(Shape::vector(2)), grad_logits(logits.shape());
  const auto check_refused = [&](Real label, const char* text) {
    const Tensor labels = tensor_of(Shape::vector(2), {0, label});
    CHECK_ERROR(cpu::softmax_loss(logits, labels, loss), text, "image 1", "0 ... 9");
    CHECK_ERROR(cpu::softmax_loss_backward(logits, labels, grad_logits), text, "image 1",
                "0 ... 9");
  };
  check_refused(10, "label 10");
  check_refused(-1, "label -1");
  check_refused(2.5f, "label 2.5");
  check_refused(1e30f, "label 1e+30");
  check_refused(std::numeric_limits<Real>::quiet_NaN(), "label nan");
  check_refused(-std::numeric_limits<Real>::infinity(), "label -inf");
}

TEST_CASE("softmax loss: both ends of the range are classes") {
  Tensor logits("logits", Shape::matrix(2, 10));
  for (int i = 0; i < 20; ++i) logits.data()[i] = Real(i % 10);
  double sum = 0;
  for (int k = 0; k < 10; ++k) sum += std::exp(double(k));
  Output loss(Shape::vector(2));
  cpu::softmax_loss(logits, tensor_of(Shape::vector(2), {0, 9}), loss);
  const Tensor expected =
      tensor_of(Shape::vector(2), {Real(std::log(sum)), Real(std::log(sum) - 9)});
  CHECK_CLOSE(loss, expected, log_of_sum(10));
}

TEST_CASE("softmax loss: a case small enough to draw") {
  // Scores log 1, log 2, log 5 are probabilities 1/8, 2/8, 5/8; equal scores share evenly.
  const auto log = [](double x) { return Real(std::log(x)); };
  const Tensor logits = tensor_of(Shape::matrix(2, 3), {log(1), log(2), log(5), 4, 4, 4});
  const Tensor labels = tensor_of(Shape::vector(2), {2, 0});
  Output probs(logits.shape()), loss(labels.shape()), grad_logits(logits.shape());
  const Real third = 1 / Real(3);
  cpu::softmax_forward(logits, probs);
  const Tensor expected_probs =
      tensor_of(Shape::matrix(2, 3), {0.125f, 0.25f, 0.625f, third, third, third});
  CHECK_CLOSE(probs, expected_probs, sum_over_classes(expected_probs));
  cpu::softmax_loss(logits, labels, loss);
  CHECK_CLOSE(loss, tensor_of(Shape::vector(2), {log(1.6), log(3)}), log_of_sum(3));
  cpu::softmax_loss_backward(probs, labels, grad_logits);
  const Tensor expected_grad_logits = tensor_of(
      Shape::matrix(2, 3), {0.0625f, 0.125f, -0.1875f, (third - 1) / 2, third / 2, third / 2});
  CHECK_CLOSE(grad_logits, expected_grad_logits, sum_over_classes(expected_grad_logits));
}

TEST_CASE("softmax loss: probabilities sum to one and gradients to zero") {
  const Tensor logits = random_tensor("logits", Shape::matrix(5, 1000), 3);
  const Tensor labels = labels_for(5, 1000);
  Output probs(logits.shape()), grad_logits(logits.shape());
  cpu::softmax_forward(logits, probs);
  cpu::softmax_loss_backward(probs, labels, grad_logits);
  Tensor sums("sums", Shape::matrix(5, 2)), expected("expected", sums.shape());
  for (int n = 0; n < 5; ++n) {
    double sum_of_probs = 0, sum_of_gradients = 0;
    for (int k = 0; k < 1000; ++k) {
      CHECK(probs.view()(n, k, 0, 0) > 0);
      sum_of_probs += probs.view()(n, k, 0, 0);
      sum_of_gradients += grad_logits.view()(n, k, 0, 0);
    }
    sums.view()(n, 0, 0, 0) = Real(sum_of_probs);
    sums.view()(n, 1, 0, 0) = Real(sum_of_gradients);
    expected.view()(n, 0, 0, 0) = 1;
  }
  CHECK_CLOSE(sums, expected, sum_of(1000));
}

TEST_CASE("softmax loss: adding the same number to all scores changes nothing") {
  // Multiples of 1/64 below 2^10: the sums are exact.
  Tensor logits("logits", Shape::matrix(3, 11)), moved("moved", logits.shape());
  RandomSequence random(RandomStream(1, "logits"));
  for (int i = 0; i < 33; ++i) {
    logits.data()[i] = Real(random.below(512) - 256) / 64;
    moved.data()[i] = logits.data()[i] + 1000;
  }
  const Tensor labels = labels_for(3, 11);
  Output probs(logits.shape()), probs_moved(logits.shape());
  cpu::softmax_forward(logits, probs);
  cpu::softmax_forward(moved, probs_moved);
  CHECK_CLOSE(probs_moved, probs, exact());
  Output loss(labels.shape()), loss_moved(labels.shape());
  cpu::softmax_loss(logits, labels, loss);
  cpu::softmax_loss(moved, labels, loss_moved);
  CHECK_CLOSE(loss_moved, loss, exact());
}

TEST_CASE("softmax loss: huge scores neither overflow nor turn into infinity") {
  const Tensor logits = tensor_of(Shape::matrix(2, 3), {1e4f, 0, -1e4f, 1e4f, 1e4f, 0});
  const Tensor labels = tensor_of(Shape::vector(2), {2, 0});
  Output probs(logits.shape()), loss(labels.shape()), grad_logits(logits.shape());
  cpu::softmax_forward(logits, probs);
  CHECK_CLOSE(probs, tensor_of(Shape::matrix(2, 3), {1, 0, 0, 0.5f, 0.5f, 0}), exact());
  cpu::softmax_loss(logits, labels, loss);  // finite although the label's probability is 0
  CHECK_CLOSE(loss, tensor_of(Shape::vector(2), {2e4f, Real(std::log(2.0))}), sum_of(1));
  cpu::softmax_loss_backward(probs, labels, grad_logits);
  CHECK_CLOSE(grad_logits, tensor_of(Shape::matrix(2, 3), {0.5f, 0, -0.5f, -0.25f, 0.25f, 0}),
              exact());
}

TEST_CASE("softmax loss: what is not a number shows in the probabilities") {
  constexpr Real kNan = std::numeric_limits<Real>::quiet_NaN();
  for (int at = 0; at < 5; ++at) {
    Tensor logits = random_tensor("logits", Shape::matrix(1, 5));
    logits.data()[at] = kNan;
    Output probs(logits.shape());
    cpu::softmax_forward(logits, probs);
    for (Real p : probs.view().values()) CHECK(std::isnan(p));
  }
}

TEST_CASE("softmax loss: the layer starts backward from the labels") {
  const Tensor logits = random_tensor("logits", Shape::matrix(3, 4)), labels = labels_for(3, 4);
  const std::vector<ConstTensorView> inputs = {logits};
  Output probs(logits.shape()), grad_logits(logits.shape());
  SoftmaxLoss layer;
  layer.forward(inputs, probs, {});
  layer.backward(inputs, probs, labels, std::vector<TensorView>{grad_logits}, {});
  const Formula expected(logits, labels);
  CHECK_CLOSE(probs, expected.probs, sum_over_classes(expected.probs));
  CHECK_CLOSE(grad_logits, expected.grad_logits, sum_over_classes(expected.grad_logits));
}

TEST_CASE("softmax loss: PyTorch computes the same") {
  const Golden golden("layers.safetensors");
  for (const std::string name : {"softmax_loss.few", "softmax_loss.many"}) {
    INFO(name);
    const Tensor logits = golden(name + ".logits"), labels = golden(name + ".labels");
    const Tensor expected_probs = golden(name + ".probs");
    const Tensor expected_grad_logits = golden(name + ".grad_logits");
    Output probs(logits.shape()), loss(labels.shape()), grad_logits(logits.shape());
    cpu::softmax_forward(logits, probs);
    CHECK_CLOSE(probs, expected_probs, sum_over_classes(expected_probs));
    cpu::softmax_loss(logits, labels, loss);
    CHECK_CLOSE(loss, golden(name + ".loss"), log_of_sum(logits.shape().c));
    cpu::softmax_loss_backward(probs, labels, grad_logits);
    CHECK_CLOSE(grad_logits, expected_grad_logits, sum_over_classes(expected_grad_logits));
  }
}

TEST_CASE("softmax loss: the formulas hold for every shape and any number of threads") {
  for (const auto& [batch, classes] : {std::pair{1, 1}, {1, 1000}, {3, 2}, {7, 10}, {37, 101}}) {
    INFO(batch << " images, " << classes << " classes");
    const Tensor logits = random_tensor("logits", Shape::matrix(batch, classes), 2);
    const Tensor labels = labels_for(batch, classes);
    const Formula expected(logits, labels);
    Output probs_before(logits.shape());
    cpu::softmax_forward(logits, probs_before);
    for (int threads : kThreadCounts) {
      INFO(threads << " threads");
      const WithThreads with(threads);
      Output probs(logits.shape()), loss(labels.shape()), grad_logits(logits.shape());
      cpu::softmax_forward(logits, probs);
      CHECK_CLOSE(probs, probs_before, exact());
      CHECK_CLOSE(probs, expected.probs, sum_over_classes(expected.probs));
      cpu::softmax_loss(logits, labels, loss);
      CHECK_CLOSE(loss, expected.loss, log_of_sum(classes));
      cpu::softmax_loss_backward(probs, labels, grad_logits);
      CHECK_CLOSE(grad_logits, expected.grad_logits, sum_over_classes(expected.grad_logits));
    }
  }
}
