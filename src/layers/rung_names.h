#pragma once
#include <string>
#include <string_view>
#include <vector>

namespace alexnet::cpu {

/// The names of the rungs of all ladders of the CPU, each once.
std::vector<std::string> rung_names();

/// The rung's own name, which lives as long as the program. Errors: no ladder of the CPU has a rung
/// of that name.
std::string_view find_rung_name(std::string_view name);

}  // namespace alexnet::cpu
