#pragma once
#include <array>
#include <cstdint>
#include <optional>
#include <utility>

// Chapter 16: the exercises. Each stub beside this file is one of them.
namespace alexnet::course {

/// What a layer costs: numbers to learn, and products of one image's forward pass.
struct Cost {
  std::int64_t parameters, multiply_adds;
};

/// Exercise 1 (three lines). The cost of a convolution, with both towers together: `filters`
/// filters of size x size pixels, with one bias each, make maps of out x out from `channels` maps.
/// Filters and maps are divided into `groups` groups, and a filter sees the maps of its own group
/// only. A fully connected layer is a convolution too: think of size = side of its input, out = 1.
Cost cost_of(int channels, int filters, int size, int out, int groups);

/// Exercise 2 (six to ten lines). The side of pool5's maps, when the paper's network is shown
/// pictures of side x side pixels: 6 for 224. Windows are counted as in chapter 3.
int side_of_pool5(int side);
/// The smallest and the largest side that give 6: how free is the choice of 224?
std::pair<int, int> sides_that_give_6();

/// Exercise 3 (a line or two each). Two layers, one after the other: does their order matter? If it
/// can, return two maps of 3 x 3 pixels for which the orders give different results; if it never
/// does, std::nullopt. Pooling turns such a map into one number. LRN is the paper's: it divides by
/// (2 + 1e-4 * the sum of squares) to the power of 0.75, and the sum is over both maps. Dropout
/// keeps some numbers and makes the others 0, the same ones in both orders.
using TwoMaps = std::array<float, 18>;  ///< the first map, row by row, and the second
std::optional<TwoMaps> relu_and_max_pool();
std::optional<TwoMaps> relu_and_avg_pool();
std::optional<TwoMaps> relu_and_lrn();
std::optional<TwoMaps> relu_and_dropout();
std::optional<TwoMaps> max_pool_and_lrn();

/// Exercise 4 (four to six lines). The largest number of units that fc6 and fc7 can have, both the
/// same, so that the network has at most `budget` parameters. The rest is the paper's: 9216
/// numbers enter fc6, 1000 leave fc8, and the convolutions have 2,334,080 parameters in all.
int widest(std::int64_t budget);

/// Exercise 5 (three to six lines). From how many pictures on does a fully connected layer compute
/// for longer than it reads and writes, on a GPU that does ten products in the time of one byte? It
/// moves each number once, four bytes each: inputs and outputs for every picture, weights and
/// biases once for all pictures. -1 if it never computes for longer, however many there are.
int pictures_until_arithmetic(int inputs, int outputs);

}  // namespace alexnet::course
