#pragma once
#include <cmath>

#include "layers/conv/conv_operands.cuh"

// Where the sums of a packed product go. A sink of gemm_sinks.cuh says for every sum where it goes
// and what becomes of it. A thread has up to 128 sums, in 16 rows and 8 columns, and these sinks
// let it ask once for each row and once for each column.
namespace alexnet::cuda::packed {

/// Maps, whose sums are complete. (Nothing is added to what is there: the epilogue's `add` is
/// false, because there is only one product.)
struct ToMaps {
  MapSink maps;

  __device__ float* data() const { return maps.data; }
  __device__ int row(int c) const { return maps.matrix.row(c); }
  __device__ int col(int pixel) const { return maps.matrix.col(pixel); }
  __device__ float bias(int c) const { return maps.epilogue.bias ? maps.epilogue.bias[c] : 0.0f; }
  /// (Without a branch, or each of 128 sums would test `relu` again.)
  __device__ float value(float sum) const {
    const float least = maps.epilogue.relu ? 0.0f : -INFINITY;
    return sum < least ? least : sum;
  }
};

/// Partial sums: a matrix for each piece of the terms.
struct ToPieces {
  float* partial;
  int rows, cols;

  __device__ float* data() const { return partial + std::int64_t{blockIdx.z} * rows * cols; }
  __device__ int row(int i) const { return i * cols; }
  __device__ int col(int j) const { return j; }
  __device__ float bias(int) const { return 0; }
  __device__ float value(float sum) const { return sum; }
};

}  // namespace alexnet::cuda::packed
