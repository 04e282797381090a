#pragma once
#include <array>
#include <map>
#include <string>
#include <vector>

#include "model/network.h"
#include "train/schedule.h"

// Chapter 18: the exercises. Each stub beside this file is one of them.
namespace alexnet::course {

/// Exercise 1 (five to eight lines). How large the last step was relative to what it changed: for
/// each parameter p of network.parameters() that is a weight, not a bias, in their order,
///     root mean square of p->velocity / root mean square of p->value
/// The velocity is the last step. Before the first step there is none (p->velocity.empty()): 0.
std::vector<double> step_ratios(const Network& network);

/// A training run without a trainer around it. Batches and dropout masks are functions of the
/// iteration; every ten iterations the schedule is given a validation error.
struct Training {
  Network network;
  Schedule schedule;
  std::int64_t iteration = 0;
};

/// What is saved of it, as in a checkpoint.
struct Saved {
  std::map<std::string, std::vector<Real>> numbers;  ///< by names that you choose
  std::string schedule;
  std::int64_t iteration = 0;
};

/// Exercise 2 (twelve to eighteen lines, both together). Save a training run, and load it into
/// another one that has just begun, so that the second continues as if there had been no stop,
/// to the bit.
///     p->name, p->value and p->velocity for each Parameter* p of network.parameters();
///     tensor.view().values() are a tensor's numbers. In resume() the velocities are still empty:
///     make each one first, Tensor(p->name, p->value.shape()).
///     schedule.state() is text; schedule.restore(text, epoch) reads it (the epoch does not matter
///     to this schedule)
Saved save(const Training& training);
void resume(const Saved& saved, Training& training);

/// What can be wrong with a run.
enum class Fault {
  unknown,
  rate_too_high,      ///< 0.1
  rate_too_low,       ///< 0.0003
  weights_too_small,  ///< those before fc4 begin with a standard deviation of 0.02
  labels_mixed_up,    ///< the labels of the training pictures are random
  not_shuffled,       ///< first all red apples, then all oranges, and so on
  learned_by_heart    ///< 96 training pictures; no dropout, no crops, no reflections, no noise
};

/// Exercise 3 (six words). The chapter's network, 180 iterations at a rate that is never divided
/// (0.01, unless the rate is the fault). Each of the runs A to F has a different fault; the first
/// run has none. The columns: training loss / validation loss after every 30 iterations, where the
/// training loss is a mean over the last epoch; step / weights in conv1 and in fc4 after 60; the
/// share of fc3's units that are dead at the end:
///
///     none  1.89/1.65 1.21/0.81 0.75/0.50 0.57/0.25 0.42/0.18 0.36/0.13   0.0039 0.0300    0%
///     A     2.08/2.07 2.07/2.06 2.05/2.04 2.03/2.03 2.02/2.02 2.00/2.00   0.0000 0.0067    8%
///     B     1.46/1.53 0.26/0.89 0.02/0.77 0.01/0.77 0.00/0.79 0.00/0.81   0.0035 0.0162    5%
///     C     2.09/2.09 2.07/2.08 2.07/2.09 2.06/2.08 2.06/2.07 2.05/2.08   0.0008 0.0206    2%
///     D     2.09/2.06 2.05/1.87 1.91/1.57 2.05/1.70 1.70/1.32 1.59/1.64   0.0016 0.0216   20%
///     E     1.56/1.61 2.13/2.10 2.09/2.08 2.08/2.08 2.08/2.08 2.09/2.08   0.0186 0.0162   98%
///     F     2.08/2.08 2.08/2.08 2.08/2.08 2.08/2.08 2.08/2.08 2.08/2.08   0.0002 0.0016    8%
///
/// Which run has which fault? Answer in this order.
std::array<Fault, 6> faults_of_runs();

enum class Change { unknown, lower, same, higher };

/// Exercise 4 (six words). Predictions: what happens to a loss when something about the healthy run
/// of exercise 3 is changed? `same` means that it changes by less than a factor of 2. Write your
/// predictions down first, and beside each one sentence that says why: without a reason it counts
/// as a guess. Then let the check train, two runs of each.
///     0  no dropout: the training loss
///     1  no weight decay: the training loss
///     2  no momentum (0 instead of 0.9): the training loss
///     3  no momentum, and ten times the rate: the training loss
///     4  96 pictures instead of 480, shown five times as often; no dropout, crops, reflections or
///        noise: the validation loss
///     5  as 4, but with dropout, crops, reflections and noise: the validation loss, compared with
///        that of 4
std::array<Change, 6> predictions();

}  // namespace alexnet::course
