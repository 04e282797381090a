#pragma once
#include <atomic>
#include <functional>

#include "predict/checkpoint.h"
#include "predict/gpu_feed.h"
#include "train/recipe.h"
#include "train/run_folder.h"

namespace alexnet {

/// What a run needs to know besides the network and the data.
struct TrainOptions {
  Recipe recipe;
  std::uint64_t seed = 1;
  DataRequest data;                  ///< noted in checkpoints: what the pictures are
  std::int64_t max_iterations = -1;  ///< stop after this many batches in all; -1: after the epochs
  bool shuffle = true;
  bool dropout = true;           ///< off: units are scaled as at test time
  int log_every = 20;            ///< iterations per row of metrics.csv
  int checkpoint_every_s = 600;  ///< besides the one at the end of each epoch
};

/// What may be changed while a run is under way. If nothing is changed, the run is the same, to the
/// bit.
struct TrainControls {
  float rate_factor = 1;     ///< times the rate of the schedule
  bool dropout = true;       ///< off: as at test time; on: as when the run began
  bool colour_noise = true;  ///< likewise
  bool operator==(const TrainControls&) const = default;
};

/// What the trainer asks and tells while it runs, in its own thread. Every function may be empty.
struct TrainObserver {
  /// Before each iteration: the controls from then on (for colour noise: from the next batch that
  /// is not prepared yet). It may wait, which pauses training and is not counted as training time.
  std::function<TrainControls()> controls;
  /// After each iteration: the measurement since the last row, and seconds left. On GPUs, where an
  /// iteration is only queued, loss and errors are those of the last row.
  std::function<void(const Measurement&, std::int64_t total_iterations, double left_s)>
      on_iteration;
  std::function<void(const Measurement&)> on_validation;
};

/// Trains a network on a data set and leaves everything in a run folder.
///
/// One iteration: a batch from the loader, forward, loss, backward, SGD. At the end of an epoch:
/// validation, the schedule, a checkpoint. The whole state is (parameters, velocities, iteration,
/// schedule), which is what a checkpoint holds; batches and dropout masks are functions of seed and
/// iteration. So 20 iterations and 10 + resume + 10 give the same bits of that state. (Two things
/// on the way are not in the checkpoint: controls that were changed - a resumed run follows its
/// recipe again - and what was counted since the last row of metrics.csv, so the first row of a run
/// that resumes within a row is about fewer iterations.)
///
/// From construction on, a network on GPUs does not keep what nodes with a fused ReLU compute
/// themselves, nor its gradients (Network::fuse_relus).
class Trainer {
 public:
  enum class Stop { finished, interrupted, nothing_to_do };

  /// Errors: other classes than the network's; a batch below 1, larger than the network was made
  /// for, or larger than the training set.
  Trainer(Network& network, const Dataset& train, const Dataset& val, Preprocessing preprocessing,
          const TrainOptions& options, RunFolder& folder);

  /// Errors: the run has learned from other pictures than those given here, as far as a checkpoint
  /// tells.
  void check_same_pictures(const Checkpoint& checkpoint) const;
  /// Continues from a checkpoint of the same run.
  /// Errors: those of check_same_pictures(); it holds no velocities, or numbers that are not finite.
  /// In any case the run folder stays as it was.
  void resume(const Checkpoint& checkpoint);
  /// Whether all iterations are done already, and the last epoch was validated.
  bool is_done() const;
  /// Which limit has ended a run that is_done(), and which option of `alexnet train` lifts it.
  std::string why_done() const;
  /// Trains until the end, or until `stop` becomes true: then finishes the iteration and saves. A
  /// validation under way is given up after its next batch; a run that is resumed makes up for it.
  /// Does nothing if the run is_done() already.
  /// Errors: a loss that is not finite (the message names the node), in training or in validation;
  /// a full disk.
  Stop run(const std::atomic<bool>& stop, const TrainObserver& observer = {});

  std::int64_t iteration() const { return state_.iteration; }
  const Evaluation& last_validation() const { return last_validation_; }

 private:
  struct RunClock;

  /// Whether a limit allows no more iterations.
  bool has_learned_all() const;
  /// Whether the iterations of an epoch are done, but not the rest of it.
  bool is_validation_due(const TrainingState& state) const;
  Augmentation augmentation() const;
  void apply(const TrainControls& controls, Loader& loader);
  Batch learn_from(Batch batch);
  Batch learn_from_on_gpus(Batch batch);
  float rate() const { return schedule_.rate() * controls_.rate_factor; }
  SgdParams sgd_params() const;
  void fetch_counts();
  Evaluation results(bool end_of_row);
  void report_iteration(RunClock& clock, const TrainObserver& observer);
  void check_loss(double loss, Split split = Split::train);
  void warn_if_stalled(const Measurement& row);
  void end_epoch(double elapsed_s, const std::atomic<bool>& stop, const TrainObserver& observer);
  bool validate(double elapsed_s, const std::atomic<bool>& stop, const TrainObserver& observer);
  void save();
  std::int64_t total_iterations() const;

  Network& network_;
  Dataset train_, val_;
  Preprocessing preprocessing_;
  TrainOptions options_;
  RunFolder& folder_;
  Schedule schedule_;
  TrainControls controls_;
  TrainingState state_;
  std::int64_t batches_per_epoch_ = 0;
  /// The last iteration is within an epoch, and has no validation yet.
  bool ends_unvalidated_ = false;
  std::optional<GpuFeed> gpu_feed_;  // where every tower has a GPU
  ErrorCounts since_last_row_;       // GPUs count on their own until asked
  Evaluation last_row_;
  Evaluation last_validation_;
  int stalled_rows_ = 0;
};

}  // namespace alexnet
