#include "exercises.h"

namespace alexnet::course {

Cost cost_of(int /*channels*/, int /*filters*/, int /*size*/, int /*out*/, int /*groups*/) {
  return {-1, -1};  // yours
}

}  // namespace alexnet::course
