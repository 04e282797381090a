#pragma once
#include "core/check.h"

namespace alexnet {

/// A window of local response normalization, over maps or over pixels, has a middle.
inline void check_odd_size(int size) {
  ALEXNET_CHECK(size >= 1 && size % 2 == 1,
                "local response normalization needs an odd size, found {}", size);
}

}  // namespace alexnet
