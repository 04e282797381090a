#include "exercises.h"

namespace alexnet::course {

double log2_of_batches(int /*side*/, int /*crop*/, int /*batch*/, int /*chunk*/) {
  return 0;  // yours
}

}  // namespace alexnet::course
