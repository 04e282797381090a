#pragma once
#include <string>

#include "core/check.h"

namespace alexnet {

/// Runs work; if it throws an Error, puts the node's name in front of the message. (Only
/// DeviceUnavailable passes through unchanged.)
template <class Work>
void at_node(const std::string& name, Work&& work) {
  try {
    work();
  } catch (const DeviceUnavailable&) {
    throw;
  } catch (const Error& error) {
    throw_error("{}: {}", name, error.what());
  }
}

}  // namespace alexnet
