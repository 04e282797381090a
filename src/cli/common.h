#pragma once
#include <CLI/CLI.hpp>

#include "predict/trained_model.h"

// What several subcommands share.
namespace alexnet::cli {

/// --placement, --math, --threads and --rung.
struct MachineOptions {
  std::string placement = "a=cpu:0,b=cpu:0", math = "fp32";
  int threads = 0;                         ///< 0: one per processor
  std::string rung;                        ///< the highest for layers on the CPU; empty: any
  std::string device_option = "--device";  ///< what the command calls it, for messages

  void add_to(CLI::App& command);
  /// Adds all but --placement, for a command that has --device.
  void add_arithmetic(CLI::App& command);
  /// Applies --threads and returns the placement. Says in the log when devices are simulated.
  /// Errors: a device that is not there or cannot multiply as --math says; tf32 or bf16 on a CPU;
  /// --rung without a CPU.
  Placement apply() const;
  /// Sets --math and --rung.
  void prepare(Network& network) const;
  Math parsed_math() const;
};

/// --data and what belongs to it.
struct DataOptions {
  DataRequest request;

  void add_to(CLI::App& command);
  /// The same for a trained network: its own data are the default.
  void add_to_trained(CLI::App& command);
  /// What was given on the command line; for the rest, `before`. Errors: as check().
  DataRequest over(DataRequest before) const;
  /// Errors: UsageError if an option for drawn pictures was given, and `data` are others.
  void check(const std::string& data) const;
  /// Makes a folder's path absolute, so that a run finds its data from anywhere.
  void make_absolute();

 private:
  CLI::Option *data_ = nullptr, *drawn_train_ = nullptr, *drawn_val_ = nullptr, *seed_ = nullptr;
};

/// --checkpoint, and the options of the machine.
struct ModelOptions {
  std::string checkpoint;  ///< empty: the network that the project ships
  MachineOptions machine;
  int batch_size = 1;

  void add_to(CLI::App& command);
  /// For commands that run the network on more than one picture; 64 unless given.
  void add_batch_size(CLI::App& command);
  /// The file that open() reads. Errors: UsageError if none is given and none is shipped.
  Path path() const;
  TrainedModel open() const;
};

/// Refuses anything but a whole number that 64 bits can hold, written in decimal. (CLI11 would take
/// 010 for 8, and -1 for the largest there is.)
CLI::Validator seed_number();

/// Refuses names of pictures that do not end in .png: what is written is a PNG.
CLI::Validator png_name();

/// Errors: UsageError if `out`, the value of that option, is one of the files that are read.
void check_is_not_read(const std::string& option, const Path& out, const std::vector<Path>& read);
/// The same where any file below that folder may be read.
void check_is_not_read_from(const std::string& option, const Path& out, const Path& folder);

/// " 12.3%"
std::string percent(double fraction);

}  // namespace alexnet::cli
