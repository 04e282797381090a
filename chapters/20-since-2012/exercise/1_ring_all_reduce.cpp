#include "exercises.h"

namespace alexnet::course {

std::vector<Step> ring_all_reduce(int /*gpus*/) {
  return {};  // yours
}

}  // namespace alexnet::course
