#pragma once
#include <string>

#include "core/check.h"

namespace alexnet {

/// Runs work; if it throws an Error, puts the node's name in front of the message. (Two kinds,
/// which have exit codes of their own, pass through unchanged.)
template <class Work>
void at_node(const std::string& name, Work&& work) {
  try {
    work();
  } catch (const DeviceUnavailable&) {
    throw;
  } catch (const UsageError&) {  // such as a nonsensical $ALEXNET_THREAD_ORDER
    throw;
  } catch (const Error& error) {
    throw_error("{}: {}", name, error.what());
  }
}

}  // namespace alexnet
