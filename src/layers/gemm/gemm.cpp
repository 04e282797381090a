#include "layers/gemm/gemm.h"

namespace alexnet::cpu {

Offsets offsets(std::initializer_list<Steps> loops, int start) {
  Offsets result = {start};
  for (const Steps& loop : loops) {
    Offsets longer;
    longer.reserve(result.size() * std::size_t(loop.count));
    for (int base : result)
      for (int i = 0; i < loop.count; ++i) longer.push_back(base + i * loop.stride);
    result = std::move(longer);
  }
  return result;
}

}  // namespace alexnet::cpu
