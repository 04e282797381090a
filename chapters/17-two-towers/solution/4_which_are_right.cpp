#include "exercises.h"

namespace alexnet::course {

// Two things must be in order: x before c, and c before r. A queue orders what is in it, a wait
// what is in two of them, the host everything - at the price that nothing new is queued meanwhile.
Right which_are_right() {
  return {.wait_before_copy = true,
          .wait_after_copy = false,   // c may read x before it is written
          .wait_before_read = false,  // so may this; what waits is a, which has no need to
          .host_waits = true,
          .a_copies = false,  // r may read c before it is written
          .a_copies_b_waits = true};
}

}  // namespace alexnet::course
