#pragma once
#include <cuda_runtime_api.h>

#include <string_view>

#include "cuda/device.h"
#include "cuda/stream.h"

// For the files that talk to the CUDA runtime: an error is never passed over.
namespace alexnet::cuda {

/// Throws, with the call, the runtime's words for the error, and where.
void check(cudaError_t error, const char* call, const char* file, int line);

/// Where nothing may be thrown, as in a destructor: passes an error over, so that it does not stay
/// behind, and the next, innocent launch is not blamed for it.
void forget(cudaError_t error) noexcept;

/// After a launch: throws, naming the kernel, what the runtime refused. With ALEXNET_SYNC=1 also
/// waits, and so finds out which kernel an error in the middle of things belongs to.
void check_launch(std::string_view kernel, const Stream& stream);

/// Blocks of the kernel may have more dynamic shared memory than every GPU has to give.
void allow_shared_bytes(const void* kernel, std::string_view name, std::size_t shared_bytes);
inline constexpr std::size_t kAlwaysAllowedSharedBytes = 48 << 10;

cudaStream_t gpu_stream(const Stream& stream);

/// The device that use_device() was last told, by whichever thread: for what belongs to none. (A
/// thread's default would open cuda:0.)
int some_open_device() noexcept;

}  // namespace alexnet::cuda

#define CUDA_CHECK(call) ::alexnet::cuda::check((call), #call, __FILE__, __LINE__)
