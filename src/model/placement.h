#pragma once
#include <string_view>

#include "core/device.h"
#include "model/node_spec.h"

namespace alexnet {

/// Which device each tower lives on. The same weights give the same results wherever they are.
struct Placement {
  Device a = Device::cpu(0);
  Device b = Device::cpu(0);

  const Device& operator[](Tower tower) const { return tower == Tower::a ? a : b; }
  bool is_on_cpus() const { return a.is_cpu() && b.is_cpu(); }
  bool is_on_gpus() const { return !a.is_cpu() && !b.is_cpu(); }
  /// Reads "a=cpu:0,b=cpu:1"; a device alone means both. Anything else is a UsageError.
  static Placement parse(std::string_view text);
};

std::string to_text(const Placement& placement);

}  // namespace alexnet
