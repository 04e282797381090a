#pragma once
#include <utility>
#include <vector>

#include "core/tensor.h"

// Chapter 10: the exercises. Each stub beside this file is one of them.
namespace alexnet::course {

/// Exercise 1 (three to five lines). One step of the paper's rule:
///     v <- momentum * v - decay * rate * w - rate * grad,    w <- w + v
/// w, v and grad have the same shape; w.data[i] is an element, w.shape.size() says how many.
void sgd_step(TensorView w, TensorView v, ConstTensorView grad, Real rate, Real momentum,
              Real decay);

/// Exercise 2 (ten to fifteen lines). The paper divided the learning rate by 10 when the validation
/// error stopped improving. Given the validation error after each epoch, returns the rate of each
/// epoch. The first is first_rate. After the `patience`-th epoch in a row without an error below
/// the best so far, the next epoch has a tenth of the rate, and counting starts again; the best
/// error stays.
std::vector<double> learning_rates(const std::vector<double>& errors, double first_rate,
                                   int patience);

/// Exercise 3 (one line). The standard deviation with which to draw the weights of a layer with
/// `inputs` inputs per unit, so that after the layer and its ReLU the mean square of a number is
/// what it was before the layer. Weights and the numbers that they are multiplied by are
/// independent; weights have mean 0, and biases are 0.
double keeping_stddev(int inputs);

/// Exercise 4 (three to five lines, and a sheet of paper). The learning rate and the momentum that
/// lead down the valley (flat * x^2 + steep * y^2) / 2 fastest. The steps from (1, 1) have to end
/// within 0.00001 of the bottom: 15 steps where steep / flat is 1.5, 45 where it is 20, 80 where it
/// is 67, 100 where it is 100, and 250 where it is 400.
std::pair<double, double> rate_and_momentum(double flat, double steep);

}  // namespace alexnet::course
