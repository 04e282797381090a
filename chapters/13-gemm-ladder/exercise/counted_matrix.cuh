#pragma once
#include "cuda/cuda.h"
#include "exercises.h"

namespace alexnet::course {

/// Reads element (i, j) of a matrix in the device's memory, and counts it. Beyond the matrix it
/// gives 0 and counts that as an error.
__device__ inline float read(const CountedMatrix& m, int i, int j) {
  if (i < 0 || i >= m.rows || j < 0 || j >= m.cols) {
    atomicAdd(m.reads_outside, 1u);
    return 0;
  }
  atomicAdd(m.reads, 1u);
  return m.data[i * m.cols + j];
}

/// A tile in shared memory whose reads are counted: `__shared__ CountedTile<16, 64> tile;`. Its
/// rows are kRowLength numbers apart.
template <int kRows, int kRowLength>
class CountedTile {
 public:
  __device__ void put(int i, int j, float number) { numbers_[i][j] = number; }
  /// Counts with the matrix that the tile is a part of.
  __device__ float get(int i, int j, const CountedMatrix& m) const {
    atomicAdd(m.reads_of_tiles, 1u);
    return numbers_[i][j];
  }

 private:
  float numbers_[kRows][kRowLength];
};

}  // namespace alexnet::course
