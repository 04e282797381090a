#pragma once
#include <CLI/CLI.hpp>

#include "data/open_data.h"
#include "model/network.h"
#include "train/checkpoint.h"

// What several subcommands share.
namespace alexnet::cli {

/// --placement, --math and --threads.
struct MachineOptions {
  std::string placement = "a=cpu:0,b=cpu:0", math = "fp32";
  int threads = 0;  ///< 0: one per processor

  void add_to(CLI::App& command);
  /// Adds --math and --threads only.
  void add_math_and_threads(CLI::App& command);
  /// Applies --threads and returns the placement. Says on the log when devices are simulated.
  /// Errors: a device that is not there; tensor cores asked of a CPU.
  Placement apply() const;
  Math parsed_math() const;
};

/// --data and what belongs to it.
struct DataOptions {
  DataRequest request;

  void add_to(CLI::App& command);
  /// What was given on the command line; for the rest, `before`.
  DataRequest over(DataRequest before) const;
  /// Writes a folder's whole path, so that a run finds its data from anywhere.
  void make_absolute();

 private:
  CLI::Option *data_ = nullptr, *drawn_train_ = nullptr, *drawn_val_ = nullptr, *seed_ = nullptr;
};

/// A network that was trained before, ready to predict.
struct TrainedModel {
  Network network;
  Preprocessing preprocessing;
  DataRequest data;  ///< what it was trained on

  /// The pictures of these files, as the network's data set; their labels mean nothing.
  Dataset read_pictures(const std::vector<std::string>& paths) const;
};

/// --checkpoint, and the options of the machine.
struct ModelOptions {
  std::string checkpoint;
  MachineOptions machine;
  int batch_size = 64;

  void add_to(CLI::App& command);
  TrainedModel open() const;
};

/// A part of the data to use with a model: of what --data says, else of what it was trained on.
/// Errors: other classes, pictures of another size.
Dataset open_part_for(const TrainedModel& model, const DataOptions& options, Part part);

/// Throws where a packed data set has another size than `whose` pictures: "the recipe wants".
void check_side(const Dataset& data, int side, const char* whose);

/// "  12.3%"
std::string percent(double fraction);

}  // namespace alexnet::cli
