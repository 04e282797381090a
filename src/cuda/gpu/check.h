#pragma once
#include <cuda_runtime_api.h>

#include <array>
#include <atomic>
#include <string_view>

#include "cuda/device.h"
#include "cuda/stream.h"

// For the files that talk to the CUDA runtime: an error is never ignored.
namespace alexnet::cuda {

/// Throws, with the call, the runtime's description of the error, and the file and line.
void check(cudaError_t error, const char* call, const char* file, int line);

/// Where nothing may be thrown, as in a destructor: clears an error, so that it does not stay
/// behind and the next, innocent launch is not blamed for it.
void forget(cudaError_t error) noexcept;

/// After a launch: throws, naming the kernel, if the runtime refused it. With ALEXNET_SYNC=1 also
/// waits for the kernel, and so finds out which kernel an error at run time belongs to.
void check_launch(std::string_view kernel, const Stream& stream);

/// How much dynamic shared memory the blocks of one kernel may have. The driver is asked only for
/// more than it has allowed before: such a call may wait until copies under way are done. (Each of
/// our kernels that needs more than kAlways always needs the same, so threads that launch it at the
/// same time cannot take away what another was allowed.)
class AllowedSharedBytes {
 public:
  /// On the current device. Errors: more than the device has, with the kernel's name.
  void raise_to(std::size_t bytes, const void* kernel, std::string_view name, int device);

 private:
  /// Every GPU allows these unasked. (`__shared__` variables count, too, but no kernel of ours has
  /// both.)
  static constexpr std::size_t kAlways = 48 << 10;
  /// What was asked for so far. For devices beyond the last, the driver is asked every time.
  std::array<std::atomic<std::size_t>, 64> by_device_{};
};

cudaStream_t gpu_stream(const Stream& stream);

/// The device that use_device() was last called with, on any thread: for calls that belong to no
/// device. (A thread's default would open cuda:0.)
int some_open_device() noexcept;

}  // namespace alexnet::cuda

#define CUDA_CHECK(call) ::alexnet::cuda::check((call), #call, __FILE__, __LINE__)
