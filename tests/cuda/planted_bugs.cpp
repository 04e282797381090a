// Kernels with one mistake each, chosen by name; the test that runs one looks for what is said
// about it. Some mistakes are seen by the simulator itself, in any build (test_simulator.cpp has
// more of them); the others, by a sanitizer with the simulator's help.
#include <unistd.h>

#include <csignal>
#include <cstdio>
#include <exception>
#include <string_view>

#include "core/tensor.h"
#include "cuda/async_copy.cuh"
#include "cuda/launch.h"
#include "cuda/tensor_core.cuh"

namespace {

using namespace alexnet;

__global__ void beyond_shared_array_kernel(float* data, int distance) {
  __shared__ float held[64];
  held[threadIdx.x + distance] = 1;
  __syncthreads();
  data[threadIdx.x] = held[threadIdx.x];
}

/// The same, where the compiler does not see how long the array is.
__global__ void beyond_shared_pointer_kernel(float* data, int distance) {
  __shared__ float held[64];
  float* volatile const there = held;
  there[threadIdx.x + distance] = 1;
  __syncthreads();
  data[threadIdx.x] = held[threadIdx.x];
}

__global__ void beyond_dynamic_shared_kernel(float* data, int distance) {
  ALEXNET_DYNAMIC_SHARED(float, held);
  held[threadIdx.x + distance] = 1;
  __syncthreads();
  data[threadIdx.x] = held[threadIdx.x];
}

__global__ void beyond_device_memory_kernel(float* data, int distance) {
  data[threadIdx.x + distance] = 1;
}

__global__ void misaligned_vector_kernel(float* data, int distance) {
  const float4 four = *reinterpret_cast<const float4*>(data + distance);
  data[threadIdx.x] = four.x;
}

__global__ void missing_barrier_kernel(float* data, int distance) {
  __shared__ float held[64];
  held[threadIdx.x] = data[threadIdx.x];
  data[threadIdx.x] = held[(threadIdx.x + distance) % 64];
}

/// The classic: the tile is reloaded while slow threads still read the old one.
__global__ void second_barrier_missing_kernel(float* data, int rounds) {
  __shared__ float tile[64];
  float sum = 0;
  for (int round = 0; round <= rounds; ++round) {
    tile[threadIdx.x] = data[threadIdx.x];
    __syncthreads();
    for (int i = 0; i < 64; ++i) sum += tile[i];
  }
  data[threadIdx.x] = sum;
}

/// Each thread waits, but only for its own copies.
__global__ void copy_without_barrier_kernel(float* data, int distance) {
  __shared__ float tile[64];
  cuda::cp_async<4>(&tile[threadIdx.x], &data[threadIdx.x], true);
  cuda::cp_async_commit();
  cuda::cp_async_wait<0>();
  const float sum = tile[(threadIdx.x + distance) % 64];
  __syncthreads();
  data[threadIdx.x] = sum;
}

/// The next tile is fetched to where slow threads are still reading this one.
__global__ void copy_too_early_kernel(float* data, int distance) {
  __shared__ float tile[64];
  tile[threadIdx.x] = data[threadIdx.x];
  __syncthreads();
  const float sum = tile[(threadIdx.x + distance) % 64];
  cuda::cp_async<4>(&tile[threadIdx.x], &data[threadIdx.x], true);
  cuda::cp_async_commit();
  __syncthreads();
  cuda::cp_async_wait<0>();
  data[threadIdx.x] = sum + tile[threadIdx.x];
}

__global__ void copy_not_waited_for_kernel(float* data, int) {
  __shared__ float tile[64];
  cuda::cp_async<4>(&tile[threadIdx.x], &data[threadIdx.x], true);
  cuda::cp_async_commit();
  __syncthreads();
  data[threadIdx.x] = tile[threadIdx.x];
}

__global__ void divergent_barrier_kernel(float* data, int) {
  if (threadIdx.x < 32) {
    data[threadIdx.x] = 1;
    __syncthreads();
  } else {
    data[threadIdx.x] = 2;
    __syncthreads();
  }
}

__global__ void barrier_for_some_kernel(float*, int) {
  if (threadIdx.x < 63)
    __syncthreads();
  else
    __syncwarp();
}

/// The mask names 16 lanes; all 32 come.
__global__ void mask_too_small_kernel(float* data, int distance) {
  data[threadIdx.x] = __shfl_xor_sync(0x0000ffffu, data[threadIdx.x], distance);
}

/// The mask names 32 lanes; 16 come, and the others wait elsewhere.
__global__ void mask_too_large_kernel(float* data, int distance) {
  if (threadIdx.x % 32 < 16)
    data[threadIdx.x] = __shfl_xor_sync(0xffffffffu, data[threadIdx.x], distance);
  __syncthreads();
}

/// All 32 lanes come, but half of them to another function.
__global__ void shuffle_meets_barrier_kernel(float* data, int distance) {
  if (threadIdx.x % 32 < 16)
    data[threadIdx.x] = __shfl_xor_sync(0xffffffffu, data[threadIdx.x], distance);
  else
    __syncwarp();
}

__global__ void product_meets_barrier_kernel(float* data, int) {
  const unsigned a[4] = {}, b[2] = {};
  float d[4] = {};
  if (threadIdx.x % 32 < 16)
    __syncwarp();
  else
    cuda::mma_m16n8k8_tf32(d, a, b);
  data[threadIdx.x] = d[0];
}

/// Both are mma.sync, but not the same one.
__global__ void products_differ_kernel(float* data, int) {
  const unsigned a[4] = {}, b[2] = {};
  float d[4] = {};
  if (threadIdx.x % 32 < 16)
    cuda::mma_m16n8k8_tf32(d, a, b);
  else
    cuda::mma_m16n8k16_bf16(d, a, b);
  data[threadIdx.x] = d[0];
}

/// The lanes that come are those of the mask, but they ask lanes outside it.
__global__ void lane_not_named_kernel(float* data, int distance) {
  if (threadIdx.x % 32 < 16)
    data[threadIdx.x] = __shfl_xor_sync(0x0000ffffu, data[threadIdx.x], 16 * distance);
}

/// 300 KiB for one thread. On a GPU it may have that much; here it would run into its neighbours'.
__global__ void too_much_local_memory_kernel(float* data, int distance) {
  constexpr int kCount = 75 << 10;
  volatile float held[kCount];
  for (int i = 0; i < kCount; ++i) held[i] = float(i);
  data[threadIdx.x] = held[threadIdx.x + distance];
}

/// The same, of which only the two ends are written.
__global__ void sparse_local_memory_kernel(float* data, int distance) {
  constexpr int kCount = 75 << 10;
  volatile float held[kCount];
  held[0] = data[threadIdx.x];
  held[kCount - distance] = 1;
  __syncthreads();
  data[threadIdx.x] = held[0] + held[kCount - distance];
}

/// A mistake only if the data is another device's, or the host's.
__global__ void wrong_memory_kernel(float* data, int distance) {
  data[threadIdx.x] += float(distance);
}

struct Operand {
  float* data;
};

/// The same, where the pointer is not an argument by itself.
__global__ void wrong_operand_kernel(Operand operand, int distance) {
  operand.data[threadIdx.x] += float(distance);
}

/// The arguments of the copy are the wrong way round.
__global__ void copy_wrong_way_kernel(float* data, int) {
  __shared__ float held[64];
  held[threadIdx.x] = 0;
  cuda::cp_async<4>(&data[threadIdx.x], &held[threadIdx.x], true);
  cuda::cp_async_commit();
  cuda::cp_async_wait<0>();
}

/// ldmatrix takes an offset in shared memory, and finds something there, whatever it was made of.
__global__ void matrix_in_device_memory_kernel(float* data, int) {
  unsigned r[4];
  cuda::ldmatrix_x4(r, data + threadIdx.x % 8 * 4);
  data[threadIdx.x] = __uint_as_float(r[0]);
}

/// A mistake only if the device cannot round in this way.
__global__ void rounding_too_old_kernel(float* data, int) {
  data[threadIdx.x] = __uint_as_float(cuda::to_tf32(data[threadIdx.x]));
}

/// A mistake only if the device has no such tensor cores.
__global__ void device_too_old_kernel(float* data, int) {
  const unsigned a[4] = {}, b[2] = {};
  float d[4] = {};
  cuda::mma_m16n8k8_tf32(d, a, b);
  data[threadIdx.x] = d[0];
}

template <auto Kernel, int kDeviceOfStream = 0>
void run() {
  const cuda::Stream stream(kDeviceOfStream);
  Tensor data("data", Shape::vector(64), Device::cuda(0));
  cuda::launch<Kernel>(stream, {1, 64, 64 * sizeof(float)}, data.data(), 1);
  stream.synchronize();
}

/// After a block that had more dynamic shared memory.
void run_with_less_shared_memory() {
  const cuda::Stream stream(0);
  Tensor data("data", Shape::vector(64), Device::cuda(0));
  cuda::launch<beyond_dynamic_shared_kernel>(stream, {1, 64, 4096}, data.data(), 1);
  cuda::launch<beyond_dynamic_shared_kernel>(stream, {1, 64, 64 * sizeof(float)}, data.data(), 1);
  stream.synchronize();
}

void run_with_memory_of_the_host() {
  const cuda::Stream stream(0);
  Tensor data("data", Shape::vector(64));
  cuda::launch<wrong_memory_kernel>(stream, {1, 64}, data.data(), 1);
}

/// Only what is an argument by itself can be checked at the launch. For the rest, guarded memory
/// has no message of its own: the system stops the program.
void run_with_operand_of_another_device() {
  std::signal(SIGSEGV, [](int) {
    constexpr std::string_view kText = "stopped by the system: segmentation fault\n";
    _exit(write(STDOUT_FILENO, kText.data(), kText.size()) < 0);
  });
  const cuda::Stream stream(1);
  Tensor data("data", Shape::vector(64), Device::cuda(0));
  cuda::launch<wrong_operand_kernel>(stream, {1, 64}, Operand{data.data()}, 1);
}

struct Bug {
  std::string_view name;
  void (*run)();
};
constexpr Bug kBugs[] = {
    {"beyond_shared_array", run<beyond_shared_array_kernel>},
    {"beyond_shared_pointer", run<beyond_shared_pointer_kernel>},
    {"beyond_dynamic_shared", run_with_less_shared_memory},
    {"beyond_device_memory", run<beyond_device_memory_kernel>},
    {"misaligned_vector", run<misaligned_vector_kernel>},
    {"missing_barrier", run<missing_barrier_kernel>},
    {"second_barrier_missing", run<second_barrier_missing_kernel>},
    {"copy_without_barrier", run<copy_without_barrier_kernel>},
    {"copy_too_early", run<copy_too_early_kernel>},
    {"copy_not_waited_for", run<copy_not_waited_for_kernel>},
    {"divergent_barrier", run<divergent_barrier_kernel>},
    {"barrier_for_some", run<barrier_for_some_kernel>},
    {"mask_too_small", run<mask_too_small_kernel>},
    {"mask_too_large", run<mask_too_large_kernel>},
    {"shuffle_meets_barrier", run<shuffle_meets_barrier_kernel>},
    {"product_meets_barrier", run<product_meets_barrier_kernel>},
    {"products_differ", run<products_differ_kernel>},
    {"lane_not_named", run<lane_not_named_kernel>},
    {"too_much_local_memory", run<too_much_local_memory_kernel>},
    {"sparse_local_memory", run<sparse_local_memory_kernel>},
    {"memory_of_the_host", run_with_memory_of_the_host},
    {"memory_of_another_device", run<wrong_memory_kernel, 1>},
    {"operand_of_another_device", run_with_operand_of_another_device},
    {"copy_wrong_way", run<copy_wrong_way_kernel>},
    {"matrix_in_device_memory", run<matrix_in_device_memory_kernel>},
    {"rounding_too_old", run<rounding_too_old_kernel>},
    {"device_too_old", run<device_too_old_kernel>},
};

}  // namespace

int main(int argc, char** argv) {
  for (const Bug& bug : kBugs)
    if (argc == 2 && bug.name == argv[1]) {
      try {
        bug.run();
        std::puts("nothing was said");
      } catch (const std::exception& error) {
        std::puts(error.what());
      }
      return 0;
    }
  std::puts("planted_bugs NAME, where NAME is one of:");
  for (const Bug& bug : kBugs) std::printf("  %s\n", bug.name.data());
  return 2;
}
