#pragma once
#include <string>
#include <utility>
#include <vector>

namespace alexnet {

struct ScheduleOptions {
  /// "0:0.01,20:0.001": the rate from each epoch on. Empty: divided by 10 at plateaus (the paper).
  std::string steps;
  int patience = 5;  ///< this many epochs without a better validation error are a plateau
  int drops = 3;     ///< the paper divided three times; at the plateau after that, training ends
};

/// The learning rate over time. Paper: section 5: "divide the learning rate by 10 when the
/// validation error rate stopped improving with the current learning rate".
class Schedule {
 public:
  /// Errors: steps that are not of the form epoch:rate,epoch:rate with rising epochs.
  Schedule(const ScheduleOptions& options, float first_rate);

  float rate() const { return rate_; }
  /// True once the validation error no longer improves after the last drop.
  bool finished() const { return finished_; }
  /// To be called at the end of epoch `epoch` (0, 1, ...), with the validation error, 0 ... 1.
  void end_of_epoch(int epoch, double validation_error);

  /// Everything that changes, as a line of text for the checkpoint.
  std::string state() const;
  /// Continues from that state after `epoch` whole epochs. With steps, which may have been changed
  /// since, the rate comes from the steps.
  void restore(const std::string& state, int epoch);

 private:
  float rate_at(int epoch) const;

  ScheduleOptions options_;
  std::vector<std::pair<int, float>> steps_;
  float rate_;
  double best_error_ = 2;
  int epochs_since_best_ = 0, drops_done_ = 0;
  bool finished_ = false;
};

}  // namespace alexnet
