#include "viewer/model/training_config.h"

namespace alexnet::viewer {

RunConfig run_config(const std::string& variant, const TrainOptions& options) {
  RunConfig config;
  const auto text = [&](const char* name, const std::string& value) {
    config.push_back({name, value, /*is_text=*/true});
  };
  const auto number = [&](const char* name, auto value) {
    config.push_back({name, fmt::format("{}", value)});
  };
  const Recipe& recipe = options.recipe;
  const std::string& schedule = recipe.schedule.steps;
  text("variant", variant);
  text("data", options.data.data);
  number("drawn-train", options.data.drawn_train);
  number("drawn-val", options.data.drawn_val);
  number("data-seed", options.data.seed);
  number("seed", options.seed);
  number("epochs", recipe.epochs);
  number("max-iterations", options.max_iterations);
  number("batch-size", recipe.batch_size);
  number("learning-rate", recipe.sgd.learning_rate);
  text("schedule", schedule.empty() ? "plateau" : schedule);
  number("momentum", recipe.sgd.momentum);
  number("weight-decay", recipe.sgd.weight_decay);
  number("divisor", recipe.divisor);
  return config;
}

}  // namespace alexnet::viewer
