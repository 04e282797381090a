#pragma once
#include "data/drawn/drawn.h"
#include "data/loader.h"
#include "layers/conv/conv.h"
#include "model/network.h"
#include "predict/evaluate.h"
#include "train/recipe.h"

// What this chapter looks into: the topology of the paper at half the width of `demo`, trained for
// a few seconds on ten of the drawn classes. Chapter 18 trains a whole network.
namespace alexnet::course {

/// Whether convolutions read only their own tower's maps where the paper's do, or always both's.
enum class Connectivity { restricted, full };

/// (`full` is what exercise 2 of chapter 17 makes; it is written here once more, so that its
/// solution is not given away.)
inline Variant small_variant(Connectivity connectivity) {
  Variant variant = narrowed(make_variant("demo", 10), 2);
  if (connectivity == Connectivity::restricted) return variant;
  for (NodeSpec& node : variant.nodes) {
    const std::string input = node.inputs[0];
    if (!std::holds_alternative<ConvSpec>(node.layer) || input == kDataNode) continue;
    const std::string layer = input.substr(0, input.size() - 1);
    node.inputs = {layer + "a", layer + "b"};
  }
  return variant;
}

/// Five classes that a texture names and five that a colour names, in turn.
inline Dataset draw_ten_classes(int pictures, std::uint64_t seed) {
  static constexpr int kSide = 56, kLabels[] = {12, 22, 13, 24, 14, 25, 18, 26, 15, 27};
  ImageSource source;
  source.name = "drawn, ten classes";
  for (const int label : kLabels)
    source.class_names.push_back(drawn_class_names()[std::size_t(label)]);
  for (int i = 0; i < pictures; ++i) source.labels.push_back(i % 10);
  source.read = [seed](int i) {
    return draw_image(kLabels[i % 10], kSide, seed, std::uint64_t(i / 10));
  };
  return load(source, kSide);
}

struct Trained {
  const Dataset train = draw_ten_classes(1200, /*seed=*/1), val = draw_ten_classes(400, /*seed=*/2);
  Preprocessing preprocessing;
  Network network;  ///< not trained yet

  Trained(Connectivity connectivity, std::uint64_t seed)
      : network(small_variant(connectivity), Placement{}, /*batch_size=*/100), seed_(seed) {
    preprocessing.class_names = train.class_names();
    preprocessing.picture_side = train.side();
    preprocessing.statistics = compute_statistics(train);
    preprocessing.divisor = recipe_for("demo").divisor;
    network.initialize(seed);
    network.set_highest_rung(cpu::kBitExactRung);  // the same on every processor
  }

  void learn() {
    constexpr int kBatch = 32, kIterations = 8 * 1200 / kBatch;
    Loader loader(train, preprocessing, {.batch_size = kBatch, .crop_side = 48, .seed = seed_});
    SgdParams sgd = recipe_for("demo").sgd;
    Batch batch;
    for (int i = 0; i < kIterations; ++i) {
      batch = loader.next(std::move(batch));
      network.forward(batch.images,
                      {.training = true, .seed = seed_, .iteration = std::uint64_t(i)});
      network.backward(batch.labels);
      sgd.learning_rate = i < kIterations * 3 / 4 ? 0.01f : 0.001f;
      sgd_step(network, sgd);
    }
  }

  /// The probabilities for some validation pictures, at most 100; the network keeps all that it
  /// computes on the way.
  Tensor look_at(int first, int pictures) {
    std::vector<int> indices;
    for (int i = 0; i < pictures; ++i) indices.push_back(first + i);
    return predict(network, val, preprocessing, indices, Views::centre);
  }

 private:
  std::uint64_t seed_;
};

}  // namespace alexnet::course
