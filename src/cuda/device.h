#pragma once
#include <atomic>
#include <cstddef>
#include <string>
#include <string_view>

#include "core/device.h"

// The GPUs of this machine, or the simulated ones.
namespace alexnet::cuda {

/// Whether kernels run in the simulator, not on a GPU; decided when the program is built.
bool is_simulated();

struct DeviceInfo {
  std::string name;
  int compute_capability = 0;  ///< 90 is 9.0
  int multiprocessors = 0;
  std::size_t memory_bytes = 0;  ///< 0: the host's
  std::size_t l2_bytes = 0;      ///< the cache that all multiprocessors share; 0 in the simulator
  bool runs_kernels = false;     ///< whether any were compiled for it
};

/// The number of devices; 0, without an error, where there is no GPU or no driver. The simulator
/// has $ALEXNET_SIMULATED_DEVICES of them (2 by default), of compute capability
/// $ALEXNET_SIMULATED_CAPABILITY (90 by default). They copy to each other directly, unless
/// $ALEXNET_SIMULATED_PEER_ACCESS is 0.
int device_count();
/// Why there are no devices: one sentence that says what to do. Empty if there are any.
std::string why_no_devices();
/// Throws DeviceUnavailable, saying why, unless there is a device with that number that runs our
/// kernels.
void check_device(int index);
/// Works for any device that exists.
DeviceInfo device_info(int index);
/// device_info(index).compute_capability, without asking the driver each time.
int compute_capability(int index);
/// What the kernels that the device runs were compiled for: less than its compute capability where
/// the driver compiles code for an older generation, and then they have that one's instructions.
/// Kernels are chosen by it.
int code_capability(int index);
/// Whether bytes go from one device to the other without a detour through the host's memory.
bool can_access_peer(int from, int to);
/// The host waits until everything that was queued on the device, in any stream, is done. Throws if
/// any of it failed.
void synchronize(int index);
/// The architectures that kernels were compiled for: "75 80 90".
std::string compiled_architectures();
/// The one of these architectures whose code a GPU of that compute capability runs; 0 if there is
/// none. The words are CMake's: 80-real is machine code for 8.0 and its generation, 80-virtual is
/// compiled by the driver for any GPU from 8.0 on, 80 is both.
int architecture_on(std::string_view architectures, int compute_capability);

/// Makes a device the calling thread's current one, as the CUDA runtime requires before most calls.
/// The previous device is never restored - that alone would open one that the program never asked
/// for - so code that needs a device calls this first.
void use_device(int index);

/// Counts things that do not belong in a running iteration; for tests. An event that has already
/// been reached is not a synchronization: the host did not wait.
struct Counters {
  std::atomic<long> allocations = 0, synchronizations = 0, launches = 0;
};
Counters& counters();

}  // namespace alexnet::cuda
