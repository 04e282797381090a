#include "exercises.h"

namespace alexnet::course {

std::array<Change, 6> predictions() {
  using enum Change;
  return {unknown, unknown, unknown, unknown, unknown, unknown};  // yours, 0 ... 5, with reasons
}

}  // namespace alexnet::course
