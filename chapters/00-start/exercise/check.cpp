// Prints your results beside the expected ones. Do not change this file.
#include <fmt/format.h>

#include <algorithm>

#include "core/rng.h"
#include "data/drawn/drawn.h"
#include "exercises.h"
#include "layers/lrn/lrn.h"
#include "model/variants.h"
#include "support/exercise.h"
#include "train/sgd.h"

using namespace alexnet;
using namespace alexnet::course;

namespace {

void check_negative(Report& report) {
  for (const Shape& shape : {Shape{1, 1, 2, 3}, {1, 3, 4, 5}, {2, 3, 5, 4}}) {
    Tensor x("x", shape), yours("yours", shape), expected("expected", shape);
    fill_normal(x, RandomStream(1, "x"), 0, 1);
    for (std::int64_t i = 0; i < shape.size(); ++i) expected.data()[i] = -x.data()[i];
    negative(x, yours);
    report.compare(to_text(shape), yours, expected, exact());
  }
}

void check_most_probable(Report& report) {
  Tensor probs("probs", {4, 5, 1, 1});
  fill(probs, Real(0.1));
  for (int n = 0; n < 3; ++n) probs.view()(n, (2 * n + 4) % 5, 0, 0) = Real(0.6);
  report.compare("0.1 0.1 0.1 0.1 0.6", most_probable(probs, 0), 4);
  report.compare("0.1 0.6 0.1 0.1 0.1", most_probable(probs, 1), 1);
  report.compare("0.1 0.1 0.1 0.6 0.1", most_probable(probs, 2), 3);
  report.compare("0.1 0.1 0.1 0.1 0.1", most_probable(probs, 3), 0);
}

void check_findings(Report& report) {
  const Findings yours = findings();
  const auto check = [&](const char* what, const char* folder, float found, float there) {
    report.check(what, found == there, fmt::format("{} is not it; look in {}", found, folder));
  };
  const auto names = drawn_class_names();
  check("LRN's k", "src/layers/lrn/", yours.lrn_k, LrnParams{}.k);
  check("the momentum", "src/train/", yours.momentum, SgdParams{}.momentum);
  check("the label of the lemon", "src/data/drawn/", float(yours.label_of_lemon),
        float(std::find(names.begin(), names.end(), "lemon") - names.begin()));
  check("the width of lenet5's pictures", "src/model/variants/", float(yours.lenet5_side),
        float(make_variant("lenet5").input.w));
}

}  // namespace

int main(int argc, char** argv) {
  return check_exercises(argc, argv,
                         {{"the negative", check_negative},
                          {"the most probable class", check_most_probable},
                          {"where to look", check_findings}});
}
