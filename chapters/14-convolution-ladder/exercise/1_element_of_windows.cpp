#include "exercises.h"

namespace alexnet::course {

int element_of_windows(const ConvSizes& /*layer*/, int /*tap*/, int /*window*/) {
  return -1;  // yours
}

}  // namespace alexnet::course
