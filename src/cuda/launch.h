#pragma once
#include <cstdint>
#include <string_view>
#include <tuple>
#include <utility>

#include "core/ceil_div.h"
#include "cuda/cuda.h"
#include "cuda/device.h"
#include "cuda/stream.h"
#if defined(__CUDACC__)
#include "cuda/gpu/check.h"
#else
#include "cuda/simulator/grid.h"
#include "cuda/simulator/guarded_memory.h"
#include "cuda/simulator/queue.h"
#endif

namespace alexnet::cuda {

/// How many blocks, of how many threads, with how much dynamic shared memory each.
struct Grid {
  dim3 blocks;
  dim3 threads;
  std::size_t shared_bytes = 0;
};

/// The kernel's name as its author wrote it, for messages.
template <auto Kernel>
constexpr std::string_view kernel_name() {
  const std::string_view text = __PRETTY_FUNCTION__;  // "... [with auto Kernel = name; ..."
  std::size_t begin = text.find("Kernel = ") + 9;
  if (text[begin] == '&') ++begin;  // Clang writes "[Kernel = &name]"
  return text.substr(begin, text.find_first_of(";]", begin) - begin);
}

namespace detail {

template <auto Kernel, class... Parameters>
void launch(void (*)(Parameters...), const Stream& stream, const Grid& grid,
            std::type_identity_t<Parameters>... arguments) {
  ++counters().launches;
  [[maybe_unused]] static constexpr std::string_view kName = kernel_name<Kernel>();
#if defined(__CUDACC__)
  use_device(stream.device());
  static AllowedSharedBytes allowed;  // one for each kernel
  allowed.raise_to(grid.shared_bytes, reinterpret_cast<const void*>(Kernel), kName,
                   stream.device());
  Kernel<<<grid.blocks, grid.threads, grid.shared_bytes, gpu_stream(stream)>>>(arguments...);
  check_launch(kName, stream);
#else
  using All = std::tuple<Parameters...>;
  static const std::string name(kName);
  simulator::Grid ready{.kernel = name.c_str(),
                        .blocks = grid.blocks,
                        .threads = grid.threads,
                        .shared_bytes = grid.shared_bytes,
                        .body = [](void* all) { std::apply(Kernel, *static_cast<All*>(all)); },
                        .arguments = nullptr};
  simulator::check_limits(ready);
  simulator::check_pointers(kName, stream.device(), arguments...);
  simulator::put(stream, [ready, all = All(arguments...)]() mutable {
    ready.arguments = &all;
    simulator::run_grid(ready);
  });
#endif
}

}  // namespace detail

/// Puts a kernel into a stream: launch<relu_forward_kernel>(stream, {blocks, threads}, x, y, size).
/// Throws, naming the kernel, if the device refuses it; with ALEXNET_SYNC=1 the host waits for each
/// kernel, and so finds the one that failed.
template <auto Kernel, class... Arguments>
void launch(const Stream& stream, const Grid& grid, Arguments... arguments) {
  detail::launch<Kernel>(Kernel, stream, grid, arguments...);
}

/// As many blocks of `threads` as it takes to cover `count`, for kernels with a thread per element.
inline Grid cover(std::int64_t count, unsigned threads = 256) {
  return {dim3(unsigned(ceil_div(count, threads))), dim3(threads)};
}

}  // namespace alexnet::cuda
