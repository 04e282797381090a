#include "exercises.h"

namespace alexnet::course {

Right which_are_right() {
  return {.wait_before_copy = false,
          .wait_after_copy = false,
          .wait_before_read = false,
          .host_waits = false,
          .a_copies = false,
          .a_copies_b_waits = false};  // yours, each with its reason
}

}  // namespace alexnet::course
