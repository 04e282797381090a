#include "exercises.h"

namespace alexnet::course {

std::vector<double> learning_rates(const std::vector<double>& errors, double first_rate,
                                   int patience) {
  std::vector<double> rates;
  double rate = first_rate, best = 2;  // above any error rate
  int without_progress = 0;
  for (const double error : errors) {
    rates.push_back(rate);
    ++without_progress;
    if (error < best) {
      best = error;
      without_progress = 0;
    }
    if (without_progress == patience) {
      rate /= 10;
      without_progress = 0;
    }
  }
  return rates;
}

}  // namespace alexnet::course
