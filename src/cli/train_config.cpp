#include "cli/train_config.h"

#include <filesystem>
#include <optional>
#include <set>

#include "core/json_text.h"
#include "core/log.h"
#include "model/placement.h"

namespace alexnet::cli {

RunConfig config_of(const CLI::App& command) {
  RunConfig config;
  for (const CLI::Option* option : command.get_options()) {
    const std::string name = option->get_single_name();
    if (!option->get_configurable() || name == "run" || name == "resume") continue;
    const bool is_flag = option->get_expected_min() == 0;
    const std::string otherwise = is_flag ? "false" : option->get_default_str();
    const std::string value = option->count() > 0 ? option->reduced_results().back() : otherwise;
    if (!is_utf8(value))
      throw UsageError(fmt::format("--{}: expected UTF-8, found other bytes", name));
    config.push_back({name, value, option->get_type_name().starts_with("TEXT")});
  }
  return config;
}

void read_config(CLI::App& command, const Path& path) {
  ALEXNET_CHECK(!std::filesystem::is_regular_file(path.parent_path()),
                "{0}: is a file, but --resume expects a run folder; to start another run from its "
                "parameters, give --init {0}",
                path.parent_path().string());
  ALEXNET_CHECK(std::filesystem::exists(path), "{}: is missing, so this is not the folder of a run",
                path.string());
  const bool ends_after_epochs = command.get_option("--epochs")->count() > 0;
  std::optional<Placement> moved_to;
  if (const CLI::Option* placement = command.get_option("--placement"); placement->count() > 0)
    moved_to = Placement::parse(placement->as<std::string>());
  std::set<std::string> missing = {"variant", "data", "epochs", "batch-size", "seed"};
  try {
    for (const ConfigItem& item : read_toml(path)) {
      missing.erase(item.name);
      CLI::Option* option = command.get_option_no_throw("--" + item.name);
      if (!option || option->count() > 0 || item.name == "resume" || item.name == "run") continue;
      if (item.value.empty()) continue;  // was not given
      if (item.name == "max-iterations" && ends_after_epochs) continue;
      if (moved_to && ((item.name == "math" && moved_to->is_on_cpus()) ||
                       (item.name == "rung" && moved_to->is_on_gpus()))) {
        log_info("without --{} {}, which --placement {} does not have", item.name, item.value,
                 to_text(*moved_to));
        continue;
      }
      option->add_result(item.value);
      option->run_callback();
    }
  } catch (const CLI::Error& error) {
    throw_error("{}: {}", path.string(), error.what());
  }
  ALEXNET_CHECK(missing.empty(), "{}: is damaged: option '{}' is missing", path.string(),
                *missing.begin());
}

void check_resume_options(const CLI::App& command) {
  const std::set<std::string> allowed = {"--resume",         "--data",     "--epochs",
                                         "--max-iterations", "--schedule", "--threads",
                                         "--placement",      "--math",     "--rung"};
  for (const CLI::Option* option : command.get_options())
    if (option->count() > 0 && !allowed.count(option->get_name()))
      throw UsageError(
          fmt::format("{} cannot change when a run is resumed (these can: --epochs, "
                      "--max-iterations, --schedule, --threads, --placement, --math, --rung, and "
                      "--data if the pictures have moved); start another run",
                      option->get_name()));
}

}  // namespace alexnet::cli
