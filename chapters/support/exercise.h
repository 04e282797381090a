#pragma once
#include <functional>
#include <string>
#include <vector>

#include "core/compare.h"
#include "core/tensor.h"

// What the checks of the exercises are written with: they print what your code computes beside what
// it should, and say what is done and what is not yet.
namespace alexnet::course {

/// Collects what one exercise got right and wrong.
class Report {
 public:
  /// Numbers that must be the same.
  void compare(const std::string& what, double yours, double expected);
  /// A condition that must hold; `yours` says in numbers why it does not.
  void check(const std::string& what, bool right, const std::string& yours);
  /// Tensors that must agree within the tolerance. If they do not, prints a corner of the worst
  /// map, from both.
  void compare(const std::string& what, ConstTensorView yours, ConstTensorView expected,
               Tolerance tolerance);

  bool all_right() const { return wrong_ == 0; }

 private:
  void say(bool right, const std::string& line);

  int wrong_ = 0;
};

struct Exercise {
  const char* title;
  std::function<void(Report&)> check;
};

/// main() of a chapter's check: runs the exercises, or only the one whose number is the argument,
/// and prints "exercise 1: done" or "exercise 1: not yet". Returns 0 if all are done, 1 if not, 2
/// if there is no exercise with that number.
int check_exercises(int argc, char** argv, const std::vector<Exercise>& exercises);

}  // namespace alexnet::course
