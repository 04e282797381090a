#include "layers/fastest.h"
#include "layers/lrn/lrn.h"
#include "layers/rung_names.h"
#include "model/network.h"
#include "support/compare.h"
#include "support/conv_problems.h"
#include "support/lrn_cases.h"

using namespace alexnet;
using namespace alexnet::test;

namespace {

struct Row {
  std::string_view name;
};
constexpr Row kLadder[] = {{"naive"}, {"offset_table"}, {"winograd"}};

std::size_t how_many_up_to(std::string_view highest) {
  return up_to(highest, std::span<const Row>(kLadder)).size();
}

}  // namespace

TEST_CASE("highest rung: rungs above the named one are not taken") {
  CHECK(how_many_up_to("naive") == 1);
  CHECK(how_many_up_to("offset_table") == 2);
  CHECK(how_many_up_to("winograd") == 3);
}

TEST_CASE("highest rung: a ladder without a rung of that name is taken whole") {
  CHECK(how_many_up_to("strips") == 3);
  CHECK(how_many_up_to("") == 3);
}

TEST_CASE("highest rung: a name that no ladder has is refused with those that there are") {
  CHECK_ERROR(cpu::find_rung_name("fft"), "fft",
              "naive, offset_table, winograd, strips, rows_first");
  Network network(make_variant("lenet5"), {}, 1);
  CHECK_ERROR(network.set_highest_rung("fft"), "fft", "naive, offset_table, winograd");
}

TEST_CASE("highest rung: a convolution and a normalization keep to the formula") {
  const ConvProblem p({"", 2, {16}, 6, 6, 16, 3, {1, 1}});
  Output y(p.y_shape), y_formula(p.y_shape);
  cpu::conv_rungs()[0].forward(p.views, p.weight, p.bias, y_formula, p.params);
  const Tensor x = random_tensor("x", {2, 19, 7, 7});
  Output norm(x.shape()), norm_formula(x.shape());
  cpu::lrn_rungs()[0].forward(x, norm_formula, strong_lrn());
  const auto run = [&](std::string_view highest) {
    cpu::conv_forward(p.views, p.weight, p.bias, y, p.params, highest);
    cpu::lrn_forward(x, norm, strong_lrn(), highest);
  };
  run("naive");
  CHECK_CLOSE(y, y_formula, exact());
  CHECK_CLOSE(norm, norm_formula, exact());
  run("");
  CHECK(!compare(y, y_formula, exact()).ok);
  CHECK(!compare(norm, norm_formula, exact()).ok);
}

TEST_CASE(
    "highest rung: a network's layers keep to it, in both directions, unless a pass names one") {
  Network network(narrowed(make_variant("demo"), 2), {}, 2);
  network.initialize(1);
  const Tensor images = random_tensor("images", network.variant().input.with_batch(2));
  Tensor labels("labels", Shape::vector(2));
  const auto run = [&](const Pass& pass) {
    network.forward(images, pass);
    network.backward(labels);
    std::vector<Real> numbers;
    for (const Parameter* p : network.parameters())
      numbers.insert(numbers.end(), p->grad.data(), p->grad.data() + p->grad.shape().size());
    return numbers;
  };
  const std::vector<Real> fastest = run({});
  const std::vector<Real> by_pass = run({.highest_rung = "naive"});
  CHECK(run({}) == fastest);
  network.set_highest_rung("naive");
  CHECK(run({}) == by_pass);
  CHECK(by_pass != fastest);
  CHECK(run({.highest_rung = "winograd"}) != by_pass);
  network.set_highest_rung("");
  CHECK(run({}) == fastest);
}
