// Rung 2: a strip of kStrip adjacent pixels goes through all maps while it is in the cache. The
// innermost loop runs along the strip, so it is whole vectors, and d^(-3/4) is two square roots
// and a division, where pow() would take most of the time.
#include <algorithm>
#include <cmath>

#include "core/parallel.h"
#include "core/scratch.h"
#include "layers/lrn/lrn_rungs.h"

namespace alexnet::cpu::strips {
namespace {

constexpr int kStrip = 128;

/// One strip: `width` pixels at `offset` in every map of one image.
struct Strip {
  int maps, width;
  std::int64_t map_size;
  std::int64_t offset;
};

/// Calls body(strip) for strips that cover the tensor.
template <class Body>
void for_each_strip(const Shape& s, Body&& body) {
  const std::int64_t per_image = (s.map_size() + kStrip - 1) / kStrip;
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

/// d^(-3/4) = fourth root of d / d, given 1 / d.
Real damping(Real d, Real inverse) { return std::sqrt(std::sqrt(d)) * inverse; }

}  // namespace

bool supports(const LrnParams& params) { return params.beta == Real(0.75); }

void lrn_forward(ConstTensorView x, TensorView y, const LrnParams& p) {
  for_each_strip(x.shape, [&](const Strip& s) {
    Real d[kStrip];
    for (int c = 0; c < s.maps; ++c) {
      denominators(s, x.data, c, p, d);
      const Real* from = x.data + s.offset + c * s.map_size;
      Real* to = y.data + s.offset + c * s.map_size;
      for (int i = 0; i < s.width; ++i) to[i] = from[i] * damping(d[i], 1 / d[i]);
    }
  });
}

void lrn_backward(ConstTensorView x, ConstTensorView y, ConstTensorView grad_y, TensorView grad_x,
                  const LrnParams& p) {
  for_each_strip(x.shape, [&](const Strip& s) {
    // First grad_y * y / d for every map; then each map sums its neighbours'.
    Scratch ratios(std::size_t(s.maps) * kStrip);
    Real d[kStrip];
    for (int c = 0; c < s.maps; ++c) {
      denominators(s, x.data, c, p, d);
      const std::int64_t at = s.offset + c * s.map_size;
      const Real *g = grad_y.data + at, *yc = y.data + at;
      Real *ratio = ratios.data() + c * kStrip, *gx = grad_x.data + at;
      for (int i = 0; i < s.width; ++i) {
        const Real inverse = 1 / d[i];
        ratio[i] = g[i] * yc[i] * inverse;
        gx[i] = g[i] * damping(d[i], inverse);
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
