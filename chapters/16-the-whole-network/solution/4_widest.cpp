#include "exercises.h"

namespace alexnet::course {

int widest(std::int64_t budget) {
  const auto parameters = [](std::int64_t units) {
    return 2'334'080 + units * (9216 + 1) + units * (units + 1) + 1000 * (units + 1);
  };
  int units = 1;
  while (parameters(units + 1) <= budget) ++units;
  return units;
}

}  // namespace alexnet::course
