#include "exercises.h"

namespace alexnet::course {

int windows_over(int /*pixel*/, int /*outputs*/, const PoolParams& /*params*/) {
  return 0;  // yours
}

}  // namespace alexnet::course
