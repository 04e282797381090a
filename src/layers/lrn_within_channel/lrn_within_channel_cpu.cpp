#include <algorithm>
#include <cmath>

#include "core/parallel.h"
#include "core/scratch.h"
#include "layers/lrn/check_odd_size.h"
#include "layers/lrn_within_channel/lrn_within_channel.h"

namespace alexnet::cpu {
namespace {

/// Sum of value(pixel) over the window around (y, x) that lies inside the map.
template <class Value>
Real window_sum(const Shape& s, int size, int y, int x, Value value) {
  Real sum = 0;
  for (int wy = std::max(0, y - size / 2); wy <= std::min(s.h - 1, y + size / 2); ++wy)
    for (int wx = std::max(0, x - size / 2); wx <= std::min(s.w - 1, x + size / 2); ++wx)
      sum += value(wy * s.w + wx);
  return sum;
}

Real denominator(const Shape& s, const Real* map, int y, int x, const LrnWithinChannelParams& p) {
  return p.k +
         p.alpha * window_sum(s, p.size, y, x, [&](int pixel) { return map[pixel] * map[pixel]; });
}

}  // namespace

void lrn_within_channel_forward(ConstTensorView x, TensorView y, const LrnWithinChannelParams& p) {
  check_odd_size(p.size);
  ALEXNET_CHECK_EQ(y.shape, x.shape);
  const Shape& s = x.shape;
  parallel_for(std::int64_t{s.n} * s.c, [&](std::int64_t map) {
    const Real* from = x.data + map * s.map_size();
    Real* to = y.data + map * s.map_size();
    for (int h = 0; h < s.h; ++h)
      for (int w = 0; w < s.w; ++w)
        to[h * s.w + w] = from[h * s.w + w] * std::pow(denominator(s, from, h, w, p), -p.beta);
  });
}

void lrn_within_channel_backward(ConstTensorView x, ConstTensorView y, ConstTensorView grad_y,
                                 TensorView grad_x, const LrnWithinChannelParams& p) {
  check_odd_size(p.size);
  ALEXNET_CHECK_EQ(y.shape, x.shape);
  ALEXNET_CHECK_EQ(grad_y.shape, x.shape);
  ALEXNET_CHECK_EQ(grad_x.shape, x.shape);
  const Shape& s = x.shape;
  parallel_for(std::int64_t{s.n} * s.c, [&](std::int64_t map) {
    const std::int64_t at = map * s.map_size();
    const Real *xs = x.data + at, *ys = y.data + at, *g = grad_y.data + at;
    Real* gx = grad_x.data + at;
    Scratch ratio(std::size_t(s.map_size()));  // grad_y * y / d
    for (int h = 0; h < s.h; ++h)
      for (int w = 0; w < s.w; ++w) {
        const int i = h * s.w + w;
        const Real d = denominator(s, xs, h, w, p);
        ratio.data()[i] = g[i] * ys[i] / d;
        gx[i] = g[i] * std::pow(d, -p.beta);
      }
    for (int h = 0; h < s.h; ++h)
      for (int w = 0; w < s.w; ++w) {
        const int i = h * s.w + w;
        const Real sum =
            window_sum(s, p.size, h, w, [&](int pixel) { return ratio.data()[pixel]; });
        gx[i] -= 2 * p.alpha * p.beta * xs[i] * sum;
      }
  });
}

}  // namespace alexnet::cpu
