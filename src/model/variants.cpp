#include "model/variants.h"

#include <fmt/ranges.h>

#include <algorithm>

#include "model/variants/families.h"

namespace alexnet {
namespace {

struct Row {
  const char* name;
  int classes;
  Variant (*make)(int classes);
};
constexpr Row kVariants[] = {
    {"paper", 1000, make_paper},
    {"release2012", 1000, make_release2012},
    {"one-tower", 1000, make_one_tower},
    {"ungrouped", 1000, make_ungrouped},
    {"no-lrn", 1000, make_no_lrn},
    {"pool-2-2", 1000, make_pool_2_2},
    {"mini", 100, make_mini},
    {"mini-no-lrn", 100, make_mini_no_lrn},
    {"mini-pool-2-2", 100, make_mini_pool_2_2},
    {"mini-one-tower", 100, make_mini_one_tower},
    {"mini-ungrouped", 100, make_mini_ungrouped},
    {"mini-four-conv", 100, make_mini_four_conv},
    {"mini-small-start", 100, make_mini_small_start},
    {"mini-small-start-ungrouped", 100, make_mini_small_start_ungrouped},
    {"demo", 30, make_demo},
    {"cifar-relu", 10, make_cifar_relu},
    {"cifar-tanh", 10, make_cifar_tanh},
    {"lenet5", 10, make_lenet5},
    {"linear", 30, make_linear},
    {"torchvision", 1000, make_torchvision},
    {"caffe", 1000, make_caffe},
};

}  // namespace

std::span<const std::string> variant_names() {
  static const std::vector<std::string> names = [] {
    std::vector<std::string> list;
    for (const Row& row : kVariants) list.emplace_back(row.name);
    return list;
  }();
  return names;
}

Variant make_variant(std::string_view name, int classes) {
  for (const Row& row : kVariants)
    if (row.name == name) return row.make(classes > 0 ? classes : row.classes);
  throw UsageError(fmt::format("variant '{}' is not known; there are: {}", name,
                               fmt::join(variant_names(), ", ")));
}

Variant narrowed(Variant variant, int divisor) {
  ALEXNET_CHECK(divisor >= 1, "divisor: expected at least 1, found {}", divisor);
  const auto narrow = [&](int width) { return std::max(1, width / divisor); };
  // Copies of the other tower's maps stay; a tower keeps at least one filter of its own.
  const auto narrow_conv = [&](int filters) {
    return std::max(variant.halo + 1, filters / divisor);
  };
  LinearSpec* last = nullptr;  // its outputs are the classes
  for (NodeSpec& node : variant.nodes)
    if (auto* fc = std::get_if<LinearSpec>(&node.layer)) last = fc;
  for (NodeSpec& node : variant.nodes) {
    if (auto* conv = std::get_if<ConvSpec>(&node.layer)) conv->filters = narrow_conv(conv->filters);
    if (auto* fc = std::get_if<LinearSpec>(&node.layer))
      if (fc != last) fc->outputs = narrow(fc->outputs);
  }
  return variant;
}

}  // namespace alexnet
