#pragma once
#include "cuda/stream.h"

// What launches chapter 15's kernels, each with one mistake: one block of 64 threads, on 64 numbers
// of the stream's device.
namespace alexnet::course {

/// data[i] = data[i - 1], and the first becomes the last: a barrier is missing.
void missing_barrier(const cuda::Stream& stream, float* data);
/// The same with the barrier.
void rotated(const cuda::Stream& stream, float* data);
/// Reverses the numbers, through an array that is one too short.
void beyond_shared(const cuda::Stream& stream, float* data);
/// Two branches of an if, with a barrier in each.
void divergent_barrier(const cuda::Stream& stream, float* data);
/// A barrier that the last thread never comes to, since it waits for its warp.
void barrier_for_some(const cuda::Stream& stream, float* data);
/// A sum over the warp with a mask that names threads that do not come.
void mask_too_large(const cuda::Stream& stream, float* data);
/// Writes every element but the last.
void unwritten(const cuda::Stream& stream, float* data);
/// Adds to a number in shared memory that was never set.
void unset_shared(const cuda::Stream& stream, float* data);

}  // namespace alexnet::course
