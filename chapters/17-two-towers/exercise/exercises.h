#pragma once
#include <cstdint>
#include <vector>

#include "model/variants.h"

// Chapter 17: the exercises. Each stub beside this file is one of them.
namespace alexnet::course {

/// Exercise 1 (eight to twelve lines). How many bytes cross between the towers in one training step
/// of `pictures` pictures? Outputs go across, their gradients come back. An output crosses once,
/// however many nodes of the other tower read it. The images do not count: each tower has its own.
///     summarize(variant), in model/summary.h, gives every node's tower and the shape of its output
///     for one picture, in the order of variant.nodes, which say what each node reads.
std::int64_t bytes_that_cross(const Variant& variant, int pictures);

/// Exercise 2 (five to eight lines). The network without restricted connectivity: every convolution
/// but the first reads both towers. Change the inputs of the variant's nodes, with tower a's first;
/// leave the rest as it is. The variant has two towers whose nodes are named ...a and ...b.
///     A NodeSpec (model/node_spec.h) has the names of its inputs; it is a convolution if
///     std::holds_alternative<ConvSpec>(node.layer); the images are called kDataNode.
Variant with_every_map_seen(Variant variant);

/// A piece of work in a queue.
struct Work {
  Tower tower;                 ///< whose queue
  double duration;             ///< how long it takes once it has begun
  std::vector<int> waits_for;  ///< positions of earlier pieces, of any queue, that must be done
};

/// Exercise 3 (six to nine lines). When is all of it done? Pieces are put into the two queues in
/// the order of the list. A piece begins when the piece before it in its own queue is done, and so
/// is everything that it waits for. Nothing else holds it up.
double time_of(const std::vector<Work>& work);

/// Exercise 4 (six words). Two queues, as in exercise 3. Tower a computes x; c copies x for tower
/// b; and r, in tower b, reads the copy. Here are six ways to write that; the dots are other work,
/// which takes an unknown time. Which ways always compute the right thing? Beside each answer write
/// one sentence that says why, before you run the check: an answer without a reason counts as a
/// guess.
///
///     wait_before_copy   b: ..., wait for x, c, r, ...
///     wait_after_copy    b: ..., c, wait for x, r, ...
///     wait_before_read   b: ..., c, r, and a waits for c before it continues
///     host_waits         a: ..., x; the host waits until a's queue is empty; b: c, r
///     a_copies           a: ..., x, c; b: r           (c is put into a's queue, nothing waits)
///     a_copies_b_waits   a: ..., x, c; b: wait for c, r
struct Right {
  bool wait_before_copy, wait_after_copy, wait_before_read, host_waits, a_copies, a_copies_b_waits;
};
Right which_are_right();

}  // namespace alexnet::course
