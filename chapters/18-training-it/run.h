#pragma once
#include <algorithm>
#include <cmath>
#include <numeric>
#include <optional>
#include <string>

#include "data/drawn/drawn.h"
#include "data/open_data.h"
#include "model/node_list_builder.h"
#include "predict/evaluate.h"
#include "train/trainer.h"

// A whole training run in miniature: the trainer of `alexnet train`, with a small network, on some
// hundreds of drawn pictures.
namespace alexnet::course {

inline constexpr int kFirstClass = 22, kClasses = 8;           // the drawn fruit, from red apple on
inline constexpr int kSide = 36, kCropSide = 32, kBatch = 32;  // pixels, pixels, pictures

/// `count` pictures, the classes in turn, starting from number `first` of each class.
inline Dataset drawn_fruit(int count, std::uint64_t first) {
  ImageSource source;
  source.name = "drawn fruit";
  const auto names = drawn_class_names().subspan(kFirstClass, kClasses);
  source.class_names.assign(names.begin(), names.end());
  for (int i = 0; i < count; ++i) source.labels.push_back(i % kClasses);
  source.read = [first](int i) {
    return draw_image(kFirstClass + i % kClasses, kSide, /*seed=*/18,
                      first + std::uint64_t(i / kClasses));
  };
  return load(source, kSide);
}

/// Pictures to learn from, and 240 others.
inline TrainingData draw_data(int train = 480) {
  TrainingData data{drawn_fruit(train, 0), drawn_fruit(240, 1000), {}};
  data.statistics = compute_statistics(data.train);
  return data;
}

/// The options of a run with nothing wrong.
struct Setup {
  TrainOptions options;
  Init hidden{.scale_to_inputs = true};  ///< how conv1, conv2 and fc3 start (chapter 10)
  bool subtract_mean = true;

  Setup() {
    options.recipe = recipe_for("demo");  // crops, reflections, colour noise, rate 0.01
    options.recipe.picture_side = kSide;
    options.recipe.epochs = 40;  // at most: the schedule ends it
    options.recipe.schedule = {.steps = "", .patience = 3, .drops = 2};
    options.log_every = 5;  // three rows an epoch
  }
};

/// Every kind of layer of the paper's network, once.
inline Variant small_network(const Init& hidden) {
  NodeList nodes = NodeListBuilder(1)
                       .add("conv1", ConvSpec{16, 5, {.stride = 2, .pad = 2}, hidden})
                       .add("relu1", ReluSpec{})
                       .add("norm1", LrnSpec{})
                       .add("pool1", MaxPoolSpec{})
                       .add("conv2", ConvSpec{32, 3, {.pad = 1}, hidden})
                       .add("relu2", ReluSpec{})
                       .add("pool2", MaxPoolSpec{})
                       .add("fc3", LinearSpec{64, hidden})
                       .add("relu3", ReluSpec{})
                       .add("drop3", DropoutSpec{})
                       .add("fc4", LinearSpec{kClasses, Init{}})
                       .add("probs", SoftmaxLossSpec{})
                       .finish();
  return {"small", "", {1, 3, kCropSide, kCropSide}, kClasses, std::move(nodes), {}};
}

/// A network, its run folder, and the trainer that fills both. The data must outlive it.
class Run {
 public:
  Run(const TrainingData& data, const Setup& setup, const Path& path)
      : network(small_network(setup.hidden), {}, kBatch),
        data_(data),
        setup_(setup),
        folder_(path) {
    network.initialize(setup.options.seed);
    trainer.emplace(network, data.train, data.val, preprocessing(), setup.options, folder_);
  }

  Preprocessing preprocessing() const {
    Statistics statistics = data_.statistics.clone();
    if (!setup_.subtract_mean) fill(statistics.mean_image, 0);
    const Recipe& recipe = setup_.options.recipe;
    return {data_.train.class_names(), kSide, std::move(statistics), recipe.mean_crop,
            recipe.divisor};
  }

  /// The share of that node's maps (or units) that are 0 at every place of every validation
  /// picture, as far as these fill whole batches.
  double dead_part(const std::string& relu) {
    const Preprocessing as_trained = preprocessing();
    std::vector<bool> alive(std::size_t(network.nodes()[network.find(relu)].output.shape().c));
    for (int first = 0; first + kBatch <= data_.val.size(); first += kBatch) {
      std::vector<int> batch(kBatch);
      std::iota(batch.begin(), batch.end(), first);
      predict(network, data_.val, as_trained, batch, Views::centre);
      const ConstTensorView y = network.output(network.find(relu));
      for (std::int64_t i = 0; i < y.shape.size(); ++i)
        if (y.data[i] > 0) alive[std::size_t(i / y.shape.map_size() % y.shape.c)] = true;
    }
    return double(std::count(alive.begin(), alive.end(), false)) / double(alive.size());
  }

  Network network;
  std::optional<Trainer> trainer;

 private:
  const TrainingData& data_;
  Setup setup_;
  RunFolder folder_;
};

/// Root mean square.
inline double size_of(ConstTensorView values) {
  double squares = 0;
  for (const Real value : values.values()) squares += double(value) * value;
  return std::sqrt(squares / double(values.shape.size()));
}

}  // namespace alexnet::course
