#include "exercises.h"

namespace alexnet::course {

Count count(std::span<const int> seen, int size, int side) {
  Count all;
  for (const int maps : seen) all.parameters += maps * size * size + 1;
  all.connections = all.parameters * side * side;  // every parameter is used at every place
  return all;
}

}  // namespace alexnet::course
