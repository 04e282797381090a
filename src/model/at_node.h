#pragma once
#include <string>

#include "core/check.h"

namespace alexnet {

/// Runs work; an error that comes out of it begins with the node's name.
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
