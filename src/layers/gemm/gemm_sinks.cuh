#pragma once
#include <cstdint>

#include "cuda/cuda.h"

// Where the sums of a product go. A sink is a rule, like an operand:
//
//     struct Sink {
//       float* place(int i, int j) const;                      // of C(i, j) in memory
//       float value(float sum, const float* place, int i, int j) const;  // what is written there
//     };
namespace alexnet::cuda::gemm {

/// What happens to a sum on its way to memory. It costs next to nothing here, while a kernel of its
/// own would read and write the whole of C.
struct Epilogue {
  const float* bias = nullptr;  ///< one for each column, or row, of C
  bool add = false;             ///< add to what is already there
  bool relu = false;            ///< finally, max(., 0), where NaN stays NaN

  __device__ float apply(float sum, const float* place, int bias_index) const {
    if (bias) sum += bias[bias_index];
    if (add) sum += *place;
    return relu && sum < 0 ? 0.0f : sum;
  }
};

/// A matrix in memory, row by row; a bias belongs to a column.
struct MatrixSink {
  float* data;
  int stride;
  Epilogue epilogue = {};

  __device__ float* place(int i, int j) const { return data + i * stride + j; }
  __device__ float value(float sum, const float* place, int, int j) const {
    return epilogue.apply(sum, place, j);
  }
};

/// Stores C(i, j).
template <class Sink>
__device__ void store(const Sink& sink, int i, int j, float sum) {
  float* const place = sink.place(i, j);
  *place = sink.value(sum, place, i, j);
}

}  // namespace alexnet::cuda::gemm
