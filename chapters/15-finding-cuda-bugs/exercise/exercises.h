#pragma once
#include "cuda/stream.h"

// Chapter 15: the exercises. Each stub beside this file is a kernel that is nearly right. Find its
// mistake - from what the check says, with a debugger, with a sanitizer - and mend it, changing as
// little as you can. All launches but one are right. Pointers point into the memory of the stream's
// device.
namespace alexnet::course {

/// Exercise 1 (two lines added, one changed). y[i] = x[0] + ... + x[i], for 64 numbers in one
/// block. It takes six rounds: after the first, each number is the sum of two; after the second, of
/// four; and so on.
void running_sums(const cuda::Stream& stream, const float* x, float* y);

/// Exercise 2 (one line changed, one added). y(r, c) = x(r, c + 1) - x(r, c), in a matrix of `rows`
/// rows of `cols` numbers; to the right of the matrix everything is 0. Blocks of 16 x 16 threads
/// bring what they need to shared memory.
void differences(const cuda::Stream& stream, const float* x, float* y, int rows, int cols);

/// Exercise 3 (one line moved). y = x minus the mean of its block: each block of 64 threads has 64
/// numbers.
void without_mean(const cuda::Stream& stream, const float* x, float* y, int blocks);

/// Exercise 4 (three lines changed, one of them only to name a parameter). y[i] = 2 x[i], for any
/// count, in blocks of 64 threads. Mend it without reading or writing beyond the last number. (The
/// check sees what is written there. A read there is seen only by `ALEXNET_PRESET=asan
/// scripts/exercise 15 4`, and not where the compiler has left it out because its number is not
/// used.)
void doubled(const cuda::Stream& stream, const float* x, float* y, int count);

/// Exercise 5. y[i] = the sum, over all rows of x, of number 63 - i: rows have 64 numbers. They are
/// copied to shared memory while earlier ones are added up. One barrier per row is enough.
void sums_over_rows(const cuda::Stream& stream, const float* x, float* y, int rows);

enum class Tool { none, another_order, address_sanitizer, thread_sanitizer, guarded_memory };
/// Also exercise 5: which of these names the two lines of the kernel between which it goes wrong?
/// Before you run the check, write one sentence beside your answer that says why: an answer without
/// a reason counts as a guess.
Tool tool_that_names_both_lines();

}  // namespace alexnet::course
