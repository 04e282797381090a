#include "train/recipe.h"

#include <fmt/ranges.h>

#include <map>
#include <vector>

#include "core/check.h"
#include "model/variants.h"

namespace alexnet {
namespace {

/// Paper: sections 4.1 and 5.
Recipe paper() { return {}; }

/// The released 2012 code.
Recipe release2012() {
  Recipe r;
  r.sgd.bias_lr_multiplier = 2;
  r.augmentation.colour_noise = ColourNoise::standard_deviations;
  r.mean_crop = MeanCrop::centre;
  return r;
}

Recipe mini() {
  Recipe r;
  r.picture_side = 84;
  r.divisor = 32;
  r.epochs = 60;
  r.schedule.patience = 4;
  return r;
}

/// Raw pixels, as in the paper.
Recipe mini_small_start() {
  Recipe r = mini();
  r.divisor = 1;
  return r;
}

Recipe demo() {
  Recipe r;
  r.picture_side = 56;
  r.divisor = 32;
  r.batch_size = 32;
  r.epochs = 10;
  r.schedule.steps = "0:0.01,7:0.002,9:0.0004";
  return r;
}

/// Figure 1: no regularization of any kind. Rates as cuda-convnet published them.
Recipe cifar(float learning_rate) {
  Recipe r;
  r.picture_side = 32;
  r.epochs = 40;
  r.sgd = {
      .learning_rate = learning_rate, .momentum = 0.9f, .weight_decay = 0, .bias_lr_multiplier = 2};
  r.schedule.steps = fmt::format("0:{}", learning_rate);
  r.augmentation = {false, ColourNoise::none};
  return r;
}

Recipe lenet5() {
  Recipe r;
  r.picture_side = 28;
  r.divisor = 64;
  r.batch_size = 64;
  r.epochs = 4;
  r.sgd.learning_rate = 0.03f;
  r.schedule.steps = "0:0.03,2:0.006,3:0.001";
  r.augmentation = {false, ColourNoise::none};
  return r;
}

Recipe linear() {
  Recipe r = demo();
  r.sgd.learning_rate = 0.00005f;
  r.schedule.steps = "0:0.00005,7:0.00001";
  return r;
}

/// Each variant and its recipe; controls are trained as what they are compared with.
const std::map<std::string_view, Recipe>& recipes() {
  static const std::map<std::string_view, Recipe> table = {
      {"paper", paper()},
      {"release2012", release2012()},
      {"one-tower", paper()},
      {"ungrouped", paper()},
      {"no-lrn", paper()},
      {"pool-2-2", paper()},
      {"mini", mini()},
      {"mini-no-lrn", mini()},
      {"mini-pool-2-2", mini()},
      {"mini-one-tower", mini()},
      {"mini-ungrouped", mini()},
      {"mini-four-conv", mini()},
      {"mini-small-start", mini_small_start()},
      {"mini-small-start-ungrouped", mini_small_start()},
      {"demo", demo()},
      {"cifar-relu", cifar(0.001f)},
      {"cifar-tanh", cifar(0.001f)},
      {"lenet5", lenet5()},
      {"linear", linear()},
      {"torchvision", paper()},  // these two are there to be imported, but can be trained
      {"caffe", paper()},
  };
  return table;
}

}  // namespace

Recipe recipe_for(std::string_view variant) {
  const auto found = recipes().find(variant);
  if (found != recipes().end()) return found->second;
  make_variant(variant);  // throws if there is none of that name
  std::vector<std::string_view> names;
  for (const auto& [name, recipe] : recipes()) names.push_back(name);
  throw UsageError(fmt::format("variant '{}' has no training recipe; these have one: {}", variant,
                               fmt::join(names, ", ")));
}

}  // namespace alexnet
