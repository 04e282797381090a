#include "viewer/model/dead_units.h"

namespace alexnet::viewer {

DeadCount count_dead(ConstTensorView outputs) {
  const Shape& s = outputs.shape;
  DeadCount dead;
  for (int c = 0; c < s.c; ++c) {
    std::int64_t in_map = 0;
    for (int y = 0; y < s.h; ++y)
      for (int x = 0; x < s.w; ++x) {
        bool is_dead = true;
        for (int n = 0; n < s.n && is_dead; ++n) is_dead = outputs(n, c, y, x) == 0;
        in_map += is_dead;
      }
    dead.units += in_map;
    dead.maps += in_map == s.map_size();
  }
  return dead;
}

}  // namespace alexnet::viewer
