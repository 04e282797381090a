#pragma once
#include <cstdio>
#include <memory>
#include <optional>
#include <vector>

#include "core/file.h"
#include "core/log.h"
#include "data/split.h"
#include "predict/error_counts.h"
#include "train/run_config.h"

namespace alexnet {

/// One line of metrics.csv: a stretch of training, or a validation.
struct Measurement {
  std::int64_t iteration = 0;
  int epoch = 0;  ///< whole epochs before it; written and shown from 1 on
  Split split = Split::train;
  Evaluation result;
  float learning_rate = 0;
  double images_per_s = 0;
  double elapsed_s = 0;  ///< since training started; starts again when a run is resumed
};

/// The folder of a new run, made at once, so that no other program takes it too. It is removed
/// again if nothing was written to it: of a run whose data are missing, only a message is left.
class NewRunFolder {
 public:
  /// Makes the folder at that path; if it is empty, runs/NAME, or runs/NAME-2, ... if that is
  /// taken.
  /// Errors: something is there already, which is never overwritten.
  NewRunFolder(const Path& asked_for, const std::string& name);
  ~NewRunFolder();
  NewRunFolder(const NewRunFolder&) = delete;
  NewRunFolder& operator=(const NewRunFolder&) = delete;

  const Path& path() const { return path_; }

 private:
  bool make(const Path& path);

  Path path_;
  std::vector<Path> made_above_;  // the folders above it that were not there before, deepest first
};

/// The folder of a training run:
///
///     config.toml                      the options of `alexnet train` that make it
///     metrics.csv                      a row per stretch of training and per validation
///     log.txt                          what was printed
///     checkpoint-0001234.safetensors   the newest two, named by iteration
class RunFolder {
 public:
  /// Creates the folder, or continues in it. Until destruction, log lines also go to log.txt, and
  /// the folder is locked. Removes checkpoints that a program was killed in the middle of writing.
  /// Errors: it cannot be written to; another program is training there.
  explicit RunFolder(const Path& path);
  ~RunFolder();
  RunFolder(const RunFolder&) = delete;
  RunFolder& operator=(const RunFolder&) = delete;

  const Path& path() const { return path_; }
  /// A line for log.txt alone.
  void note(const std::string& line);
  void write_config(const RunConfig& config) const;
  void append(const Measurement& measurement);
  /// Removes a last line that is only half written, and the rows that a resumed run measures again:
  /// those of later iterations and, if it begins with that, of the last iteration's validation.
  /// Returns whether a validation of the last iteration is left.
  bool truncate_metrics(std::int64_t last_iteration, bool and_its_validation = false);

  Path checkpoint_path(std::int64_t iteration) const;
  /// Removes all but the newest `keep` checkpoints. Files with other names stay.
  void remove_old_checkpoints(int keep) const;
  /// What has been measured in a run folder so far, even while another program is writing there.
  /// Errors: no such file; a line that is not a measurement (the message names it).
  static std::vector<Measurement> read_metrics(const Path& folder);
  /// Whether there is a run that a new one would spoil: a checkpoint, or metrics or options beside
  /// a safetensors file of any name, which may be a checkpoint that was renamed to be kept.
  static bool holds_run(const Path& folder);
  /// The newest checkpoint in a run folder, if there is one.
  static std::optional<Path> newest_checkpoint(const Path& folder);
  /// The one to go back to if that is damaged.
  static std::optional<Path> checkpoint_before_newest(const Path& folder);

 private:
  struct CloseFile {
    void operator()(std::FILE* file) const { std::fclose(file); }
  };

  Path path_;
  std::unique_ptr<std::FILE, CloseFile> log_;
  LogSink sink_before_;
};

/// The checkpoint that a user means: the file itself, or the newest one of a run folder.
/// Errors: neither.
Path find_checkpoint(const Path& file_or_run_folder);

}  // namespace alexnet
