#pragma once
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "model/node_spec.h"

namespace alexnet {

/// One row of a variant's table of differences from the paper, or from another variant.
struct Difference {
  std::string what;
  std::string there;  ///< in the paper, or in that variant
  std::string here;
  std::string source;  ///< where we know it from, or why it is so
};

/// A network with a name.
struct Variant {
  std::string name;
  std::string summary;
  Shape input;  ///< of one image: (1, C, H, W)
  int classes = 1000;
  NodeList nodes;
  std::vector<Difference> differences;
  /// What the table compares with: the paper, an older one, or the variant for which this is a
  /// control.
  std::string compared_with = "paper";
  /// This many maps of conv1 and conv2 in each tower are copies of the other tower's maps: in tower
  /// a its last ones, in tower b its first. Only variant caffe has any.
  int halo = 0;
};

/// The halo of variant caffe: LRN over 5 maps looks at two on each side.
inline constexpr int kCaffeHalo = 2;

/// The names that make_variant knows, in the order in which they are explained.
std::span<const std::string> variant_names();

/// The network with that name. `classes` 0 means as many as it was made for.
/// Errors: a name that is not in the list (the message holds the list).
Variant make_variant(std::string_view name, int classes = 0);

/// The same topology with every hidden layer `divisor` times narrower (at least one filter or
/// unit, besides the halo). For tests: the whole network at a size where everything can be
/// compared.
/// Errors: a divisor below 1.
Variant narrowed(Variant variant, int divisor);

}  // namespace alexnet
