#pragma once
#include <atomic>
#include <functional>
#include <optional>

#include "predict/trained_model.h"
#include "viewer/model/commands.h"
#include "viewer/model/snapshot.h"

namespace alexnet::viewer {

/// The network and data that are open, and one function per command. Lives in the worker's thread.
class Session {
 public:
  /// `publish` gets every new snapshot; long work stops soon after `cancelled` becomes true, and
  /// work that can resume later gives way when `others_wait()`.
  Session(std::function<void(const Snapshot&)> publish, const std::atomic<bool>& cancelled,
          std::function<bool()> others_wait);

  /// Any failure becomes the snapshot's message, never an exception. Returns what is left to be
  /// done after the commands that wait: the same command if it gave way to them, or what follows
  /// from it. `goes_on`: this command is such a rest.
  std::optional<Command> carry_out(const Command& command, bool goes_on = false);

 private:
  void carry_out_one(const OpenCheckpoint& command);
  void carry_out_one(const OpenData& command);
  void carry_out_one(const FindExcitingPatches& command);
  void carry_out_one(const PredictValidationSet& command);
  void carry_out_one(const PredictTenViews& command);
  void carry_out_one(const PredictFiles& command);
  void carry_out_one(const FindNeighbours& command);
  void carry_out_one(const RunPicture& command);
  void carry_out_one(const CountDeadUnits& command);
  void carry_out_one(const TracePicture& command);
  void carry_out_one(const CompareOp& command);
  void carry_out_one(const FindRuns& command);
  void carry_out_one(const TrainingCommand&) {}  // the worker hands them to Training

  void open_test_set(const DataRequest& request);
  Predictions read_own_files(const std::vector<Path>& paths);
  template <class Work>
  void in_batches(int& done, int count, const std::string& what, Work work);
  void forget_results();
  void forget_results_of_own_pictures();
  void report(const std::string& what, double done);
  void say(const std::string& message);
  void or_say(const std::function<void()>& part);
  TrainedModel& model();
  const Dataset& validation();
  Dataset pictures_of(PictureRef picture);
  int best_guess(int own_picture);
  Tensor image_of(PictureRef picture);
  /// Reports how far the reading of a data set has come.
  LoadProgress reading(const std::string& what);

  std::function<void(const Snapshot&)> publish_;
  const std::atomic<bool>& cancelled_;
  std::function<bool()> others_wait_;
  Snapshot next_;
  std::uint64_t results_ = 0;          // the number of the newest
  std::size_t complaint_of_ = 0;       // the kind of command that the message is about
  std::uint64_t messages_before_ = 0;  // the command that is being carried out
  std::optional<Command> then_;        // what it leaves to be done
  std::optional<TrainedModel> model_;
  DataRequest request_;              // that opened the current data set
  std::vector<Path> own_files_;      // of the own pictures, for the next network
  std::optional<Dataset> training_;  // opened when neighbours are first asked for
  Tensor training_features_;         // of the first `featured_`, in the last hidden layer
  int featured_ = 0;
  std::vector<TowerPatches> patches_;  // found in the first `searched_` validation pictures
  int searched_ = 0;
  std::shared_ptr<const std::vector<NodeWeights>> weights_;  // copied when first asked for
};

}  // namespace alexnet::viewer
