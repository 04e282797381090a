#pragma once
#include <span>

#include "layers/softmax_loss/softmax_loss.h"

// Chapter 8: the exercises. Each stub beside this file is one of them. What a function is to write
// may hold anything before.
namespace alexnet::course {

/// Exercise 1 (nine to twelve lines). probs[n,k] = exp(logits[n,k]) / sum over j of
/// exp(logits[n,j]). It must be right for scores of any size. Read a picture's scores once for both
/// the largest and the sum: keep the largest so far, m, and the sum of exp(z - m) over the scores z
/// so far. What must happen to this sum when a larger score arrives? Then read them again to write
/// the probabilities. (The check compares results: it cannot see how often you read.)
///     logits, probs (N, K); logits(n, k, 0, 0) is an element
void softmax(ConstTensorView logits, TensorView probs);

/// Exercise 2 (ten to fifteen lines). Returns the mean over the batch of -log(probs[n, label[n]]),
/// and writes its gradient with respect to the scores. The loss must be right even if the
/// probability of the true class is too small for a float. labels[n] is a class number.
///     logits, grad_logits (N, K)
Real logistic_loss(ConstTensorView logits, std::span<const int> labels, TensorView grad_logits);

/// Exercise 3 (four to seven lines). One picture's top-k error, fair to ties: classes of equal
/// probability are ordered by drawing lots, and you return the chance that the true class is
/// not among the first k. Without ties that is 0 or 1. A picture with a NaN counts as wrong.
double top_k_error(std::span<const Real> probs, int label, int k);

}  // namespace alexnet::course
