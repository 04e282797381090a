#include "exercises.h"

namespace alexnet::course {

std::array<Fault, 6> faults_of_runs() {
  using enum Fault;
  return {unknown, unknown, unknown, unknown, unknown, unknown};  // yours: A, B, C, D, E, F
}

}  // namespace alexnet::course
