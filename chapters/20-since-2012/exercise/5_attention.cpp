#include "exercises.h"

namespace alexnet::course {

Vectors attention(const Vectors& /*queries*/, const Vectors& /*keys*/, const Vectors& /*values*/) {
  return {};  // yours
}

}  // namespace alexnet::course
