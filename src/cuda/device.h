#pragma once
#include <cstddef>
#include <string>

#include "core/device.h"

// The GPUs of this machine, or the simulated ones.
namespace alexnet::cuda {

/// Whether kernels run on a GPU or in the simulator; decided when the program is built.
bool is_simulated();

struct DeviceInfo {
  std::string name;
  int compute_capability = 0;  ///< 90 is 9.0
  int multiprocessors = 0;
  std::size_t memory_bytes = 0;
};

/// How many devices there are. 0, without an error, where there is no GPU or no driver. The
/// simulator has $ALEXNET_SIMULATED_DEVICES of them, 2 unless told.
int device_count();
/// Why there are none: one sentence that says what to do. Empty where there are some.
std::string why_no_devices();
DeviceInfo device_info(int index);
/// The architectures that kernels were compiled for: "75 80 90".
std::string compiled_architectures();

/// Makes a device the current one while it lives, as the CUDA runtime wants it.
class UseDevice {
 public:
  explicit UseDevice(int index);
  ~UseDevice();
  UseDevice(const UseDevice&) = delete;
  UseDevice& operator=(const UseDevice&) = delete;

 private:
  int before_;
};

/// How often things happened that do not belong into a running iteration; for tests.
struct Counters {
  long allocations = 0, synchronizations = 0, launches = 0;
};
Counters& counters();

}  // namespace alexnet::cuda
