#include "cuda/simulator/grid.h"

#include "core/check.h"
#include "core/parallel.h"
#include "cuda/device.h"

namespace alexnet::simulator {
namespace {

// The limits of today's GPUs.
constexpr unsigned kMostThreadsZ = 64, kMostBlocksYZ = 65535;

/// How much of a multiprocessor's shared memory a block may have, if the launch asks for it. (The
/// simulator does not see how much a kernel has in addition, as __shared__ variables.)
std::size_t most_shared_bytes() {
  static const int capability = cuda::compute_capability(0);
  switch (capability) {
    case 75:
      return 64 << 10;
    case 80:
    case 87:
      return 163 << 10;
    case 86:
    case 89:
    case 120:
    case 121:
      return 99 << 10;
    default:
      return 227 << 10;
  }
}

}  // namespace

void check_limits(const Grid& grid) {
  const dim3 &b = grid.blocks, &t = grid.threads;
  ALEXNET_CHECK(b.x > 0 && b.y > 0 && b.z > 0 && t.x > 0 && t.y > 0 && t.z > 0,
                "{}: a launch without blocks or threads: grid ({},{},{}), block ({},{},{})",
                grid.kernel, b.x, b.y, b.z, t.x, t.y, t.z);
  ALEXNET_CHECK(b.x <= 0x7fffffff && b.y <= kMostBlocksYZ && b.z <= kMostBlocksYZ,
                "{}: too many blocks: ({},{},{}); at most 2^31 - 1 in x, {} in y and z",
                grid.kernel, b.x, b.y, b.z, kMostBlocksYZ);
  ALEXNET_CHECK(std::uint64_t{t.x} * t.y * t.z <= kMostThreads && t.z <= kMostThreadsZ,
                "{}: too many threads in a block: ({},{},{}); at most {} in all, {} in z",
                grid.kernel, t.x, t.y, t.z, kMostThreads, kMostThreadsZ);
  ALEXNET_CHECK(grid.shared_bytes <= most_shared_bytes(),
                "{}: {} bytes of shared memory for a block; a device of this compute capability "
                "has at most {}",
                grid.kernel, grid.shared_bytes, most_shared_bytes());
}

void run_grid(const Grid& grid) {
  const auto run = [&](std::int64_t i) {
    const auto x = std::int64_t{grid.blocks.x}, y = std::int64_t{grid.blocks.y};
    Multiprocessor::of_this_os_thread().run_block(
        grid, {unsigned(i % x), unsigned(i / x % y), unsigned(i / (x * y))});
  };
  const std::int64_t blocks = std::int64_t{grid.blocks.x} * grid.blocks.y * grid.blocks.z;
#if defined(ALEXNET_ASAN) || defined(ALEXNET_TSAN)
  for (std::int64_t i = 0; i < blocks; ++i) run(i);
#else
  parallel_for(blocks, run);
#endif
}

}  // namespace alexnet::simulator
