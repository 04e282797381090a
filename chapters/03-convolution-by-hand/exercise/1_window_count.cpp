#include "exercises.h"

namespace alexnet::course {

int window_count(int /*image*/, int /*filter*/, int /*stride*/, int /*pad*/) {
  return 0;  // yours
}

}  // namespace alexnet::course
