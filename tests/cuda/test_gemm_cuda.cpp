// The parts of matrix products on a device that the layers' tests touch only in passing.
#include <string_view>

#include "cuda/fast_divmod.h"
#include "cuda/workspace.h"
#include "layers/conv/conv.h"
#include "layers/gemm/gemm_cuda_rungs.h"
#include "layers/gemm/gemm_extents.h"
#include "layers/linear/linear.h"
#include "support/on_device.h"

using namespace alexnet;
using namespace alexnet::test;

TEST_CASE(
    "FastDivmod: what division gives, for all divisors of a network and the largest numbers") {
  std::vector<int> divisors = {
      255,   256,   257,     50176,         65535,
      65536, 65537, 1 << 30, (1 << 30) + 1, std::numeric_limits<int>::max()};
  for (int d = 1; d <= 130; ++d) divisors.push_back(d);
  const RandomStream random(1, "numbers");
  for (const int d : divisors) {
    const cuda::FastDivmod divide(d);
    const auto check = [&](std::int64_t n) {
      if (n < 0 || n > std::numeric_limits<int>::max()) return;
      const auto [quotient, remainder] = divide(int(n));
      if (quotient != n / d || remainder != n % d) FAIL(n << " / " << d << " is " << quotient);
    };
    for (std::int64_t n = 0; n < 1000; ++n) check(n);
    for (const std::int64_t multiple : {1, 2, 3, 1000, 65535, 1 << 20, 1 << 30})
      for (int near = -1; near <= 1; ++near) check(multiple * d + near);
    for (std::uint64_t i = 0; i < 1000; ++i) check(random.bits(i) >> 1);
    check(std::numeric_limits<int>::max());
  }
}

TEST_CASE(
    "gemm on a device: no index passes 2^31, not even where the last tile or piece hangs over") {
  using namespace cuda::gemm;
  constexpr std::int64_t kIntMax = std::numeric_limits<int>::max();
  constexpr int kLargest = int(kIntMax - kHeadroom);
  CHECK(fits_indices(kLargest));
  CHECK(!fits_indices(std::int64_t{kLargest} + 1));
  for (const int tile : {16, 64, kLargestTile}) CHECK(ceil_div(kLargest, tile) * tile <= kIntMax);
  for (const int terms : {kLargest, kLargest - 1, 1 << 30, (1 << 30) + 1, 1})
    for (const int cols : {1, 128, 129, 48 * 128, 300 * 128}) {
      INFO(terms << " terms, " << cols << " columns");
      const std::int64_t piece = terms_per_block({64, cols, terms}, 64, 128);
      CHECK(piece > 0);
      CHECK(piece % kPieceStep == 0);
      CHECK(ceil_div(terms, piece) <= kWantedBlocks);
      // The end of the last piece, and the tiles that are fetched ahead of it.
      CHECK(ceil_div(terms, piece) * piece + kMostStages * kMostTerms <= kIntMax);
    }
}

TEST_CASE("gemm on a device: the pipelined rung is taken where copies are asynchronous") {
  NEEDS_DEVICE();
  const bool is_old = cuda::code_capability(kDevice.index) < 80;
  const std::string_view expected = is_old ? "vectorized" : "pipelined";
  const auto all = [](const auto&) { return true; };
  using cuda::gemm::fastest_rung;
  CHECK(fastest_rung(cuda::conv_rungs(), kDevice.index, Math::fp32, all).name == expected);
  CHECK(fastest_rung(cuda::linear_rungs(), kDevice.index, Math::fp32, all).name == expected);
}

TEST_CASE("workspace: grows, and is allocated no more once it is large enough") {
  NEEDS_DEVICE();
  const cuda::Stream stream(kDevice.index), other(kDevice.index);
  float* small = cuda::workspace(stream, 100);
  CHECK(cuda::workspace(other, 100) != small);
  const long before = cuda::counters().allocations;
  CHECK(cuda::workspace(stream, 50) == small);
  CHECK(cuda::workspace(stream, 100) == small);
  CHECK(cuda::counters().allocations == before);
  cuda::workspace(stream, 101);
  CHECK(cuda::counters().allocations == before + 1);
}
