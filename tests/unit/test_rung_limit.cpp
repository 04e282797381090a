#include "layers/rung_limit.h"

#include "layers/lrn/lrn.h"
#include "support/compare.h"
#include "support/conv_problems.h"
#include "support/lrn_cases.h"

using namespace alexnet;
using namespace alexnet::test;

namespace {

struct Row {
  const char* name;
};
constexpr Row kLadder[] = {{"naive"}, {"offset_table"}, {"winograd"}};

std::size_t how_many_allowed() { return cpu::allowed(std::span<const Row>(kLadder)).size(); }

}  // namespace

TEST_CASE("rung limit: rungs above the named one are not taken until the block ends") {
  CHECK(how_many_allowed() == 3);
  {
    const cpu::RungLimit limit("offset_table");
    CHECK(how_many_allowed() == 2);
    {
      const cpu::RungLimit lower("naive");
      CHECK(how_many_allowed() == 1);
      const cpu::RungLimit higher("winograd");  // does not lift the other
      CHECK(how_many_allowed() == 1);
    }
    const cpu::RungLimit of_another_ladder("strips");
    CHECK(how_many_allowed() == 2);
  }
  CHECK(how_many_allowed() == 3);
}

TEST_CASE("rung limit: a name that no ladder has is refused with those that there are") {
  CHECK_ERROR(cpu::RungLimit("fft"), "fft", "naive, offset_table, winograd, strips, rows_first");
  CHECK(how_many_allowed() == 3);
}

TEST_CASE("rung limit: a convolution and a normalization keep to the formula") {
  const ConvProblem p({"", 2, {16}, 6, 6, 16, 3, {1, 1}});
  Output y(p.y_shape), y_formula(p.y_shape);
  cpu::conv_rungs()[0].forward(p.views, p.weight, p.bias, y_formula, p.params);
  const Tensor x = random_tensor("x", {2, 19, 7, 7});
  Output norm(x.shape()), norm_formula(x.shape());
  cpu::lrn_rungs()[0].forward(x, norm_formula, strong_lrn());
  const auto run = [&] {
    cpu::conv_forward(p.views, p.weight, p.bias, y, p.params);
    cpu::lrn_forward(x, norm, strong_lrn());
  };
  {
    const cpu::RungLimit limit("naive");
    run();
  }
  CHECK_CLOSE(y, y_formula, exact());
  CHECK_CLOSE(norm, norm_formula, exact());
  run();
  CHECK(!compare(y, y_formula, exact()).ok);
  CHECK(!compare(norm, norm_formula, exact()).ok);
}
