#include <algorithm>

#include "exercises.h"

namespace alexnet::course {
namespace {

std::vector<Real> numbers_of(const Tensor& tensor) {
  return {tensor.data(), tensor.data() + tensor.shape().size()};
}

}  // namespace

Saved save(const Training& training) {
  Saved saved{{}, training.schedule.state(), training.iteration};
  for (const Parameter* p : training.network.parameters()) {
    saved.numbers[p->name] = numbers_of(p->value);
    saved.numbers[p->name + ".velocity"] = numbers_of(p->velocity);
  }
  return saved;
}

void resume(const Saved& saved, Training& training) {
  for (Parameter* p : training.network.parameters()) {
    std::ranges::copy(saved.numbers.at(p->name), p->value.data());
    p->velocity = Tensor(p->name + ".velocity", p->value.shape());
    std::ranges::copy(saved.numbers.at(p->name + ".velocity"), p->velocity.data());
  }
  training.schedule.restore(saved.schedule, 0);
  training.iteration = saved.iteration;
}

}  // namespace alexnet::course
