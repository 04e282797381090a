#pragma once
#include "cuda/launch.h"
#include "support/threads.h"

namespace alexnet::test {

constexpr simulator::ThreadOrder kThreadOrders[] = {simulator::ThreadOrder::forward,
                                                    simulator::ThreadOrder::reversed,
                                                    simulator::ThreadOrder::shuffled};

/// While it lives, the threads of a simulated block take their turns in that order.
class WithThreadOrder {
 public:
  explicit WithThreadOrder(simulator::ThreadOrder order)
      : order_(order), before_(simulator::set_thread_order(order)) {}
  ~WithThreadOrder() { simulator::set_thread_order(before_); }
  WithThreadOrder(const WithThreadOrder&) = delete;
  WithThreadOrder& operator=(const WithThreadOrder&) = delete;

  const char* name() const {
    constexpr const char* kNames[] = {"forward", "reversed", "shuffled"};
    return kNames[int(order_)];
  }

 private:
  simulator::ThreadOrder order_, before_;
};

}  // namespace alexnet::test
