#include "exercises.h"

namespace alexnet::course {

int widest(std::int64_t /*budget*/) {
  return -1;  // yours
}

}  // namespace alexnet::course
