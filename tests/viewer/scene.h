#pragma once
#include "predict/checkpoint.h"
#include "support/networks.h"
#include "support/pictures.h"
#include "viewer/headless/headless.h"
#include "viewer/model/network_facts.h"
#include "viewer/model/trace.h"

// Things to look at: snapshots made by hand, so that a test says what a panel is given.
namespace alexnet::test {

using namespace alexnet::viewer;

/// What a viewer knows of this variant at its random start.
inline std::shared_ptr<NetworkFacts> facts_of(Variant variant, int classes = 0,
                                              const std::string& class_name = "class") {
  Network network(std::move(variant), Placement{}, 1);
  network.initialize(3);
  auto facts = std::make_shared<NetworkFacts>(viewer::facts_of(network));
  facts->source = "some run";
  for (int k = 0; k < (classes > 0 ? classes : network.variant().classes); ++k)
    facts->class_names.push_back(fmt::format("{} {}", class_name, k));
  return facts;
}

/// A data set with these classes.
inline Dataset pictures(int count, const std::vector<std::string>& class_names, int side = 24) {
  ImageSource source = random_source(count, int(class_names.size()), side);
  source.class_names = class_names;
  return load(source, side);
}

/// A network that was opened, and validation pictures.
inline Snapshot scene(int validation_pictures = 40, Variant variant = small_demo(), int classes = 0,
                      const std::string& class_name = "class") {
  Snapshot now;
  now.network_version = 1;
  const auto facts = facts_of(std::move(variant), classes, class_name);
  now.network = facts;
  if (validation_pictures > 0)
    now.validation =
        std::make_shared<const Dataset>(pictures(validation_pictures, facts->class_names));
  now.data_source = "drawn";
  return now;
}

/// Predictions of all validation pictures: every third is wrong, and every sixth not among the
/// five.
inline std::shared_ptr<Predictions> predictions_of(const Snapshot& now) {
  auto result = std::make_shared<Predictions>();
  result->pictures = *now.validation;
  const int classes = int(now.network->class_names.size());
  for (int i = 0; i < now.validation->size(); ++i) {
    const int label = now.validation->label(i);
    Prediction row;
    const int shift = i % 6 == 5 ? 1 : 0;  // the true class is left out
    for (int k = 0; k < std::min(5, classes - shift); ++k)
      row.top.push_back({(label + k + shift) % classes, 0.4f - 0.06f * float(k)});
    if (i % 3 == 2 && shift == 0) std::swap(row.top[0].class_index, row.top[1].class_index);
    row.truth_rank = shift ? 6 : i % 3 == 2 ? 2 : 1;
    row.truth_probability = 0.01f;
    result->rows.push_back(row);
  }
  return result;
}

/// A random picture's way through a network of this variant at its random start, and back.
inline std::shared_ptr<Trace> trace_of(Variant variant) {
  Network network(std::move(variant), Placement{}, 1);
  network.initialize(3);
  Tensor image("image", network.variant().input);
  fill_normal(image, RandomStream(4, "image"), 0, 1);
  auto trace = std::make_shared<Trace>(trace_image(network, image, /*label=*/0));
  trace->number = 1;
  trace->seen = flat_image(image.shape().w, image.shape().h, 90, 120, 60);
  trace->weights = std::make_shared<const std::vector<NodeWeights>>(weights_of(network));
  return trace;
}

/// A checkpoint of a small untrained network, as a file to open.
inline Path write_checkpoint(const Path& folder, Variant variant, const DataRequest& data,
                             const std::vector<std::string>& class_names, int side,
                             std::uint64_t seed = 5) {
  Network network(std::move(variant), Placement{}, 1);
  network.initialize(seed);
  Preprocessing preprocessing = preprocessing_of(pictures(4, class_names, side));
  TrainingState state;
  state.data = data;
  const Path path = folder / "checkpoint-0000001.safetensors";
  save_checkpoint(path, network, preprocessing, state);
  return path;
}

/// The only command, if there is one and it is of this type; else null.
template <class T>
const T* only(const std::vector<Command>& commands) {
  return commands.size() == 1 ? std::get_if<T>(&commands[0]) : nullptr;
}

/// The same for a command of this type to the thread that trains.
template <class T>
const T* asked(const std::vector<Command>& commands) {
  const TrainingCommand* command = only<TrainingCommand>(commands);
  return command ? std::get_if<T>(command) : nullptr;
}

/// The snapshot with work of this kind on its way.
template <class C>
Snapshot awaiting(Snapshot now) {
  now.coming = {C{}};
  return now;
}

/// Draws until sizes have settled.
inline void settle(Headless& viewer, const Snapshot& now) {
  for (int i = 0; i < 3; ++i) viewer.draw(now);
}

}  // namespace alexnet::test
