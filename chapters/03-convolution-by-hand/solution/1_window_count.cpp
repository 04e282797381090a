#include "exercises.h"

namespace alexnet::course {

int window_count(int image, int filter, int stride, int pad) {
  // The first window reaches pixel `filter`; each further one reaches `stride` pixels more. The
  // division is rounded up: what is left of a stride needs one more window.
  return 1 + (image + 2 * pad - filter + stride - 1) / stride;
}

}  // namespace alexnet::course
