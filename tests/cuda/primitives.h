#pragma once
#include <cstdint>

#include "cuda/stream.h"

// Kernels around single instructions of a GPU (products on tensor cores, loads of matrices from
// shared memory, asynchronous copies) for test_primitives.cpp, which an ordinary compiler compiles.
// All pointers are the device's.
namespace alexnet::test {

/// y[i] = x[i] rounded as a factor is: to 10 bits of fraction, or to 7.
void round_to_tf32(const cuda::Stream& stream, const float* x, float* y, int count);
void round_to_bf16(const cuda::Stream& stream, const float* x, float* y, int count);

/// D += A B, twice, so that fragments of one product meet those of the next. Each of `warps` warps
/// has its own matrices, one after another, row by row: A 16 x 8, B 8 x 8, D 16 x 8.
void multiply_tf32(const cuda::Stream& stream, int warps, const float* a, const float* b, float* d);
/// The same with A 16 x 16 and B 16 x 8.
void multiply_bf16(const cuda::Stream& stream, int warps, const float* a, const float* b, float* d);

/// Each of `warps` warps loads four matrices of 8 x 8 numbers of 16 bits, two to a word, from
/// shared memory, where their rows lie in any order; `out` gets each lane's four registers, lane
/// after lane.
void load_matrices(const cuda::Stream& stream, int warps, bool transposed,
                   const std::uint32_t* matrices, std::uint32_t* out);

inline constexpr int kCopyThreads = 64;
/// Every thread fetches 4, 8 or 16 bytes and passes on those of its neighbour; floats beyond
/// `count` are zeros.
void copy_from_neighbours(const cuda::Stream& stream, int bytes, const float* in, float* out,
                          int count);
/// sums[t] = sum over the tiles, of 64 floats each, of float (t + 1) % 64. Each tile is fetched
/// while the one before it is added, into three buffers in turn.
void sum_in_a_pipeline(const cuda::Stream& stream, const float* in, float* sums, int tiles);

}  // namespace alexnet::test
