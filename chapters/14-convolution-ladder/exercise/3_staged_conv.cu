#include "counted_numbers.cuh"
#include "cuda/launch.h"

namespace alexnet::course {

/// Right, but every pixel and every weight is read from memory once for each product.
__global__ void staged_conv_kernel(ConvSizes l, CountedNumbers x, CountedNumbers weight, float* y) {
  const int ox = int(blockIdx.x) * 16 + int(threadIdx.x);
  const int oy = int(blockIdx.y) * 16 + int(threadIdx.y);
  const int groups = l.filters / 8;  // of 8 filters; blockIdx.z counts images and groups
  const int n = int(blockIdx.z) / groups, first_filter = int(blockIdx.z) % groups * 8;
  if (oy >= l.out || ox >= l.out) return;
  for (int f = first_filter; f < first_filter + 8; ++f) {
    float sum = 0;
    for (int c = 0; c < l.channels; ++c)
      for (int ky = 0; ky < 5; ++ky)
        for (int kx = 0; kx < 5; ++kx) {
          const int iy = oy - 2 + ky, ix = ox - 2 + kx;
          if (iy < 0 || iy >= l.size || ix < 0 || ix >= l.size) continue;
          sum += read(x, ((n * l.channels + c) * l.size + iy) * l.size + ix) *
                 read(weight, ((f * l.channels + c) * 5 + ky) * 5 + kx);
        }
    y[((n * l.filters + f) * l.out + oy) * l.out + ox] = sum;
  }
}

void staged_conv(const cuda::Stream& stream, const ConvSizes& l, CountedNumbers x,
                 CountedNumbers weight, float* y) {
  const auto tiles = unsigned((l.out + 15) / 16);
  const dim3 blocks{tiles, tiles, unsigned(l.images * (l.filters / 8))};
  cuda::launch<staged_conv_kernel>(stream, {blocks, dim3(16, 16)}, l, x, weight, y);
}

}  // namespace alexnet::course
