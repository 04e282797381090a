#pragma once
#include <fmt/format.h>

#include <string>
#include <utility>

#if defined(ALEXNET_SIMULATOR)
#include "cuda/simulator/multiprocessor.h"
#endif

namespace alexnet::course {

/// Calls check(TEXT) with the threads of a block in three orders, TEXT saying which: ", threads
/// reversed". A GPU chooses its own order: there, once, with an empty text.
template <class Check>
void in_every_thread_order(Check check) {
#if defined(ALEXNET_SIMULATOR)
  using simulator::ThreadOrder;
  for (const auto& [order, name] : {std::pair(ThreadOrder::forward, "forward"),
                                    {ThreadOrder::reversed, "reversed"},
                                    {ThreadOrder::shuffled, "shuffled"}}) {
    simulator::set_thread_order(order);
    check(fmt::format(", threads {}", name));
  }
  simulator::set_thread_order(ThreadOrder::forward);
#else
  check(std::string());
#endif
}

}  // namespace alexnet::course
