#pragma once
#include <cmath>

#include "layers/softmax_loss/label.cuh"
#include "layers/warp.cuh"
#include "predict/error_counts.h"

namespace alexnet::cuda {

constexpr int kCountingWarps = 32;  // as many as a block may have

/// What one picture counts. Every lane of the calling warp gets the same result.
__device__ inline ErrorCounts counts_of_picture(const float* probs, float true_class, int classes) {
  const int lane = int(threadIdx.x) % 32, label = class_of_label(true_class, classes);
  const float truth = label == kNoClass ? NAN : probs[label];
  int before = 0, not_numbers = 0;  // classes that come before the true one; NaNs
  for (int k = lane; k < classes; k += 32) {
    before += probs[k] > truth || (probs[k] == truth && k < label);
    not_numbers += std::isnan(probs[k]);
  }
  before = sum_over_warp(before);
  if (label == kNoClass || sum_over_warp(not_numbers) > 0) return {1, 1, 1, NAN};
  const double probability = min(max(double(truth), 1e-30), 1.0);  // it may round to zero
  return {1, before >= 1, before >= 5, -log(probability)};
}

/// Adds the batch to *counts.
/// Thread:  every 32nd class of every 32nd picture.
/// Block:   only one: with several, the order of the additions would not be fixed. One warp per
///          picture; each warp keeps its own sums, and at the end one thread adds those up.
/// Traffic: one read per class, and one more of the true class's probability.
__global__ void __launch_bounds__(32 * kCountingWarps)
    count_errors_kernel(const float* probs, const float* labels, int batch, int classes,
                        ErrorCounts* counts) {
  __shared__ double loss[kCountingWarps];
  __shared__ int top1_wrong[kCountingWarps], top5_wrong[kCountingWarps];
  const int warp = int(threadIdx.x) / 32;
  ErrorCounts mine;
  for (int n = warp; n < batch; n += kCountingWarps) {
    const ErrorCounts one =
        counts_of_picture(probs + std::int64_t{n} * classes, labels[n], classes);
    mine.loss += one.loss;
    mine.top1_wrong += one.top1_wrong;
    mine.top5_wrong += one.top5_wrong;
  }
  if (threadIdx.x % 32 == 0) {
    loss[warp] = mine.loss;
    top1_wrong[warp] = mine.top1_wrong;
    top5_wrong[warp] = mine.top5_wrong;
  }
  __syncthreads();
  if (threadIdx.x != 0) return;
  for (int i = 0; i < kCountingWarps; ++i) {
    counts->loss += loss[i];
    counts->top1_wrong += top1_wrong[i];
    counts->top5_wrong += top5_wrong[i];
  }
  counts->pictures += batch;
}

}  // namespace alexnet::cuda
