#include <algorithm>

#include "core/ceil_div.h"
#include "cuda/launch.h"
#include "layers/gemm/can_multiply.h"
#include "layers/gemm/gemm_cuda_rungs.h"
#include "layers/gemm/gemm_extents.h"
#include "layers/linear/linear_cuda_rungs.h"

namespace alexnet::cuda {
namespace {

/// A warp has an output for each lane, and the warps of a block share out the images: with one
/// thread for each output there would be few threads, each with all the images to wait for.
constexpr int kLanes = 32, kWarps = 8;

/// grad_bias[o] = sum of grad_y[n,o] over n
/// Thread:  one output, for every 8th image.
/// Block:   32 outputs. Its warps share their sums; the first warp adds them, always in the same
///          order.
/// Traffic: one read per element; neighbouring threads read neighbouring numbers.
__global__ void __launch_bounds__(kLanes* kWarps)
    linear_backward_bias_kernel(const float* grad_y, float* grad_bias, int images, int outputs) {
  __shared__ float sums[kWarps][kLanes];
  const int lane = int(threadIdx.x), warp = int(threadIdx.y);
  const int o = int(blockIdx.x) * kLanes + lane;
  float sum = 0;
  if (o < outputs)
    for (std::int64_t n = warp; n < images; n += kWarps) sum += grad_y[n * outputs + o];
  sums[warp][lane] = sum;
  __syncthreads();
  if (warp > 0 || o >= outputs) return;
  for (int other = 1; other < kWarps; ++other) sum += sums[other][lane];
  grad_bias[o] = sum;
}

/// Whether no offset is too large for gemm's indices, and no grid of tiles too high: images and
/// outputs are rows of results.
bool offsets_fit(std::span<const Shape> x, const Shape& weight) {
  std::int64_t largest = std::max(weight.size(), std::int64_t{x[0].n} * weight.n);
  for (const Shape& input : x) largest = std::max(largest, input.size());
  const int rows = std::max(x[0].n, weight.n);
  return gemm::fits_indices(largest) && gemm::fits_grid(rows);
}

template <class Gemm>
constexpr LinearRung by_gemm(const char* name, const char* idea, Math math = Math::fp32,
                             int pays_since = 0) {
  return gemm::rung_of<LinearRung, LinearByGemm<Gemm>, offsets_fit>(name, idea, math, pays_since);
}

constexpr LinearRung kLinearRungs[] = {
    by_gemm<gemm::Naive>("naive", "a thread for each number of the result"),
    by_gemm<gemm::SharedTile>("shared_tile", "tiles of both matrices in shared memory"),
    by_gemm<gemm::RegisterTile>("register_tile", "8 x 8 sums in the registers of each thread"),
    by_gemm<gemm::Vectorized>("vectorized", "shared memory read four numbers at a time"),
    by_gemm<gemm::Pipelined>("pipelined", "the next tiles are copied while these are multiplied",
                             Math::fp32, gemm::kAsyncCopiesSince),
    by_gemm<gemm::TensorCore<gemm::Tf32>>("tensor_core", "warps multiply on the tensor cores",
                                          Math::tf32),
    by_gemm<gemm::TensorCore<gemm::Bf16>>(
        "tensor_core_bf16", "the same with factors of half the bits, twice as many at a time",
        Math::bf16),
};

/// Checks that the shapes fit together and are not too large, and finds the fastest rung.
template <class View>
const LinearRung& choose_rung(const Stream& stream, std::span<const View> x, const Shape& weight,
                              const Shape& y, Math math) {
  std::vector<Shape> shapes;
  for (const View& view : x) shapes.push_back(view.shape);
  ALEXNET_CHECK_EQ(y, linear_output_shape(shapes, weight));
  ALEXNET_CHECK(offsets_fit(shapes, weight),
                "fully connected layer: weights {} and {} images are too large for a GPU",
                to_text(weight), y.n);
  check_can_multiply(stream.device(), math);
  return gemm::fastest_rung(linear_rungs(), stream.device(), math,
                            [&](const LinearRung& rung) { return rung.supports(shapes, weight); });
}

}  // namespace

std::span<const LinearRung> linear_rungs() { return kLinearRungs; }

void linear_forward(const Stream& stream, Inputs x, ConstTensorView weight, ConstTensorView bias,
                    TensorView y, Math math) {
  ALEXNET_CHECK_EQ(bias.shape, Shape::vector(weight.shape.n));
  choose_rung(stream, x, weight.shape, y.shape, math).forward(stream, x, weight, bias, y);
}

void linear_relu_forward(const Stream& stream, Inputs x, ConstTensorView weight,
                         ConstTensorView bias, TensorView y, Math math) {
  ALEXNET_CHECK_EQ(bias.shape, Shape::vector(weight.shape.n));
  choose_rung(stream, x, weight.shape, y.shape, math).forward_relu(stream, x, weight, bias, y);
}

void linear_backward_input(const Stream& stream, ConstTensorView grad_y, ConstTensorView weight,
                           GradInputs grad_x, Math math) {
  choose_rung(stream, grad_x, weight.shape, grad_y.shape, math)
      .backward_input(stream, grad_y, weight, grad_x);
}

void linear_backward_weight(const Stream& stream, Inputs x, ConstTensorView grad_y,
                            TensorView grad_weight, TensorView grad_bias, Math math) {
  ALEXNET_CHECK_EQ(grad_bias.shape, Shape::vector(grad_weight.shape.n));
  choose_rung(stream, x, grad_weight.shape, grad_y.shape, math)
      .backward_weight(stream, x, grad_y, grad_weight, grad_bias);
}

void linear_backward_bias(const Stream& stream, ConstTensorView grad_y, TensorView grad_bias) {
  const int images = grad_y.shape.n, outputs = grad_y.shape.c;
  const Grid grid = {dim3(unsigned(ceil_div(outputs, kLanes))), dim3(kLanes, kWarps)};
  launch<linear_backward_bias_kernel>(stream, grid, grad_y.data, grad_bias.data, images, outputs);
}

}  // namespace alexnet::cuda
