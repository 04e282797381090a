#pragma once
#include <cstdint>

// Chapter 16: the exercises. Each stub beside this file is one of them.
namespace alexnet::course {

/// What a layer costs: numbers to learn, and products of one image's forward pass.
struct Cost {
  std::int64_t parameters, multiply_adds;
};

/// Exercise 1 (three lines). The cost of a convolution: `filters` filters of size x size pixels
/// over `channels` maps, with one bias each, make maps of out x out. A fully connected layer is a
/// convolution too: think of size = side of its input, out = 1.
Cost cost_of(int channels, int filters, int size, int out);

/// Exercise 2 (six to ten lines). The side of pool5's maps, when the paper's network is shown
/// pictures of side x side pixels: 6 for 224. Windows are counted as in chapter 3. Then find, with
/// your function, all sides that give 6: how free is the choice of 224?
int side_of_pool5(int side);

/// Exercise 3 (five words). Two layers, one after the other. Can they be swapped without any change
/// to the result? Think first: you are to predict what the check computes.
struct Swaps {
  bool relu_and_max_pool, relu_and_avg_pool, relu_and_lrn, relu_and_dropout, max_pool_and_lrn;
};
Swaps which_may_be_swapped();

/// Exercise 4 (four to six lines). The largest number of units that fc6 and fc7 can have, both the
/// same, so that the network has at most `budget` parameters. The rest is the paper's: 9216
/// numbers enter fc6, 1000 leave fc8, and the convolutions have 2,334,080 parameters in all.
int widest(std::int64_t budget);

}  // namespace alexnet::course
