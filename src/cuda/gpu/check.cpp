// Errors of the CUDA runtime as exceptions.
#include <cstdlib>
#include <cstring>

#include "core/check.h"
#include "cuda/gpu/check.h"

namespace alexnet {

namespace {

/// Errors of a kernel that ran show at whatever is called next.
const char* advice(cudaError_t error) {
  switch (error) {
    case cudaErrorIllegalAddress:
    case cudaErrorMisalignedAddress:
    case cudaErrorInvalidAddressSpace:
    case cudaErrorInvalidPc:
    case cudaErrorIllegalInstruction:
    case cudaErrorHardwareStackError:
    case cudaErrorAssert:
    case cudaErrorLaunchFailure:
      return " (a kernel before this call failed: ALEXNET_SYNC=1 says which; this program cannot "
             "use the GPU any more)";
    default:
      return "";
  }
}

}  // namespace

void cuda::check(cudaError_t error, const char* call, const char* file, int line) {
  if (error == cudaSuccess) return;
  cudaGetLastError();  // or the next, innocent call would report it again
  const char* name = std::strrchr(file, '/');
  throw_error("{}:{}: {}: {}{}", name ? name + 1 : file, line, call, cudaGetErrorString(error),
              advice(error));
}

void cuda::forget(cudaError_t error) noexcept {
  if (error != cudaSuccess) cudaGetLastError();
}

void cuda::check_launch(std::string_view kernel, const Stream& stream) {
  static const bool wait = [] {
    const char* value = std::getenv("ALEXNET_SYNC");
    return value && std::string_view(value) == "1";
  }();
  cudaError_t error = cudaGetLastError();
  // While a graph is recorded nothing runs, and there is nothing to wait for.
  cudaStreamCaptureStatus recorded = cudaStreamCaptureStatusNone;
  if (error == cudaSuccess && wait) error = cudaStreamIsCapturing(gpu_stream(stream), &recorded);
  if (error == cudaSuccess && wait && recorded == cudaStreamCaptureStatusNone)
    error = cudaStreamSynchronize(gpu_stream(stream));
  if (error == cudaSuccess) return;
  cudaGetLastError();  // of the two calls that may have waited: as in check()
  throw_error("kernel {} on cuda:{}: {}{}", kernel, stream.device(), cudaGetErrorString(error),
              wait ? "" : " (ALEXNET_SYNC=1 says whether this kernel is to blame)");
}

void cuda::AllowedSharedBytes::raise_to(std::size_t bytes, const void* kernel,
                                        std::string_view name, int device) {
  const bool remembered = std::size_t(device) < by_device_.size();
  if (bytes <= kAlways || (remembered && bytes <= by_device_[std::size_t(device)])) return;
  const cudaError_t error =
      cudaFuncSetAttribute(kernel, cudaFuncAttributeMaxDynamicSharedMemorySize, int(bytes));
  if (error != cudaSuccess) {
    cudaGetLastError();
    throw_error("kernel {}: {} bytes of shared memory for a block: {}", name, bytes,
                cudaGetErrorString(error));
  }
  if (remembered) by_device_[std::size_t(device)] = bytes;
}

}  // namespace alexnet
