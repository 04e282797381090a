#include "support/device.h"

#include <fmt/format.h>

#include "cuda/device.h"

namespace alexnet::course {
namespace {

constexpr const char* kHowTo =
    "The simulator needs no GPU: scripts/build simulator TARGET puts programs into "
    "build-simulator/bin, and ALEXNET_PRESET=simulator scripts/exercise NUMBER checks exercises";

}  // namespace

bool have_device(int capability) {
  if (cuda::device_count() == 0) {
    fmt::print("skipped: no GPU ({}). {}\n", cuda::why_no_devices(), kHowTo);
    return false;
  }
  const cuda::DeviceInfo device = cuda::device_info(0);
  if (device.runs_kernels && device.compute_capability >= capability) return true;
  fmt::print("skipped: cuda:0 ({}) has compute capability {}.{}; the kernels need {}.{}. {}\n",
             device.name, device.compute_capability / 10, device.compute_capability % 10,
             capability / 10, capability % 10, kHowTo);
  return false;
}

bool have_simulator() {
  if (cuda::is_simulated()) return have_device();
  fmt::print("skipped: these kernels are wrong on purpose, and a GPU may hang at them. {}\n",
             kHowTo);
  return false;
}

}  // namespace alexnet::course
