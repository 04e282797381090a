#pragma once
#include <CLI/CLI.hpp>

#include "data/open_data.h"
#include "model/network.h"
#include "train/checkpoint.h"

// What several subcommands share.
namespace alexnet::cli {

/// --placement and --threads.
struct MachineOptions {
  std::string placement = "a=cpu:0,b=cpu:0";
  int threads = 0;  ///< 0: one per processor

  void add_to(CLI::App& command);
  /// Applies --threads and returns the placement.
  Placement apply() const;
};

/// --data and what belongs to it.
struct DataOptions {
  DataRequest request;
  CLI::Option* data = nullptr;

  void add_to(CLI::App& command);
};

/// A network that was trained before, ready to predict.
struct TrainedModel {
  Network network;
  Preprocessing preprocessing;
  std::string data;  ///< what it was trained on

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

/// The data to use with a model: what --data says, else what the model was trained on.
TrainingData open_data_for(const TrainedModel& model, DataOptions options);

/// "  12.3%"
std::string percent(double fraction);

}  // namespace alexnet::cli
