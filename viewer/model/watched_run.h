#pragma once
#include <memory>

#include "viewer/model/training_facts.h"

namespace alexnet::viewer {

/// A run folder in which another program trains.
class WatchedRun {
 public:
  struct News {
    std::shared_ptr<const std::vector<Measurement>> rows;  ///< null: nothing is measured yet
    std::shared_ptr<const WeightSnapshot> weights;         ///< null: nothing is saved yet
    double quiet_s = 0;                                    ///< since the last row was written
    bool has_ended = false;                                ///< all of its epochs are done
  };

  /// Errors: no such folder.
  explicit WatchedRun(const Path& folder);

  /// Reads what is new: metrics.csv if it has grown, and the newest checkpoint once.
  /// Errors: the folder is gone; a damaged file.
  News look();

 private:
  void read_metrics();
  bool has_ended() const;
  void look_into(const Path& checkpoint);

  Path folder_, seen_;
  std::uintmax_t seen_size_ = 0;  // of metrics.csv
  News news_;
};

/// Puts the news into what the panels see.
void put_into(TrainingFacts& facts, const WatchedRun::News& news);

}  // namespace alexnet::viewer
