#include "exercises.h"

namespace alexnet::course {

long patch_reads(const ConvSizes& /*layer*/, int /*tile*/) {
  return 0;  // yours
}

}  // namespace alexnet::course
