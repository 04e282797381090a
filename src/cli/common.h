#pragma once
#include <CLI/CLI.hpp>

#include "predict/trained_model.h"

// What several subcommands share.
namespace alexnet::cli {

/// --placement, --math, --threads and --rung.
struct MachineOptions {
  std::string placement = "a=cpu:0,b=cpu:0", math = "fp32";
  int threads = 0;                         ///< 0: one per processor
  std::string rung;                        ///< empty: no limit
  std::string device_option = "--device";  ///< what the command calls it, for messages

  void add_to(CLI::App& command);
  /// Adds all but --placement, for a command that has --device.
  void add_arithmetic(CLI::App& command);
  /// Applies --threads and --rung and returns the placement. Says in the log when devices are
  /// simulated.
  /// Errors: a device that is not there or cannot multiply as --math says; tf32 or bf16 on a CPU.
  Placement apply() const;
  Math parsed_math() const;
};

/// --data and what belongs to it.
struct DataOptions {
  DataRequest request;

  void add_to(CLI::App& command);
  /// The same for a trained network: its own data are the default.
  void add_to_trained(CLI::App& command);
  /// What was given on the command line; for the rest, `before`.
  DataRequest over(DataRequest before) const;
  /// Makes a folder's path absolute, so that a run finds its data from anywhere.
  void make_absolute();

 private:
  CLI::Option *data_ = nullptr, *drawn_train_ = nullptr, *drawn_val_ = nullptr, *seed_ = nullptr;
};

/// --checkpoint, and the options of the machine.
struct ModelOptions {
  std::string checkpoint;  ///< empty: the network that the project ships
  MachineOptions machine;
  int batch_size = 64;

  void add_to(CLI::App& command);
  TrainedModel open() const;
};

/// Refuses names of pictures that do not end in .png: what is written is a PNG.
CLI::Validator png_name();

/// Errors: UsageError if `out`, the value of --out, is the file that is read.
void check_out_is_another(const Path& read, const Path& out);

/// "  12.3%"
std::string percent(double fraction);

}  // namespace alexnet::cli
