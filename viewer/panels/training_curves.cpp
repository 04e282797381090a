#include "viewer/panels/training_curves.h"

#include "viewer/toolkit/style.h"

namespace alexnet::viewer {
namespace {

bool is_val(const Measurement& row) { return row.split == Split::val; }

template <class Value>
Curve curve_of(std::span<const Measurement> rows, const char* name, ImU32 colour, bool val,
               Value value) {
  Curve curve{name, colour, val, {}, {}};
  for (const Measurement& row : rows) {
    if (is_val(row) != val) continue;
    curve.x.push_back(double(row.iteration));
    curve.y.push_back(value(row.result));
  }
  return curve;
}

}  // namespace

Chart loss_chart(std::span<const Measurement> rows, bool logarithmic) {
  const auto loss = [](const Evaluation& e) { return e.loss; };
  Chart chart{"Loss", "iteration", "", 3, logarithmic, {}, rate_marks(rows)};
  chart.curves = {curve_of(rows, "training", kBlue, false, loss),
                  curve_of(rows, "validation", kVermillion, true, loss)};
  return chart;
}

Chart error_chart(std::span<const Measurement> rows) {
  const auto top1 = [](const Evaluation& e) { return 100 * e.top1_error; };
  const auto top5 = [](const Evaluation& e) { return 100 * e.top5_error; };
  Chart chart{"Errors", "iteration", " %", 1, false, {}, rate_marks(rows)};
  chart.curves = {curve_of(rows, "training top-1", kBlue, false, top1),
                  curve_of(rows, "validation top-1", kVermillion, true, top1),
                  curve_of(rows, "training top-5", kSky, false, top5),
                  curve_of(rows, "validation top-5", kOrange, true, top5)};
  return chart;
}

std::vector<ChartMark> rate_marks(std::span<const Measurement> rows) {
  std::vector<ChartMark> marks;
  float rate = 0;
  double iteration = 0;
  for (const Measurement& row : rows) {
    // The rate changed after the previous row: right after it at an epoch's end, some batches later
    // if changed by hand.
    if (row.learning_rate != rate)
      marks.push_back({iteration, "rate " + short_number(double(row.learning_rate))});
    rate = row.learning_rate;
    iteration = double(row.iteration);
  }
  return marks;
}

}  // namespace alexnet::viewer
