#pragma once
#include <fmt/format.h>

#include <CLI/CLI.hpp>
#include <algorithm>
#include <cstdlib>
#include <string>

namespace alexnet::cli {

/// Refuses empty values: "$RUN" in a shell in which RUN is not set is a mistake, not the default.
inline void refuse_empty_values(CLI::App& command) {
  const CLI::Validator not_empty(
      [](const std::string& value) {
        return std::string(value.empty() ? "expected a value, found an empty one" : "");
      },
      "");
  for (CLI::Option* option : command.get_options()) option->check(not_empty);
}

/// Makes all whole numbers of a command decimal: CLI11 would take 010 for 8 and 0x10 for 16, as C
/// does. Others are refused.
inline void read_numbers_as_decimal(CLI::App& command) {
  const auto decimal = [](std::string& value) {
    const std::size_t begin = value.starts_with('-') || value.starts_with('+') ? 1 : 0;
    if (value.size() == begin || value.find_first_not_of("0123456789", begin) != std::string::npos)
      return fmt::format("'{}' is not a whole number", value);
    const std::size_t first = std::min(value.find_first_not_of('0', begin), value.size() - 1);
    value.erase(begin, first - begin);  // 010 -> 10, 000 -> 0
    return std::string();
  };
  for (CLI::Option* option : command.get_options())
    if (const std::string type = option->get_type_name();
        type.starts_with("INT") || type.starts_with("UINT"))
      option->transform(CLI::Validator(decimal, ""));
}

/// Refuses anything, "nan" included, that is not a number from `least` to `most`.
inline CLI::Validator number_from(double least, double most) {
  return {[=](const std::string& text) {
            char* end = nullptr;
            const double value = std::strtod(text.c_str(), &end);
            const bool fits = *end == 0 && value >= least && value <= most;
            return fits ? std::string()
                        : fmt::format("'{}' is not a number from {} to {}", text, least, most);
          },
          fmt::format("FLOAT in [{} - {}]", least, most)};
}

}  // namespace alexnet::cli
