#include "layers/rung_names.h"

#include <fmt/ranges.h>

#include <algorithm>

#include "layers/conv/conv.h"
#include "layers/linear/linear.h"
#include "layers/lrn/lrn.h"
#include "layers/maxpool/maxpool.h"

namespace alexnet::cpu {
namespace {

std::vector<std::string_view> all_names() {
  std::vector<std::string_view> names;
  const auto add = [&names](const auto& ladder) {
    for (const auto& rung : ladder)
      if (std::find(names.begin(), names.end(), rung.name) == names.end())
        names.push_back(rung.name);
  };
  add(conv_rungs());
  add(linear_rungs());
  add(lrn_rungs());
  add(maxpool_rungs());
  return names;
}

}  // namespace

std::vector<std::string> rung_names() {
  const std::vector<std::string_view> names = all_names();
  return {names.begin(), names.end()};
}

std::string_view find_rung_name(std::string_view name) {
  const std::vector<std::string_view> names = all_names();
  const auto found = std::find(names.begin(), names.end(), name);
  if (found == names.end())
    throw UsageError(fmt::format("{}: no ladder has a rung of that name; there are {}", name,
                                 fmt::join(names, ", ")));
  return *found;
}

}  // namespace alexnet::cpu
