#include "exercises.h"

namespace alexnet::course {

Saved save(const Training& /*training*/) {
  return {};  // yours
}

void resume(const Saved& /*saved*/, Training& /*training*/) {
  // Yours. What does the next iteration depend on? And the one after the next plateau?
}

}  // namespace alexnet::course
