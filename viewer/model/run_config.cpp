#include "viewer/model/run_config.h"

namespace alexnet::viewer {
namespace {

/// A TOML string: unchanged, between quotes of a kind that it does not contain, since
/// `alexnet train` may be built with a CLI11 that knows no escapes.
std::string quoted(const std::string& value) {
  const auto holds = [&](char letter) { return value.find(letter) != std::string::npos; };
  if (!holds('"') && !holds('\\')) return '"' + value + '"';
  if (!holds('\'')) return '\'' + value + '\'';
  std::string escaped;
  for (const char letter : value) {
    if (letter == '"' || letter == '\\') escaped += '\\';
    escaped += letter;
  }
  return '"' + escaped + '"';
}

}  // namespace

std::string run_config(const std::string& variant, const TrainOptions& options) {
  std::string text;
  const auto add = [&](const char* name, const auto& value) {
    text += fmt::format("{}={}\n", name, value);
  };
  const Recipe& recipe = options.recipe;
  const std::string& schedule = recipe.schedule.steps;
  add("variant", quoted(variant));
  add("data", quoted(options.data.data));
  add("drawn-train", options.data.drawn_train);
  add("drawn-val", options.data.drawn_val);
  add("data-seed", options.data.seed);
  add("seed", options.seed);
  add("epochs", recipe.epochs);
  add("max-iterations", options.max_iterations);
  add("batch-size", recipe.batch_size);
  add("learning-rate", recipe.sgd.learning_rate);
  add("schedule", quoted(schedule.empty() ? "plateau" : schedule));
  add("momentum", recipe.sgd.momentum);
  add("weight-decay", recipe.sgd.weight_decay);
  add("divisor", recipe.divisor);
  return text;
}

}  // namespace alexnet::viewer
