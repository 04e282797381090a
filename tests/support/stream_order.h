#pragma once
#include "support/catch.h"
#if defined(ALEXNET_SIMULATOR)
#include "cuda/simulator/queue.h"
#endif

namespace alexnet::test {

#if defined(ALEXNET_SIMULATOR)
/// While it lives, the work of streams is done at once or as late as possible, as this order says.
class WithStreamOrder {
 public:
  explicit WithStreamOrder(simulator::StreamOrder order)
      : before_(simulator::set_stream_order(order)) {}
  ~WithStreamOrder() { simulator::set_stream_order(before_); }
  WithStreamOrder(const WithStreamOrder&) = delete;
  WithStreamOrder& operator=(const WithStreamOrder&) = delete;

 private:
  simulator::StreamOrder before_;
};
#endif

/// Calls body() with the work of streams done at once and as late as possible; once on a GPU.
template <class Body>
void in_every_stream_order(Body body) {
#if defined(ALEXNET_SIMULATOR)
  for (const auto order :
       {simulator::StreamOrder::at_once, simulator::StreamOrder::as_late_as_possible}) {
    const WithStreamOrder with(order);
    INFO("streams " << (order == simulator::StreamOrder::at_once ? "at once" : "late"));
    body();
  }
#else
  body();
#endif
}

}  // namespace alexnet::test
