#include "core/shape.h"

namespace alexnet {

std::string to_text(const Shape& s) {
  return fmt::format("(N={}, C={}, H={}, W={})", s.n, s.c, s.h, s.w);
}

void check_extents(const Shape& s) {
  constexpr double kMost = 1099511627776.0;  // 2^40 elements, far more than a machine holds
  const double elements = double(s.n) * s.c * s.h * s.w;
  ALEXNET_CHECK(s.n >= 1 && s.c >= 1 && s.h >= 1 && s.w >= 1 && elements <= kMost,
                "shape {} is not usable: every extent must be at least 1, and N*C*H*W at most 2^40",
                to_text(s));
}

}  // namespace alexnet
