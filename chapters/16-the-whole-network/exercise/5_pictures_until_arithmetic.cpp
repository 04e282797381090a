#include "exercises.h"

namespace alexnet::course {

int pictures_until_arithmetic(int /*inputs*/, int /*outputs*/) {
  return 0;  // yours
}

}  // namespace alexnet::course
