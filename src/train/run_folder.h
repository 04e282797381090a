#pragma once
#include <cstdio>
#include <optional>
#include <vector>

#include "core/file.h"
#include "core/log.h"
#include "predict/error_counts.h"

namespace alexnet {

/// One line of metrics.csv: a stretch of training, or a validation.
struct Measurement {
  std::int64_t iteration = 0;
  int epoch = 0;                ///< whole epochs before it; written and shown from 1 on
  const char* split = "train";  ///< or "val"
  Evaluation result;
  float learning_rate = 0;
  double images_per_s = 0;
  double elapsed_s = 0;  ///< since training started; starts again when a run is resumed
};

/// The folder of a training run:
///
///     config.toml                      every option, as it was resolved (cli/command_train.cpp and
///                                      viewer/model/run_config.cpp write it, the former reads it)
///     metrics.csv                      a row per stretch of training and per validation
///     log.txt                          what was printed
///     checkpoint-0001234.safetensors   the newest two, named by iteration
class RunFolder {
 public:
  /// Creates the folder, or continues in it. Until destruction, log lines also go to log.txt, and
  /// the folder is locked. Errors: it cannot be written to; another program is training there.
  explicit RunFolder(const Path& path);
  ~RunFolder();
  RunFolder(const RunFolder&) = delete;
  RunFolder& operator=(const RunFolder&) = delete;

  const Path& path() const { return path_; }
  void write_config(const std::string& toml) const;
  void append(const Measurement& measurement);
  /// Removes the rows of later iterations: a resumed run measures them again.
  void truncate_metrics(std::int64_t last_iteration);

  Path checkpoint_path(std::int64_t iteration) const;
  /// Removes all but the newest `keep` checkpoints. Files with other names stay.
  void remove_old_checkpoints(int keep) const;
  /// What has been measured in a run folder so far, even while another program is writing there.
  /// Errors: no such file; a line that is not a measurement (the message names it).
  static std::vector<Measurement> read_metrics(const Path& folder);
  /// The newest checkpoint in a run folder, if there is one.
  static std::optional<Path> newest_checkpoint(const Path& folder);

 private:
  Path path_;
  std::FILE* log_ = nullptr;
  LogSink sink_before_;
};

/// runs/NAME, or runs/NAME-2, ... if that is taken.
Path free_run_folder(const std::string& name);

/// The checkpoint that a user means: the file itself, or the newest one of a run folder.
/// Errors: neither.
Path find_checkpoint(const Path& file_or_run_folder);

}  // namespace alexnet
