#pragma once
#include <algorithm>
#include <cmath>

#include "core/compare.h"
#include "viewer/model/probe.h"

namespace alexnet::viewer {

/// Puts a probe together, term after term.
class ProbeBuilder {
 public:
  Probe probe;

  /// The terms that follow lie on one map, `columns` to a row.
  void begin_window(int columns) {
    end_window();
    probe.windows.push_back({int(probe.terms.size()), 0, std::max(1, columns)});
  }
  /// value * factor
  void add(int node, Position at, float value, float factor) {
    add(node, at, value, factor, double(value) * factor);
  }
  void add(int node, Position at, float value, float factor, double product) {
    probe.terms.push_back({node, at, false, value, factor, product});
  }
  /// A place beyond the edge of the map.
  void add_outside(int node, Position at, float factor) {
    probe.terms.push_back({node, at, true, 0, factor, 0});
  }
  void offset(const std::string& name, double value) {
    probe.offset_name = name;
    probe.offset = value;
  }
  /// Adds up the terms; all must be there. The result is the sum, unless finish_with() follows.
  void finish(float computed) {
    end_window();
    double largest = std::abs(probe.offset);  // term or partial sum
    probe.sum = probe.offset;
    for (const Term& term : probe.terms) {
      probe.sum += term.product;
      largest = std::max({largest, std::abs(term.product), std::abs(probe.sum)});
    }
    probe.result = probe.sum;
    probe.computed = computed;
    set_allowance(largest);
  }
  /// Call after finish(): the result, where it is not the sum itself.
  void finish_with(const std::string& last_step, double result) {
    probe.last_step = last_step;
    probe.result = result;
    set_allowance(std::abs(result));
  }

 private:
  // Terms are added up in float in some order: each addition rounds a number as large as the
  // partial sums, and the errors grow like a random walk. Powers and exponentials add some units in
  // the last place.
  void set_allowance(double largest) {
    constexpr double kFunctions = 24;
    probe.allowance = kEpsilon * (kFunctions + 4 * std::sqrt(double(probe.terms.size()))) * largest;
  }
  void end_window() {
    if (probe.windows.empty()) return;
    TermWindow& last = probe.windows.back();
    last.count = int(probe.terms.size()) - last.first;
    if (last.count == 0) probe.windows.pop_back();
  }
};

}  // namespace alexnet::viewer
