#pragma once
#include <atomic>
#include <cstddef>
#include <string>
#include <string_view>

#include "core/device.h"

// The GPUs of this machine, or the simulated ones.
namespace alexnet::cuda {

/// Whether kernels run on a GPU or in the simulator; decided when the program is built.
bool is_simulated();

struct DeviceInfo {
  std::string name;
  int compute_capability = 0;  ///< 90 is 9.0
  int multiprocessors = 0;
  std::size_t memory_bytes = 0;  ///< 0: the host's
  bool runs_kernels = false;     ///< some were compiled for it
};

/// How many devices there are. 0, without an error, where there is no GPU or no driver. The
/// simulator has $ALEXNET_SIMULATED_DEVICES of them, 2 unless told, of compute capability
/// $ALEXNET_SIMULATED_CAPABILITY, 90 unless told. They copy to each other directly, unless
/// $ALEXNET_SIMULATED_PEER_ACCESS is 0.
int device_count();
/// Why there are none: one sentence that says what to do. Empty where there are some.
std::string why_no_devices();
/// Throws DeviceUnavailable, saying why, unless there is a device of that number that runs our
/// kernels.
void check_device(int index);
/// Of any device that is there.
DeviceInfo device_info(int index);
/// Whether bytes go from one device to the other without a detour through the host's memory.
bool can_access_peer(int from, int to);
/// The host waits until everything that was queued on the device, in any stream, is done. Throws
/// what went wrong in it.
void synchronize(int index);
/// The architectures that kernels were compiled for: "75 80 90".
std::string compiled_architectures();
/// Whether kernels compiled for these architectures run on a GPU of that compute capability. The
/// words are CMake's: 80-real is machine code for 8.0 and its generation, 80-virtual is compiled by
/// the driver for any GPU from 8.0 on, 80 is both.
bool kernels_run_on(std::string_view architectures, int compute_capability);

/// Makes a device the current one of this thread, as the CUDA runtime wants it before most calls.
/// Nobody puts another back afterwards - that alone would open one that the program never asked
/// for - so whoever needs a device says so.
void use_device(int index);

/// How often things happened that do not belong into a running iteration; for tests. An event that
/// was reached already is not a synchronization: the host did not wait.
struct Counters {
  std::atomic<long> allocations = 0, synchronizations = 0, launches = 0;
};
Counters& counters();

}  // namespace alexnet::cuda
