#pragma once
#include <cmath>

#include "layers/softmax_loss/label.cuh"
#include "layers/warp.cuh"

namespace alexnet::cuda {

// A warp for every image; the four warps of a block are independent of each other. The lanes go
// through the classes in steps of 32, so each step of a warp is 128 contiguous bytes.
constexpr int kImagesPerBlock = 4;

struct ImageOfWarp {
  int image = int(blockIdx.x) * kImagesPerBlock + int(threadIdx.x) / 32;
  int lane = int(threadIdx.x) % 32;
};

/// The largest of an image's logits.
__device__ inline float largest_logit(const float* logits, int classes, int lane) {
  float largest = -INFINITY;
  for (int k = lane; k < classes; k += 32) largest = max(largest, logits[k]);
  return max_over_warp(largest);
}

/// probs = exp(logits - largest) / sum.
/// Thread:  every 32nd class of one image.
/// Block:   four images, a warp each.
/// Traffic: three reads and two writes per class; all reads but the first are from the cache, since
///          an image's logits are a few kilobytes.
__global__ void softmax_forward_kernel(const float* logits, float* probs, int batch, int classes) {
  const auto [image, lane] = ImageOfWarp();
  if (image >= batch) return;
  logits += std::int64_t{image} * classes;
  probs += std::int64_t{image} * classes;
  const float largest = largest_logit(logits, classes, lane);
  float sum = 0;
  for (int k = lane; k < classes; k += 32) sum += probs[k] = expf(logits[k] - largest);
  sum = sum_over_warp(sum);
  for (int k = lane; k < classes; k += 32) probs[k] /= sum;
}

/// loss = log(sum of exp(logits)) - logits[label]: softmax and logarithm at once, so that a
/// probability that rounds to zero still has its loss. The largest logit is subtracted from both
/// terms first; otherwise large logits would cost digits. NaN where the label is no class.
/// Thread:  every 32nd class of one image.
/// Block:   four images, a warp each.
/// Traffic: two reads per class, the second from the cache; one write per image.
__global__ void softmax_loss_kernel(const float* logits, const float* labels, float* loss,
                                    int batch, int classes) {
  const auto [image, lane] = ImageOfWarp();
  if (image >= batch) return;
  logits += std::int64_t{image} * classes;
  const float largest = largest_logit(logits, classes, lane);
  float sum = 0;
  for (int k = lane; k < classes; k += 32) sum += expf(logits[k] - largest);
  sum = sum_over_warp(sum);
  if (lane != 0) return;
  const int label = class_of_label(labels[image], classes);
  loss[image] = label == kNoClass ? NAN : logf(sum) - (logits[label] - largest);
}

/// grad_logits = (probs - (class == label)) / batch: the gradients of softmax and loss at once. NaN
/// where the label is no class.
/// Thread:  every 32nd class of one image.
/// Block:   four images, a warp each.
/// Traffic: one read and one write per class.
__global__ void softmax_loss_backward_kernel(const float* probs, const float* labels,
                                             float* grad_logits, int batch, int classes) {
  const auto [image, lane] = ImageOfWarp();
  if (image >= batch) return;
  probs += std::int64_t{image} * classes;
  grad_logits += std::int64_t{image} * classes;
  const int label = class_of_label(labels[image], classes);
  for (int k = lane; k < classes; k += 32)
    grad_logits[k] = label == kNoClass ? NAN : (probs[k] - float(k == label)) / float(batch);
}

}  // namespace alexnet::cuda
