#pragma once
#include <cstdint>
#include <vector>

// Chapter 20: the exercises. Each stub beside this file is one of them.
namespace alexnet::course {

/// A piece of the numbers that a GPU sends to the next one in the ring: GPU `from` to GPU from + 1,
/// the last one to GPU 0.
struct Message {
  int from;
  int piece;  ///< which of the equal pieces that the numbers are cut into, one per GPU
  bool add;   ///< the receiver adds it to its own piece; otherwise it replaces that piece
};
/// What is sent at the same time: one message from every GPU.
using Step = std::vector<Message>;

/// Exercise 1 (six to nine lines). The ring: after these steps every GPU has, of every piece, the
/// sum over all GPUs. Each GPU sends 2 (gpus - 1) pieces, one per step.
std::vector<Step> ring_all_reduce(int gpus);

/// What two ways of sharing a layer need to know about it.
struct LayerCost {
  std::int64_t parameters;
  std::int64_t reads;  ///< numbers that it reads for one picture
};

/// How the layers are spread over the GPUs, and what that costs.
struct Plan {
  int replicated;  ///< how many layers, from the first on, every GPU has; the rest are shared out
  double bytes;    ///< that each GPU sends in a training step
};

/// Exercise 2 (seven to ten lines). The plan with the fewest bytes; of equal ones, the one with
/// fewer replicated layers. For a replicated layer, the gradients of all parameters go round the
/// ring of exercise 1. Of a layer that is shared out, every GPU has a part of the units; everything
/// that the layer reads, for `pictures` pictures in all, is made known to every GPU, and the
/// gradient of that is summed: together as much as a ring with that many numbers. A number has 4
/// bytes. (The first layer's `reads` is 0: it reads the pictures, which come from the host.)
Plan cheapest_plan(const std::vector<LayerCost>& layers, int gpus, int pictures);

/// A set of numbers, as batch normalization sees it.
struct Moments {
  double count, mean, variance;  ///< the variance is the mean of (x - mean)^2
};

/// Exercise 3 (three to five lines). The moments of two sets of numbers together, from those of
/// each. Two GPUs that send each other three numbers per map normalize as one does.
Moments together(const Moments& a, const Moments& b);

/// Exercise 4 (eight words). Two GPUs begin with equal weights. Each has a part of the batch. Which
/// of these end with the same weights as one GPU with the whole batch, apart from rounding? Beside
/// each answer write one sentence that says why, before you run the check: an answer without a
/// reason counts as a guess.
struct Same {
  /// Halves of 2 pictures; each computes its mean gradient; both step by the mean of the two.
  bool equal_halves;
  /// The same with parts of 3 pictures and 1.
  bool unequal_parts;
  /// Parts of 3 and 1; each computes the *sum* over its pictures; both step by the sum of the two,
  /// divided by 4.
  bool sums_of_unequal_parts;
  /// Equal halves; each makes its own step of plain gradient descent; then the *weights* are
  /// averaged.
  bool averaged_weights;
  /// The same with momentum 0.9, for ten steps: weights are averaged after every step, but each GPU
  /// keeps a velocity of its own, which is never averaged.
  bool averaged_weights_own_velocities;
  /// Plain gradient descent; weights are averaged after every second step only.
  bool averaged_every_second_step;
  /// Each divides its gradient by the gradient's size before it steps (more or less as Adam does;
  /// the one GPU does so too), for one step; then the weights are averaged.
  bool own_step_sizes;
  /// Equal halves, averaged gradients, and inputs that are dropped by a mask which is a function of
  /// seed, iteration and the picture's place *in its part*.
  bool mask_by_place;
};
Same which_are_the_same();

/// A vector for each input.
using Vectors = std::vector<std::vector<double>>;

/// Exercise 5 (ten to fifteen lines). One head of attention: for each query q_i
///     y_i = sum over j of p_ij v_j, where p_i is the softmax of the scores q_i . k_j / sqrt(d)
/// and d is the number of elements of a key. There are as many values as keys, and at least one of
/// them. Scores may be as large as 1000, or all of them -1000 (chapter 8). The check also gives the
/// same inputs in another order: before you run it, write down what must happen to y.
Vectors attention(const Vectors& queries, const Vectors& keys, const Vectors& values);

}  // namespace alexnet::course
