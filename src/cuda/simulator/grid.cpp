#include "cuda/simulator/grid.h"

#include "core/check.h"
#include "core/parallel.h"

namespace alexnet::simulator {
namespace {

// What a GPU of today allows.
constexpr unsigned kMostThreads = 1024, kMostThreadsZ = 64, kMostBlocksYZ = 65535;
constexpr std::size_t kMostSharedBytes = 227 << 10;

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
  ALEXNET_CHECK(grid.shared_bytes <= kMostSharedBytes,
                "{}: {} bytes of shared memory for a block; at most {}", grid.kernel,
                grid.shared_bytes, kMostSharedBytes);
}

}  // namespace

void run_grid(const Grid& grid) {
  check_limits(grid);
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
