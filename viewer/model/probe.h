#pragma once
#include <string>
#include <vector>

#include "viewer/model/position.h"
#include "viewer/model/snapshot.h"

// How one value came about: the sum that a node computed for it, term by term.
namespace alexnet::viewer {

/// One term of a sum.
struct Term {
  int node = 0;          ///< whose value, or gradient, is read; kPicture for the picture
  Position at;           ///< where in it; with `outside`, beyond the edge of its map
  bool outside = false;  ///< there, zeros stand in for values
  float value = 0;       ///< what is there
  float factor = 1;      ///< what it is multiplied by
  double product = 0;    ///< the term
};

/// Terms that lie side by side on one map: `count` of them from `first` on, row by row.
struct TermWindow {
  int first = 0, count = 0, columns = 1;
};

/// The sum behind one value.
struct Probe {
  std::string rule;         ///< the formula in words
  std::string value_name;   ///< what a term's value is, for a heading
  std::string factor_name;  ///< likewise for its factor; empty: there is none worth showing
  std::string function;     ///< what turns the value into the term, "exp"; empty: the factor does
  std::vector<Term> terms;
  std::vector<TermWindow> windows;  ///< of all terms; one for each map that is read
  std::string offset_name;          ///< what is added to the terms; empty: nothing is
  double offset = 0;
  double sum = 0;         ///< of the offset and all terms
  std::string last_step;  ///< how the result follows, with the numbers; empty: it is the sum
  double result = 0;
  float computed = 0;    ///< what the node holds there
  double allowance = 0;  ///< how far apart rounding may put the two

  /// Whether the node computed what the terms say. NaN agrees with NaN.
  bool agrees() const;
  /// The sum of one window's terms.
  double sum_of(const TermWindow& window) const;
  /// The terms of largest absolute value, the largest first.
  std::vector<int> largest_terms(int count) const;
  /// The window whose sum is furthest from zero; -1 where there is none.
  int strongest_window() const;
};

/// Why the node's output has its value there, from what the node reads.
Probe probe_forward(const std::vector<NodeFacts>& nodes, const Trace& trace, int node, Position at);

/// Why the gradient of the loss with respect to that value is what it is: from the gradients of
/// every node that read the value, one or several. `node` is kPicture for a pixel.
/// Errors: the last node, where the loss begins.
Probe probe_backward(const std::vector<NodeFacts>& nodes, const Trace& trace, int node,
                     Position at);

}  // namespace alexnet::viewer
