#pragma once
#include <array>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "data/dataset.h"
#include "inspect/colour_split.h"
#include "inspect/exciting_patches.h"
#include "inspect/neighbours.h"
#include "model/variants.h"
#include "viewer/model/commands.h"
#include "viewer/model/picture_ref.h"
#include "viewer/model/runs.h"
#include "viewer/model/training_facts.h"

// What the panels see. A snapshot never changes once it is published: the worker builds the next
// one while panels read this one. Its parts are shared, so a new snapshot costs a few pointers.
namespace alexnet::viewer {

/// Stands for the picture where nodes are numbered.
inline constexpr int kPicture = Network::kImages;

/// The filters of one convolution of one tower.
struct ConvFilters {
  std::string node;  ///< "conv1a"
  Tower tower = Tower::a;
  Tensor weight;  ///< on the CPU
  int first = 0;  ///< which of the node's filters is the first of these (own_kernels())
};

/// A node of the network, or a copy between two towers.
struct NodeFacts {
  std::string name, what;  ///< "conv1a", "conv 48 of 11x11, stride 4"
  Tower tower = Tower::a;
  LayerSpec spec;
  bool is_copy = false;
  Shape input, output;      ///< of one picture; where there are two inputs, of the first
  std::vector<int> inputs;  ///< positions in the list, or kPicture
  std::int64_t parameters = 0, multiply_adds = 0;
};

/// A network that was opened.
struct NetworkFacts {
  std::string source;  ///< the checkpoint's path
  Variant variant;
  int epoch = 0;
  std::int64_t parameters = 0;
  int batch_size = 128;  ///< pictures in a training step, by the variant's recipe
  std::string data;      ///< what it was trained on: "drawn", a folder, or the name of one
  std::vector<std::string> class_names;
  std::vector<NodeFacts> nodes;           ///< in the order in which they run
  std::vector<int> backward_order;        ///< the order in which they run back
  std::vector<ConvFilters> convolutions;  ///< in node order
  std::vector<int> first_layer;           ///< which of them read the images; empty if none does
  std::optional<SplitTest> split, axes;   ///< of two towers whose kernels see three colours
};

/// A class and how probable the network finds it.
struct Ranked {
  int class_index = 0;
  float probability = 0;
};

/// What the network says about one picture.
struct Prediction {
  std::vector<Ranked> top;      ///< the five most probable classes, the best first
  float truth_probability = 0;  ///< of the true class, where it is known
  int truth_rank = 0;           ///< its place (rank_of()), from 1 on; 0 if it is not known
};

/// An order of pictures: which one comes at each place. Null: the order of the data set.
using Order = std::shared_ptr<const std::vector<int>>;
inline int at_place(const Order& order, int place) { return order ? (*order)[place] : place; }

/// Predictions of the first rows.size() pictures, in that order.
struct Predictions {
  Dataset pictures;
  Order order = {};
  std::vector<std::string> titles = {};  ///< of own pictures: their file names
  std::vector<Path> asked_for = {};      ///< of own pictures: what PredictFiles named
  bool labelled = true;
  std::vector<Prediction> rows = {};
  std::uint64_t number = 0;  ///< no two results of one session have the same

  /// Which picture the row is about.
  int picture(int row) const { return at_place(order, row); }
};

/// One picture in ten views, and their average.
struct TenViews {
  std::uint64_t number = 0;  ///< no two results of one session have the same
  PictureRef picture;
  std::array<Image, 10> views;
  std::array<Ranked, 10> best;  ///< the most probable class of each view
  Prediction average;
};

/// As many as Figure 4 shows of one picture.
inline constexpr int kNeighbours = 6;

/// A row of Figure 4, right.
struct NeighbourRow {
  int query = 0;  ///< index of the validation picture
  std::vector<Neighbour> by_features, by_pixels;
};

struct Neighbours {
  Dataset queries, training;
  std::vector<NeighbourRow> rows;
};

/// What a node computes for one picture.
struct NodeOutput {
  Tensor values;       ///< on the CPU
  double time_ms = 0;  ///< median of a few passes (model/node_times.h)
};

/// What every node computes for one picture, in the order of NetworkFacts::nodes.
struct Activations {
  std::uint64_t number = 0;  ///< no two results of one session have the same
  PictureRef picture;
  std::vector<NodeOutput> outputs;
};

/// How many of a node's units are 0 for every picture of a page.
struct DeadCount {
  std::int64_t units = 0;
  int maps = 0;  ///< those whose units are all 0 for every picture
};

/// The same for all nodes, in the order of NetworkFacts::nodes.
struct DeadUnits {
  int pictures = 0;  ///< how many were looked at
  std::vector<DeadCount> nodes;
};

/// A node's part of one picture's way through the network and back.
struct TracedNode {
  Tensor output;
  Tensor gradient;  ///< of the loss with respect to it; empty for the last, where the loss begins
  double forward_ms = 0, backward_ms = 0;
};

/// A node's weights; empty where it has none.
struct NodeWeights {
  Tensor weight, bias;
};

/// One picture, run forward to the loss and back, as in a test: no dropout. Everything is kept, on
/// the CPU, in the order of NetworkFacts::nodes.
struct Trace {
  std::uint64_t number = 0;  ///< no two results of one session have the same
  PictureRef picture;
  int label = 0;  ///< for an own picture, whose class is unknown: the most probable
  double loss = 0;
  Image seen;  ///< the part of the picture that the network reads
  Tensor image, image_gradient;
  std::vector<TracedNode> nodes;
  std::shared_ptr<const std::vector<NodeWeights>> weights;

  /// What the node computed; the picture itself for kPicture.
  ConstTensorView output(int node) const {
    return node == kPicture ? image.view() : nodes[node].output.view();
  }
  ConstTensorView gradient(int node) const {
    return node == kPicture ? image_gradient.view() : nodes[node].gradient.view();
  }
};

/// An op on a GPU, computed by one rung of its ladder.
struct RungResult {
  std::string name, idea, math;
  double ms = 0, gflop_per_s = 0;         ///< the latter 0 where there are no products
  double worst_error = 0, allowance = 0;  ///< absolute; the second is what rounding may do
  double used = 0;                        ///< the part of the allowance that the worst error uses
  std::string worst_in;                   ///< the result that has it; empty: `values`
  Tensor values;                          ///< the first result, on the CPU, as maps of one picture
  double shown_error = 0;                 ///< the worst of `values`
  std::int64_t worst_at = 0;              ///< which of their elements that is
};

/// One op of one node on the CPU and on a GPU, on the same random numbers.
struct OpComparison {
  std::uint64_t number = 0;  ///< no two results of one session have the same
  int node = 0;
  std::string op;      ///< "forward"
  std::string device;  ///< its name
  bool simulated = false;
  std::string missing;  ///< why there is no device; then nothing else is set
  std::vector<Shape> inputs;
  bool cut_down = false;  ///< smaller than the node, for the simulator
  double multiply_adds = 0;
  Tensor expected;  ///< what the CPU computed, as maps of one picture
  double cpu_ms = 0, cpu_gflop_per_s = 0;
  bool cpu_does_all_gradients = false;  ///< the CPU's time is for all gradients of the node
  std::vector<RungResult> rungs;        ///< from the plainest to the fastest
};

/// What could be opened or trained on.
struct AvailableRuns {
  std::vector<FoundRun> runs;
  Path photographs;  ///< a folder that comes with the program; empty if it is missing
  Dataset drawn;     ///< one drawn picture of each class
};

/// What is being worked on.
struct Progress {
  std::string what;
  float done = 0;  ///< 0 ... 1
};

struct Snapshot {
  std::uint64_t network_version = 0;  ///< changes when another network or other data are opened
  std::shared_ptr<const NetworkFacts> network;
  std::shared_ptr<const Dataset> validation;  ///< the validation pictures
  Order validation_order;                     ///< shuffled: many data sets are sorted by class
  std::string data_source;                    ///< where the validation pictures come from
  std::string wanted_data;  ///< what was to be read last, whether it was or not; empty: nothing
  std::shared_ptr<const std::vector<TowerPatches>> patches;
  std::shared_ptr<const Predictions> predictions, own_predictions;
  std::shared_ptr<const TenViews> ten_views;
  std::shared_ptr<const Neighbours> neighbours;
  bool knows_training_features = false;  ///< then neighbours are found in a moment
  std::shared_ptr<const Activations> activations;
  std::shared_ptr<const DeadUnits> dead_units;
  std::shared_ptr<const Trace> trace;
  std::vector<std::shared_ptr<const OpComparison>> comparisons;  ///< one per op, the newest last
  std::shared_ptr<const AvailableRuns> available;
  std::shared_ptr<const TrainingFacts> training = std::make_shared<const TrainingFacts>();
  std::optional<Progress> progress;
  std::vector<Command> coming;  ///< that wait or are carried out: is_coming()
  std::string message;          ///< what went wrong last; empty when all is well
  std::uint64_t message_number = 0;
};

using SnapshotPtr = std::shared_ptr<const Snapshot>;

}  // namespace alexnet::viewer
