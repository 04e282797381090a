#include "cuda/async_copy.cuh"
#include "cuda/launch.h"
#include "exercises.h"

namespace alexnet::course {

__global__ void sums_over_rows_kernel(const float* x, float* y, int rows) {
  constexpr int kStages = 3;  // rows in shared memory: one in use, two in flight
  __shared__ float stages[kStages][64];
  const int i = int(threadIdx.x);
  const auto fetch = [&](int row, int stage) {
    if (row < rows) cuda::cp_async<4>(&stages[stage][i], &x[row * 64 + i], true);
    cuda::cp_async_commit();
  };
  for (int stage = 0; stage < kStages - 1; ++stage) fetch(stage, stage);
  float sum = 0;
  for (int row = 0; row < rows; ++row) {
    fetch(row + kStages - 1, (row + kStages - 1) % kStages);
    cuda::cp_async_wait<kStages - 1>();
    __syncthreads();
    sum += stages[row % kStages][63 - i];
  }
  y[i] = sum;
}

void sums_over_rows(const cuda::Stream& stream, const float* x, float* y, int rows) {
  cuda::launch<sums_over_rows_kernel>(stream, {1, 64}, x, y, rows);
}

Tool tool_that_names_both_lines() {
  return Tool::none;  // yours, with its reason
}

}  // namespace alexnet::course
