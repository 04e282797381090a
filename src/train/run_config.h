#pragma once
#include <string>
#include <vector>

#include "core/file.h"

// config.toml, which lists the options of a run.
namespace alexnet {

/// One line of it: an option of `alexnet train`, without the dashes.
struct ConfigItem {
  std::string name, value;
  bool is_text = false;  ///< a name or a path: between quotes
};
using RunConfig = std::vector<ConfigItem>;

/// `name=value` lines. Text has the escapes that TOML and JSON share, so that a path may hold any
/// character.
/// Errors: text that is not UTF-8.
std::string to_toml(const RunConfig& config);

/// What to_toml() wrote, comments that were added on lines of their own, and TOML's unescaped
/// 'text'.
/// Errors: the file is missing; a line that is no option (the message names it).
RunConfig read_toml(const Path& path);

}  // namespace alexnet
