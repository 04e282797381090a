#include "inspect/colour_split.h"

#include <algorithm>
#include <cmath>

#include "core/rng.h"

namespace alexnet {
namespace {

/// The middle number, or the mean of the two in the middle.
float median_of(std::vector<float> numbers) {
  std::sort(numbers.begin(), numbers.end());
  const std::size_t middle = numbers.size() / 2;
  return numbers.size() % 2 == 1 ? numbers[middle] : (numbers[middle - 1] + numbers[middle]) / 2;
}

}  // namespace

float colour_share(ConstTensorView filters, int filter) {
  double energy = 0, grey_energy = 0;
  for (int y = 0; y < filters.shape.h; ++y)
    for (int x = 0; x < filters.shape.w; ++x) {
      double sum = 0;
      for (int c = 0; c < 3; ++c) {
        const double weight = filters(filter, c, y, x);
        sum += weight;
        energy += weight * weight;
      }
      grey_energy += sum * sum / 3;  // three weights of sum / 3 each
    }
  if (!(energy > 0) || !std::isfinite(energy)) return 0;  // a net that diverged
  return float(std::clamp(1 - grey_energy / energy, 0.0, 1.0));
}

std::vector<int> first_convolutions(const Network& network) {
  std::vector<int> found;
  for (int i = 0; i < int(network.nodes().size()); ++i) {
    const Network::Node& node = network.nodes()[i];
    const bool reads_images = node.inputs.front() == Network::kImages;
    if (reads_images && std::holds_alternative<ConvSpec>(node.spec)) found.push_back(i);
  }
  ALEXNET_CHECK(!found.empty(), "variant {}: its first layer is no convolution",
                network.variant().name);
  return found;
}

ConstTensorView own_kernels(const Network& network, Tower tower, ConstTensorView filters) {
  const int halo = network.variant().halo;
  return filters.images(tower == Tower::a ? 0 : halo, filters.shape.n - halo);
}

TowerColours tower_colours(const std::string& node, ConstTensorView filters) {
  TowerColours tower{node, {}};
  for (int f = 0; f < filters.shape.n; ++f) tower.shares.push_back(colour_share(filters, f));
  tower.median = median_of(tower.shares);
  return tower;
}

std::vector<TowerColours> colour_split(const Network& network) {
  std::vector<TowerColours> towers;
  for (int i : first_convolutions(network)) {
    const Network::Node& node = network.nodes()[i];
    const HostView host(node.layer->parameters()[0].value);
    const ConstTensorView filters = own_kernels(network, node.tower, host.view);
    ALEXNET_CHECK(filters.shape.c == 3,
                  "{}: expected kernels over three colours, found {} channels", node.name,
                  filters.shape.c);
    towers.push_back(tower_colours(node.name, filters));
  }
  return towers;
}

SplitTest split_test(std::span<const float> first, std::span<const float> second, int permutations,
                     std::uint64_t seed) {
  ALEXNET_CHECK(!first.empty() && !second.empty(),
                "permutation test: expected two heaps of kernels, found {} and {} kernels",
                first.size(), second.size());
  std::vector<float> all(first.begin(), first.end());
  all.insert(all.end(), second.begin(), second.end());
  for (float share : all)
    ALEXNET_CHECK(std::isfinite(share), "permutation test: a share of {} is no number", share);
  std::sort(all.begin(), all.end());  // in this order nothing tells which heap a share was in
  const std::size_t larger = std::max(first.size(), second.size());

  SplitTest test;
  test.permutations = permutations;
  test.difference =
      std::abs(median_of({first.begin(), first.end()}) - median_of({second.begin(), second.end()}));
  std::vector<float> dealt(all.size());
  for (int deal = 0; deal < permutations; ++deal) {
    const std::vector<int> order =
        random_permutation(int(all.size()), RandomStream(seed, "split test", std::uint64_t(deal)));
    for (std::size_t i = 0; i < dealt.size(); ++i) dealt[i] = all[std::size_t(order[i])];
    const auto cut = dealt.begin() + std::ptrdiff_t(larger);
    const float apart = std::abs(median_of({dealt.begin(), cut}) - median_of({cut, dealt.end()}));
    test.as_extreme += apart >= test.difference;  // medians of equal numbers are equal to the bit
  }
  test.p = (1.0 + test.as_extreme) / (1.0 + permutations);
  return test;
}

SplitTest split_test(const std::vector<TowerColours>& towers, int permutations,
                     std::uint64_t seed) {
  if (towers.size() == 2) return split_test(towers[0].shares, towers[1].shares, permutations, seed);
  const std::span<const float> all = towers.front().shares;
  return split_test(all.first(all.size() / 2), all.subspan(all.size() / 2), permutations, seed);
}

}  // namespace alexnet
