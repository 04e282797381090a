#pragma once
#include <algorithm>

#include "core/ceil_div.h"
#include "core/shape.h"

namespace alexnet {

/// A pooling grid: windows of size x size pixels, `stride` apart. Paper: section 3.4; with
/// stride < size the windows overlap.
struct PoolParams {
  int size = 3;
  int stride = 2;
};

/// The number of windows along one axis. As in convolutions, the last may hang over the border; the
/// part outside is ignored, not counted as zeros.
inline int pool_output_extent(int input, const PoolParams& p) {
  return 1 + ceil_div(std::max(0, input - p.size), p.stride);
}

/// The shape of y; throws if a window could lie entirely outside the image.
inline Shape pool_output_shape(const Shape& x, const PoolParams& p) {
  ALEXNET_CHECK_GE(p.stride, 1);
  ALEXNET_CHECK_GE(p.size, p.stride);
  return {x.n, x.c, pool_output_extent(x.h, p), pool_output_extent(x.w, p)};
}

/// The pixels of window (oy, ox) that are inside the image: rows [y0, y1), columns [x0, x1).
struct PoolWindow {
  int y0, y1, x0, x1;

  constexpr PoolWindow(const Shape& x, const PoolParams& p, int oy, int ox)
      : y0(oy * p.stride),
        y1(std::min(y0 + p.size, x.h)),
        x0(ox * p.stride),
        x1(std::min(x0 + p.size, x.w)) {}
  constexpr int area() const { return (y1 - y0) * (x1 - x0); }
};

/// The windows that cover pixel (iy, ix): rows [oy0, oy1), columns [ox0, ox1) of y.
struct CoveringWindows {
  int oy0, oy1, ox0, ox1;

  constexpr CoveringWindows(const Shape& y, const PoolParams& p, int iy, int ix)
      : CoveringWindows(y, p, iy, ix, [&p](int i) { return i / p.stride; }) {}
  /// by_stride(i) computes i / p.stride, for callers that know a faster way.
  template <class Divide>
  constexpr CoveringWindows(const Shape& y, const PoolParams& p, int iy, int ix, Divide by_stride)
      : oy0(iy < p.size ? 0 : by_stride(iy - p.size) + 1),
        oy1(std::min(by_stride(iy) + 1, y.h)),
        ox0(ix < p.size ? 0 : by_stride(ix - p.size) + 1),
        ox1(std::min(by_stride(ix) + 1, y.w)) {}
};

}  // namespace alexnet
