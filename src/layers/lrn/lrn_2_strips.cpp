// Rung 2: a strip of kStrip adjacent pixels goes through all maps while it is in the cache. The
// innermost loop runs along the strip, in whole vectors, and d^(-3/4) takes a few products, where
// pow() would take most of the time.
#include <algorithm>
#include <bit>
#include <cmath>
#include <cstdint>

#include "core/ceil_div.h"
#include "core/parallel.h"
#include "core/scratch.h"
#include "layers/lrn/lrn_rungs.h"

namespace alexnet::cpu::strips {
namespace {

/// One strip: `width` pixels at `offset` in every map of one image.
struct Strip {
  int maps, width;
  std::int64_t map_size;
  std::int64_t offset;
};

/// Calls body(strip) for strips that cover the tensor.
template <class Body>
void for_each_strip(const Shape& s, Body&& body) {
  const std::int64_t per_image = ceil_div(s.map_size(), kStrip);
  parallel_for(s.n * per_image, [&](std::int64_t i) {
    const std::int64_t first = i % per_image * kStrip;
    body(Strip{s.c, int(std::min<std::int64_t>(kStrip, s.map_size() - first)), s.map_size(),
               i / per_image * s.image_size() + first});
  });
}

/// d of one map, along the strip.
void denominators(const Strip& s, const Real* x, int c, const LrnParams& p, Real* d) {
  Real sum[kStrip] = {};
  const int last = std::min(s.maps - 1, c + p.size / 2);
  for (int j = std::max(0, c - p.size / 2); j <= last; ++j) {
    const Real* xj = x + s.offset + j * s.map_size;
    for (int i = 0; i < s.width; ++i) sum[i] = multiply_add(xj[i], xj[i], sum[i]);
  }
  for (int i = 0; i < s.width; ++i) d[i] = multiply_add(p.alpha, sum[i], p.k);
}

/// Powers of the denominator: d^(-3/4) and 1/d.
struct Powers {
  Real three_quarters, inverse;
};

// Two square roots and a division would take most of the layer's time. Newton's method for z^-4 = d
// needs only products: an error of e becomes one of 5/2 e^2.
Powers negative_powers(Real d) {
#if defined(ALEXNET_F64)
  return {1 / (std::sqrt(d) * std::sqrt(std::sqrt(d))), 1 / d};
#else
  // The bits of a float, read as an integer, are nearly its logarithm. So a quarter of them, with
  // the sign changed, is nearly d^(-1/4); the constant is the one that makes the worst error, 3%,
  // as small as possible.
  float z = std::bit_cast<float>(0x4f586000 - std::bit_cast<std::uint32_t>(d) / 4);
  const auto step = [&] { z *= 1.25f - 0.25f * d * (z * z) * (z * z); };
  step();  // 0.25%
  step();  // 0.0016%
  // The last step works on the powers themselves, with rest = 1 - d z^4.
  const float squared = z * z, fourth = squared * squared;
  const float rest = multiply_add(-d * squared, squared, 1);
  const float cubed = z * squared;
  return {multiply_add(0.75f * rest, cubed, cubed), multiply_add(rest, fourth, fourth)};
#endif
}

}  // namespace

bool supports(const LrnParams& params) {
  return params.beta == Real(0.75) && params.k > 0 && params.alpha >= 0;
}

void lrn_forward(ConstTensorView x, TensorView y, const LrnParams& p) {
  for_each_strip(x.shape, [&](const Strip& s) {
    Real d[kStrip];
    for (int c = 0; c < s.maps; ++c) {
      denominators(s, x.data, c, p, d);
      const Real* from = x.data + s.offset + c * s.map_size;
      Real* to = y.data + s.offset + c * s.map_size;
#pragma omp simd
      for (int i = 0; i < s.width; ++i) to[i] = from[i] * negative_powers(d[i]).three_quarters;
    }
  });
}

void lrn_backward(ConstTensorView x, ConstTensorView y, ConstTensorView grad_y, TensorView grad_x,
                  const LrnParams& p) {
  for_each_strip(x.shape, [&](const Strip& s) {
    // First grad_y * y / d for every map; then each map adds up its neighbours' ratios.
    Scratch ratios(std::size_t(s.maps) * kStrip);
    Real d[kStrip];
    for (int c = 0; c < s.maps; ++c) {
      denominators(s, x.data, c, p, d);
      const std::int64_t at = s.offset + c * s.map_size;
      const Real *g = grad_y.data + at, *yc = y.data + at;
      Real *ratio = ratios.data() + c * kStrip, *gx = grad_x.data + at;
#pragma omp simd
      for (int i = 0; i < s.width; ++i) {
        const Powers powers = negative_powers(d[i]);
        ratio[i] = g[i] * yc[i] * powers.inverse;
        gx[i] = g[i] * powers.three_quarters;
      }
    }
    for (int c = 0; c < s.maps; ++c) {
      Real sum[kStrip] = {};
      const int last = std::min(s.maps - 1, c + p.size / 2);
      for (int j = std::max(0, c - p.size / 2); j <= last; ++j)
        for (int i = 0; i < s.width; ++i) sum[i] += ratios.data()[j * kStrip + i];
      const std::int64_t at = s.offset + c * s.map_size;
      const Real factor = 2 * p.alpha * p.beta;
      for (int i = 0; i < s.width; ++i) grad_x.data[at + i] -= factor * x.data[at + i] * sum[i];
    }
  });
}

}  // namespace alexnet::cpu::strips
