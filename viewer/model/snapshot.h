#pragma once
#include <array>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "data/dataset.h"
#include "inspect/exciting_patches.h"
#include "inspect/neighbours.h"
#include "model/variants.h"
#include "viewer/model/runs.h"
#include "viewer/model/training_facts.h"

// What the panels see. A snapshot never changes once it is published: the worker builds the next
// one while panels read this one. Its parts are shared, so a new snapshot costs a few pointers.
namespace alexnet::viewer {

/// The filters of one convolution of one tower.
struct ConvFilters {
  std::string node;  ///< "conv1a"
  Tower tower = Tower::a;
  Tensor weight;  ///< on the CPU
};

/// A node of the network, or a copy between two towers.
struct NodeFacts {
  std::string name, what;  ///< "conv1a", "conv 48 of 11x11, stride 4"
  Tower tower = Tower::a;
  bool is_copy = false;
  Shape output;             ///< of one picture
  std::vector<int> inputs;  ///< positions in the list; -1 for the picture
  std::int64_t parameters = 0, multiply_adds = 0;
};

/// A network that was opened.
struct NetworkFacts {
  std::string source;  ///< the checkpoint's path
  Variant variant;
  std::int64_t iteration = 0;
  int epoch = 0;
  std::int64_t parameters = 0;
  std::vector<std::string> class_names;
  std::vector<NodeFacts> nodes;           ///< in the order in which they run
  std::vector<ConvFilters> convolutions;  ///< in node order
  std::vector<int> first_layer;           ///< which of them read the images; empty if none does
};

/// A class and how probable the network finds it.
struct Ranked {
  int class_index = 0;
  float probability = 0;
};

/// What the network says of one picture.
struct Prediction {
  std::vector<Ranked> top;      ///< the five most probable classes, the first first
  float truth_probability = 0;  ///< of the true class, where it is known
  int truth_rank = 0;           ///< its place among all classes, from 1 on; 0 if not known
};

/// Predictions of the first so many pictures of `pictures`.
struct Predictions {
  Dataset pictures;
  std::vector<std::string> titles;  ///< of own pictures: their file names
  bool labelled = true;
  std::vector<Prediction> rows;
  std::uint64_t number = 0;  ///< no two results of one session have the same
};

/// One picture in ten views, and their average.
struct TenViews {
  std::uint64_t number = 0;  ///< no two results of one session have the same
  bool own = false;
  int index = 0;
  std::array<Image, 10> views;
  std::array<Ranked, 10> best;  ///< the most probable class of each view
  Prediction average;
};

/// A row of Figure 4, right.
struct NeighbourRow {
  int query = 0;  ///< index of the test picture
  std::vector<Neighbour> by_features, by_pixels;
};

struct Neighbours {
  Dataset queries, training;
  std::vector<NeighbourRow> rows;
};

/// What a node computes for one picture.
struct NodeOutput {
  Tensor values;  ///< on the CPU
  double time_ms = 0;
};

/// What every node computes for one test picture, in the order of NetworkFacts::nodes.
struct Activations {
  std::uint64_t number = 0;  ///< no two results of one session have the same
  int picture = 0;
  std::vector<NodeOutput> outputs;
};

/// What could be opened or trained on.
struct Surroundings {
  std::vector<FoundRun> runs;
  Dataset drawn;  ///< one drawn picture of each class
};

/// What is being worked on.
struct Progress {
  std::string what;
  float done = 0;  ///< 0 ... 1
};

struct Snapshot {
  std::uint64_t version = 0;          ///< counts published snapshots
  std::uint64_t network_version = 0;  ///< changes when another network or other data are opened
  std::shared_ptr<const NetworkFacts> network;
  std::shared_ptr<const Dataset> test;  ///< the test pictures
  std::string data_source;              ///< where they come from
  std::shared_ptr<const std::vector<TowerPatches>> patches;
  std::shared_ptr<const Predictions> predictions, own_predictions;
  std::shared_ptr<const TenViews> ten_views;
  std::shared_ptr<const Neighbours> neighbours;
  std::shared_ptr<const Activations> activations;
  std::shared_ptr<const Surroundings> around;
  std::shared_ptr<const TrainingFacts> training = std::make_shared<const TrainingFacts>();
  std::optional<Progress> progress;
  std::string message;  ///< what went wrong last; empty when all is well
  std::uint64_t message_number = 0;
};

using SnapshotPtr = std::shared_ptr<const Snapshot>;

}  // namespace alexnet::viewer
