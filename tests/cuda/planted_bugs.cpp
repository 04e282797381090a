// A kernel with one mistake, chosen by name; whoever runs it looks for what is said about it. The
// mistakes that the simulator sees by itself are in test_simulator.cpp; these are the ones that a
// sanitizer sees, with its help.
#include <cstdio>
#include <string_view>
#include <vector>

#include "cuda/launch.h"
#include "cuda/memory.h"

namespace {

using namespace alexnet;

__global__ void beyond_shared_array_kernel(float* data, int distance) {
  __shared__ float held[64];
  held[threadIdx.x + distance] = 1;
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

/// The classic: the tile is loaded anew while slow threads still read the old one.
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

template <auto Kernel>
void run() {
  const cuda::Stream stream(0);
  auto* data = static_cast<float*>(cuda::allocate(0, 64 * sizeof(float)));
  cuda::launch<Kernel>(stream, {1, 64, 64 * sizeof(float)}, data, 1);
  stream.synchronize();
  cuda::release(0, data);
}

struct Bug {
  std::string_view name;
  void (*run)();
};
constexpr Bug kBugs[] = {
    {"beyond_shared_array", run<beyond_shared_array_kernel>},
    {"beyond_dynamic_shared", run<beyond_dynamic_shared_kernel>},
    {"beyond_device_memory", run<beyond_device_memory_kernel>},
    {"misaligned_vector", run<misaligned_vector_kernel>},
    {"missing_barrier", run<missing_barrier_kernel>},
    {"second_barrier_missing", run<second_barrier_missing_kernel>},
};

}  // namespace

int main(int argc, char** argv) {
  for (const Bug& bug : kBugs)
    if (argc == 2 && bug.name == argv[1]) {
      bug.run();
      std::puts("nothing was said");
      return 0;
    }
  std::puts("planted_bugs NAME, where NAME is one of:");
  for (const Bug& bug : kBugs) std::printf("  %s\n", bug.name.data());
  return 2;
}
