#include "exercises.h"

namespace alexnet::course {

double keeping_stddev(int /*inputs*/) {
  return 0.01;  // the paper's; yours
}

}  // namespace alexnet::course
