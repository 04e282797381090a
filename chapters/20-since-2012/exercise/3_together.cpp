#include "exercises.h"

namespace alexnet::course {

Moments together(const Moments& a, const Moments& /*b*/) {
  return a;  // yours
}

}  // namespace alexnet::course
