#include <set>
#include <string_view>

#include "gradients/check_gradient.h"
#include "layers/avgpool/avgpool.h"
#include "layers/conv/conv.h"
#include "layers/dropout/dropout.h"
#include "layers/linear/linear.h"
#include "layers/lrn/lrn.h"
#include "layers/lrn_within_channel/lrn_within_channel.h"
#include "layers/maxpool/maxpool.h"
#include "layers/relu/relu.h"
#include "layers/softmax_loss/softmax_loss.h"
#include "layers/tanh/tanh.h"

using namespace alexnet;
using namespace alexnet::test;

namespace {

/// Numbers that are no closer to zero than 0.1, where ReLU has its kink.
Tensor away_from_zero(const Shape& shape) {
  Tensor x = random_tensor("x", shape);
  for (Real& value : x.view().values()) value += value < 0 ? -0.1 : 0.1;
  return x;
}

/// Numbers of which no two are closer than 0.01: a small step does not change which is largest.
Tensor all_different(const Shape& shape) {
  Tensor x("x", shape);
  const std::vector<int> order = random_permutation(int(shape.size()), RandomStream(1, "x"));
  for (std::size_t i = 0; i < order.size(); ++i) x.data()[i] = 0.01 * order[i];
  return x;
}

/// The inputs of a layer that may have several, and room for their gradients.
struct InputList {
  explicit InputList(const std::vector<Shape>& shapes) {
    for (const Shape& shape : shapes) {
      const std::string name = "x" + std::to_string(x.size());
      x.push_back(random_tensor(name, shape));
      grad_x.emplace_back("grad_" + name, shape);
    }
    for (std::size_t i = 0; i < x.size(); ++i) {
      views.push_back(x[i].view());
      grads.push_back(grad_x[i].view());
    }
  }
  std::vector<Checked> checked() {
    std::vector<Checked> result;
    for (std::size_t i = 0; i < x.size(); ++i) result.push_back({x[i].name(), x[i], grads[i]});
    return result;
  }

  std::vector<Tensor> x, grad_x;
  std::vector<ConstTensorView> views;
  std::vector<TensorView> grads;
};

/// Checks an op with one input: forward(y) writes y from x, backward(y, grad_y, grad_x) grad_x.
template <class Forward, class Backward>
void check_one_input(Tensor& x, const Shape& y_shape, Forward forward, Backward backward) {
  const Tensor grad_y = random_tensor("grad_y", y_shape);
  Tensor y("y", y_shape), grad_x("grad_x", x.shape());
  forward(y.view());
  backward(y.view(), grad_y.view(), grad_x.view());
  check_gradient({{"x", x, grad_x}}, y, grad_y, [&] { forward(y.view()); });
}

}  // namespace

TEST_CASE("gradient: conv") {
  struct {
    const char* why;
    std::vector<Shape> x;
    int filters, size;
    ConvParams params;
  } const cases[] = {
      {"same size", {{2, 2, 5, 4}}, 3, 3, {1, 1}},
      {"stride 2, hanging over by one", {{2, 2, 6, 7}}, 3, 3, {2, 1}},
      {"stride 3, hanging over by two", {{1, 2, 7, 8}}, 2, 5, {3, 1}},
      {"stride beyond the filter", {{1, 2, 8, 7}}, 2, 2, {3, 0}},
      {"stride 3, nothing hangs over", {{1, 2, 7, 8}}, 2, 3, {3, 0, false}},
      {"two inputs", {{2, 2, 5, 5}, {2, 3, 5, 5}}, 3, 3, {2, 1}},
      {"depth enough for every rung", {{1, 10, 5, 4}, {1, 6, 5, 4}}, 16, 3, {1, 1}},
      {"depth enough for every rung, 5 x 5", {{1, 16, 3, 2}}, 16, 5, {1, 2}},
  };
  std::set<std::string_view> tested;
  for (const auto& c : cases)
    for (const cpu::ConvRung& rung : cpu::conv_rungs()) {
      INFO(c.why << ", " << rung.name);
      int channels = 0;
      for (const Shape& shape : c.x) channels += shape.c;
      const Shape w = Shape::filters(c.filters, channels, c.size, c.size);
      Tensor weight = random_tensor("weight", w), grad_weight("grad_weight", w);
      Tensor bias = random_tensor("bias", Shape::vector(c.filters));
      Tensor grad_bias("grad_bias", bias.shape());
      const Shape y_shape = conv_output_shape(c.x, w, c.params);
      if (!rung.supports(c.x, w, y_shape, c.params)) continue;
      tested.insert(rung.name);
      InputList in(c.x);
      Tensor y("y", y_shape);
      const Tensor grad_y = random_tensor("grad_y", y.shape());
      rung.backward_input(grad_y, weight, in.grads, c.params);
      rung.backward_weight(in.views, grad_y, grad_weight, grad_bias, c.params);
      std::vector<Checked> all = in.checked();
      all.push_back({"weight", weight, grad_weight});
      all.push_back({"bias", bias, grad_bias});
      check_gradient(all, y, grad_y, [&] { rung.forward(in.views, weight, bias, y, c.params); });
    }
  CHECK(tested.size() == cpu::conv_rungs().size());
}

TEST_CASE("gradient: linear") {
  for (const auto& x : {std::vector<Shape>{{3, 2, 2, 3}}, {{2, 2, 2, 2}, {2, 5, 1, 1}}})
    for (const cpu::LinearRung& rung : cpu::linear_rungs()) {
      INFO(x.size() << " inputs, " << rung.name);
      InputList in(x);
      std::int64_t inputs = 0;
      for (const Shape& shape : x) inputs += shape.image_size();
      const Shape w = Shape::matrix(4, int(inputs));
      Tensor weight = random_tensor("weight", w), grad_weight("grad_weight", w);
      Tensor bias = random_tensor("bias", Shape::vector(4)), grad_bias("grad_bias", bias.shape());
      Tensor y("y", linear_output_shape(x, w));
      const Tensor grad_y = random_tensor("grad_y", y.shape());
      rung.backward_input(grad_y, weight, in.grads);
      rung.backward_weight(in.views, grad_y, grad_weight, grad_bias);
      std::vector<Checked> all = in.checked();
      all.push_back({"weight", weight, grad_weight});
      all.push_back({"bias", bias, grad_bias});
      check_gradient(all, y, grad_y, [&] { rung.forward(in.views, weight, bias, y); });
    }
}

TEST_CASE("gradient: relu") {
  Tensor x = away_from_zero({2, 3, 4, 5});
  check_one_input(
      x, x.shape(), [&](TensorView y) { cpu::relu_forward(x, y); }, cpu::relu_backward);
}

TEST_CASE("gradient: tanh") {
  Tensor x = random_tensor("x", {2, 3, 4, 5});
  check_one_input(
      x, x.shape(), [&](TensorView y) { cpu::tanh_forward(x, y); }, cpu::tanh_backward);
}

TEST_CASE("gradient: lrn") {
  std::set<std::string_view> tested;
  for (const LrnParams& params : {LrnParams{.size = 5, .k = 2, .alpha = 0.1},
                                  {.size = 3, .k = 1, .alpha = 0.5},
                                  {.size = 5, .k = 1, .alpha = 0.5, .beta = 0.5}})
    for (const cpu::LrnRung& rung : cpu::lrn_rungs()) {
      if (!rung.supports(params)) continue;
      tested.insert(rung.name);
      INFO("size " << params.size << ", beta " << params.beta << ", " << rung.name);
      Tensor x = random_tensor("x", {2, 7, 3, 4});
      check_one_input(
          x, x.shape(), [&](TensorView y) { rung.forward(x, y, params); },
          [&](ConstTensorView y, ConstTensorView grad_y, TensorView grad_x) {
            rung.backward(x, y, grad_y, grad_x, params);
          });
    }
  CHECK(tested.size() == cpu::lrn_rungs().size());
}

TEST_CASE("gradient: lrn within channel") {
  for (const LrnWithinChannelParams& params :
       {LrnWithinChannelParams{.size = 5, .k = 1, .alpha = 0.1},
        {.size = 3, .k = 2, .alpha = 0.5, .beta = 0.5}}) {
    INFO("size " << params.size);
    Tensor x = random_tensor("x", {2, 2, 4, 6});
    check_one_input(
        x, x.shape(), [&](TensorView y) { cpu::lrn_within_channel_forward(x, y, params); },
        [&](ConstTensorView y, ConstTensorView grad_y, TensorView grad_x) {
          cpu::lrn_within_channel_backward(x, y, grad_y, grad_x, params);
        });
  }
}

TEST_CASE("gradient: maxpool") {
  for (const PoolParams& params : {PoolParams{3, 2}, {2, 2}, {4, 3}})
    for (const cpu::MaxPoolRung& rung : cpu::maxpool_rungs()) {
      INFO("size " << params.size << ", " << rung.name);
      Tensor x = all_different({2, 2, 7, 6});
      check_one_input(
          x, pool_output_shape(x.shape(), params),
          [&](TensorView y) { rung.forward(x, y, params); },
          [&](ConstTensorView, ConstTensorView grad_y, TensorView grad_x) {
            rung.backward(x, grad_y, grad_x, params);
          });
    }
}

TEST_CASE("gradient: avgpool") {
  for (const PoolParams& params : {PoolParams{3, 2}, {2, 2}, {4, 3}}) {
    INFO("size " << params.size);
    Tensor x = random_tensor("x", {2, 2, 7, 6});
    check_one_input(
        x, pool_output_shape(x.shape(), params),
        [&](TensorView y) { cpu::avgpool_forward(x, y, params); },
        [&](ConstTensorView, ConstTensorView grad_y, TensorView grad_x) {
          cpu::avgpool_backward(grad_y, grad_x, params);
        });
  }
}

TEST_CASE("gradient: dropout, in training with its mask and in a test with its scale") {
  const RandomStream stream(1, "drop6a", 7);
  Tensor x = random_tensor("x", {3, 20, 1, 1});
  check_one_input(
      x, x.shape(), [&](TensorView y) { cpu::dropout_forward(x, y, 0.3, stream); },
      [&](ConstTensorView, ConstTensorView grad_y, TensorView grad_x) {
        cpu::dropout_backward(grad_y, grad_x, 0.3, stream);
      });
  check_one_input(
      x, x.shape(), [&](TensorView y) { cpu::dropout_scale(x, y, 0.3); },
      [&](ConstTensorView, ConstTensorView grad_y, TensorView grad_x) {
        cpu::dropout_scale(grad_y, grad_x, 0.3);
      });
}

TEST_CASE("gradient: softmax loss, of the mean over the batch") {
  Tensor logits = random_tensor("logits", Shape::matrix(4, 7), 2);
  const Tensor labels = tensor_of(Shape::vector(4), {0, 3, 6, 3});
  Tensor probs("probs", logits.shape()), grad_logits("grad_logits", logits.shape());
  Tensor loss("loss", labels.shape()), mean("mean", labels.shape());
  fill(mean, 1.0 / 4);
  cpu::softmax_forward(logits, probs);
  cpu::softmax_loss_backward(probs, labels, grad_logits);
  check_gradient({{"logits", logits, grad_logits}}, loss, mean,
                 [&] { cpu::softmax_loss(logits, labels, loss); });
}
