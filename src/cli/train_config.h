#pragma once
#include <CLI/CLI.hpp>

#include "core/file.h"
#include "train/run_config.h"

// The options of `alexnet train` and the config.toml of its run folder.
namespace alexnet::cli {

/// Every option as it stands now, given or not, but for the folder's own name.
/// Errors: a value that is not UTF-8, which config.toml cannot keep.
RunConfig config_of(const CLI::App& command);

/// Takes options from a run's config.toml unless they were given again.
/// Errors: no run's config.toml; one that is damaged.
void read_config(CLI::App& command, const Path& path);

/// A resumed run is still the same run: only how long, how fast and where it runs may change, and
/// where its pictures are. Errors: another option was given.
void check_resume_options(const CLI::App& command);

}  // namespace alexnet::cli
