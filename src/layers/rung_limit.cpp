#include "layers/rung_limit.h"

#include <fmt/ranges.h>

#include <algorithm>

#include "layers/conv/conv.h"
#include "layers/linear/linear.h"
#include "layers/lrn/lrn.h"
#include "layers/maxpool/maxpool.h"

namespace alexnet::cpu {
namespace {

// Per thread: a limit does not change what other threads compute in the meantime.
thread_local const RungLimit* limit_of_this_thread = nullptr;

}  // namespace

RungLimit::RungLimit(std::string_view name) : name_(name), outer_(limit_of_this_thread) {
  const std::vector<std::string> names = rung_names();
  if (std::find(names.begin(), names.end(), name) == names.end())
    throw UsageError(fmt::format("{}: no ladder has a rung of that name; there are {}", name,
                                 fmt::join(names, ", ")));
  limit_of_this_thread = this;
}

RungLimit::~RungLimit() { limit_of_this_thread = outer_; }

const RungLimit* RungLimit::innermost() { return limit_of_this_thread; }

std::vector<std::string> rung_names() {
  std::vector<std::string> names;
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

}  // namespace alexnet::cpu
