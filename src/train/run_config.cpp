#include "train/run_config.h"

#include <nlohmann/json.hpp>
#include <optional>
#include <sstream>

#include "core/check.h"
#include "core/json_text.h"
#include "core/trimmed.h"

namespace alexnet {
namespace {

using Json = nlohmann::json;

std::optional<ConfigItem> item_from(const std::string& line) {
  const std::size_t equals = line.find('=');
  if (equals == std::string::npos || equals == 0) return {};
  const std::string name = trimmed(line.substr(0, equals));
  const std::string value = trimmed(line.substr(equals + 1));
  const char quote = value.empty() ? ' ' : value[0];
  if (quote == '"') {
    const Json text = Json::parse(value, nullptr, /*allow_exceptions=*/false);
    if (text.is_string()) return ConfigItem{name, text, true};
    // Whoever writes by hand may escape nothing.
    if (value.size() < 2 || value.back() != '"') return {};
    return ConfigItem{name, value.substr(1, value.size() - 2), true};
  }
  if (quote == '\'') {
    if (value.size() < 2 || value.back() != '\'') return {};
    return ConfigItem{name, value.substr(1, value.size() - 2), true};
  }
  return ConfigItem{name, value, false};
}

}  // namespace

std::string to_toml(const RunConfig& config) {
  std::string toml;
  for (const ConfigItem& item : config) {
    ALEXNET_CHECK(is_utf8(item.value), "{}: expected UTF-8, found other bytes", item.name);
    toml += item.name + "=" + (item.is_text ? Json(item.value).dump() : item.value) + "\n";
  }
  return toml;
}

RunConfig read_toml(const Path& path) {
  std::istringstream lines(read_text(path));
  RunConfig config;
  std::string line;
  for (int number = 1; std::getline(lines, line); ++number) {
    line = trimmed(line);
    if (line.empty() || line[0] == '#') continue;
    const std::optional<ConfigItem> item = item_from(line);
    ALEXNET_CHECK(item, "{}:{}: expected option=value, found '{}'", path.string(), number,
                  line.substr(0, 60));
    config.push_back(*item);
  }
  return config;
}

}  // namespace alexnet
