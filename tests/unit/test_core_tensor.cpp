#include "core/tensor.h"

#include <sys/resource.h>

#include <algorithm>

#include "support/compare.h"
#include "support/tensors.h"
#include "support/threads.h"

using namespace alexnet;
using namespace alexnet::test;

namespace {

/// Shapes around the size of the pieces in which copy() and fill() work.
const std::vector<Shape> kAroundPieces = {{1, 1, 1, 1},     {3, 5, 7, 11},    {1, 1, 1, 65535},
                                          {1, 1, 1, 65536}, {1, 1, 1, 65537}, {3, 1, 1, 70001}};

}  // namespace

TEST_CASE("tensor: it starts with zeros, at the beginning of a cache line") {
  for (const Shape& shape : kAroundPieces) {
    INFO(to_text(shape));
    const Tensor tensor("t", shape);
    CHECK(std::count(tensor.data(), tensor.data() + shape.size(), Real(0)) == shape.size());
    CHECK(reinterpret_cast<std::uintptr_t>(tensor.data()) % 64 == 0);
    CHECK(tensor.size_bytes() == shape.size() * 4);
    CHECK((tensor.name() == "t" && tensor.shape() == shape && tensor.device() == Device::cpu()));
  }
}

TEST_CASE("tensor: elements are reached by image, map, row and column") {
  Tensor tensor("t", {2, 3, 5, 7});
  for (int i = 0; i < 210; ++i) tensor.data()[i] = Real(i);
  CHECK(tensor.view()(1, 2, 3, 4) == ((1 * 3 + 2) * 5 + 3) * 7 + 4);
  tensor.view()(1, 2, 3, 4) = -1;
  CHECK(tensor.data()[((1 * 3 + 2) * 5 + 3) * 7 + 4] == -1);
}

TEST_CASE("tensor: a view can be narrowed to the first images") {
  Tensor tensor("t", {4, 3, 5, 7});
  const TensorView first = tensor.view().first(2);
  CHECK((first.data == tensor.data() && first.shape == Shape{2, 3, 5, 7}));
  CHECK(first.values().size() == 2 * 3 * 5 * 7);
  const ConstTensorView read = tensor.view();
  CHECK(read.first(3).shape == Shape{3, 3, 5, 7});
}

TEST_CASE("tensor: moving it leaves nothing behind") {
  Tensor one = random_tensor("one", {2, 3, 5, 7});
  const Real* data = one.data();
  const Tensor other = std::move(one);
  CHECK(other.data() == data);
  CHECK(one.empty());  // NOLINT: that is the question
  CHECK(!other.empty());
  CHECK(Tensor().empty());
  CHECK(Tensor().view().empty());
}

TEST_CASE("tensor: copy and fill reach every element and no other, for any number of threads") {
  for (const Shape& shape : kAroundPieces)
    for (int threads : kThreadCounts) {
      INFO(to_text(shape) << " with " << threads << " threads");
      const WithThreads with(threads);
      const Tensor from = random_tensor("from", shape);
      Output to(shape);
      copy(to, from);
      CHECK_CLOSE(to, from, exact());
      fill(to, 7);
      CHECK(std::count(to.view().values().begin(), to.view().values().end(), Real(7)) ==
            shape.size());
    }
}

TEST_CASE("tensor: a copy between different shapes is refused with both") {
  const Tensor from("from", {2, 3, 5, 7});
  Output to({2, 3, 7, 5});
  CHECK_ERROR(copy(to, from), "dst.shape == src.shape", "(N=2, C=3, H=7, W=5)",
              "(N=2, C=3, H=5, W=7)");
}

TEST_CASE("tensor: on another device it has the same name and numbers and its own memory") {
  Tensor on_0 = random_tensor("t", {2, 3, 5, 7});
  const Tensor on_1 = on_0.to(Device::cpu(1));
  CHECK((on_1.name() == on_0.name() && on_1.device() == Device::cpu(1)));
  CHECK(on_1.view().device == Device::cpu(1));
  CHECK_CLOSE(on_1, on_0, exact());
  const Tensor back = on_1.to(Device::cpu(0));
  CHECK(back.device() == Device::cpu(0));
  fill(on_0, 0);
  CHECK_CLOSE(back, on_1, exact());
}

TEST_CASE("tensor: a device that is not there is named") {
  const Tensor tensor("t", {2, 3, 5, 7});
  CHECK_THROWS_AS(Tensor("t", Shape{2, 3, 5, 7}, Device::cuda(99)), DeviceUnavailable);
  CHECK_THROWS_AS(tensor.to(Device::cuda(99)), DeviceUnavailable);
  CHECK_ERROR(tensor.to(Device::cuda(99)), "cuda:99");
}

TEST_CASE("tensor: extents out of range are refused before any memory is asked for") {
  CHECK_ERROR(Tensor("t", {2, 0, 5, 7}), "(N=2, C=0, H=5, W=7)");
  CHECK_ERROR(Tensor("t", {1 << 20, 1 << 20, 2, 1}), "2^40");
}

TEST_CASE("tensor: where there is no memory, the message says for what and how much") {
#if defined(__SANITIZE_ADDRESS__) || defined(__SANITIZE_THREAD__)
  SKIP_TEST("a sanitizer needs more address space than this test leaves");
#elif defined(__has_feature)
#if __has_feature(address_sanitizer) || __has_feature(thread_sanitizer)
  SKIP_TEST("a sanitizer needs more address space than this test leaves");
#endif
#endif
  // 4 TiB may be granted as long as they are not touched, but not where 64 GiB is the limit.
  rlimit before{};
  REQUIRE(getrlimit(RLIMIT_AS, &before) == 0);
  const rlimit lower{std::min<rlim_t>(before.rlim_cur, rlim_t{64} << 30), before.rlim_max};
  REQUIRE(setrlimit(RLIMIT_AS, &lower) == 0);
  CHECK_ERROR(Tensor("fc6a.weight", {1 << 20, 1 << 20, 1, 1}), "'fc6a.weight'",
              "(N=1048576, C=1048576, H=1, W=1)", "4194304 MiB", "smaller batch");
  REQUIRE(setrlimit(RLIMIT_AS, &before) == 0);
}
