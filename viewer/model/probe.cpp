#include "viewer/model/probe.h"

#include <algorithm>
#include <cmath>
#include <limits>
#include <numeric>

namespace alexnet::viewer {

double Probe::sum_of(const TermWindow& window) const {
  double total = 0;
  for (int i = window.first; i < window.first + window.count; ++i) total += terms[i].product;
  return total;
}

bool Probe::agrees() const {
  if (std::isnan(computed) || std::isnan(result)) return std::isnan(computed) == std::isnan(result);
  return double(computed) == result || std::abs(double(computed) - result) <= allowance;
}

std::vector<int> Probe::largest_terms(int count) const {
  std::vector<int> order(terms.size());
  std::iota(order.begin(), order.end(), 0);
  const auto size = [this](int i) {  // NaN cannot be ordered: it counts as the largest
    const double product = std::abs(terms[i].product);
    return std::isnan(product) ? std::numeric_limits<double>::infinity() : product;
  };
  std::stable_sort(order.begin(), order.end(), [&](int a, int b) { return size(a) > size(b); });
  order.resize(std::min(order.size(), std::size_t(count)));
  return order;
}

int Probe::strongest_window() const {
  int best = -1;
  double best_size = -1;
  for (int i = 0; i < int(windows.size()); ++i) {
    const double size = std::abs(sum_of(windows[i]));
    if (size > best_size) best = i, best_size = size;
  }
  return best;
}

}  // namespace alexnet::viewer
