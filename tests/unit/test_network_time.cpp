#include "bench/network_time.h"

#include "bench/rung_time.h"
#include "support/catch.h"

using namespace alexnet;

TEST_CASE("times: of no repeats there is no median") {
  const Variant lenet5 = make_variant("lenet5");
  for (const int repeats : {0, -1}) {
    const std::string found = fmt::format("found {}", repeats);
    CHECK_ERROR(time_rungs(lenet5, 1, repeats), "repeats", "at least 1", found);
    CHECK_ERROR(time_network(lenet5, {}, 1, {.repeats = repeats}), "repeats", "at least 1", found);
  }
}

TEST_CASE("times: backward, a layer multiplies twice, and once if it reads images") {
  const int batch = 2;
  const NetworkTime time = time_network(make_variant("cifar-relu"), {}, batch, {});
  std::int64_t all = 0;
  for (const NodeTime& node : time.nodes) {
    INFO(node.name);
    CHECK(node.backward_work == (node.name == "conv1" ? 1 : 2) * node.forward_work);
    all += node.forward_work + node.backward_work;
  }
  CHECK(time.nodes[0].name == "conv1");
  CHECK(time.nodes[0].forward_work == batch * 32 * 32 * 32 * (3 * 5 * 5));
  CHECK(time.step_work == all);
  CHECK(time.step_work == 3 * time.forward_work - time.nodes[0].forward_work);
}

TEST_CASE("times: timing the rungs can be ended between any two") {
  struct Enough {};
  int rungs = 0;
  const auto third = [&] {
    if (++rungs == 3) throw Enough{};
  };
  CHECK_THROWS_AS(time_rungs(make_variant("lenet5"), 1, 1, third), Enough);
  CHECK(rungs == 3);
}
