#include "exercises.h"

namespace alexnet::course {

Plan cheapest_plan(const std::vector<LayerCost>& /*layers*/, int /*gpus*/, int /*pictures*/) {
  return {-1, -1};  // yours
}

}  // namespace alexnet::course
