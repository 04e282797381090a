#include "exercises.h"

namespace alexnet::course {

std::array<Change, 6> predictions() {
  using enum Change;
  return {unknown, unknown, unknown, unknown, unknown, unknown};  // yours, for 0 ... 5
}

}  // namespace alexnet::course
