#pragma once
#include <string>
#include <string_view>

#include "core/check.h"

namespace alexnet {

/// Where memory lives and work runs: "cpu:0", "cuda:1".
///
/// cpu:0 and cpu:1 are the same processor and memory. They are two devices so that the exchange
/// between two towers can be run, stepped through and tested on a machine without any GPU.
struct Device {
  enum class Kind { cpu, cuda };
  Kind kind = Kind::cpu;
  int index = 0;

  static constexpr Device cpu(int index = 0) { return {Kind::cpu, index}; }
  static constexpr Device cuda(int index = 0) { return {Kind::cuda, index}; }
  /// Reads "cpu", "cpu:1", "cuda:0"; anything else is a UsageError.
  static Device parse(std::string_view text);

  constexpr bool is_cpu() const { return kind == Kind::cpu; }
  bool operator==(const Device&) const = default;
};

std::string to_text(const Device& device);

}  // namespace alexnet
