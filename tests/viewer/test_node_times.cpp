#include <algorithm>

#include "scene.h"
#include "support/catch.h"
#include "viewer/model/node_times.h"
#include "viewer/toolkit/axis.h"

using namespace alexnet;
using namespace alexnet::test;

TEST_CASE("node times: the median of three passes, for every node") {
  Network network(small_demo(), Placement{}, 1);
  network.initialize(3);
  const Tensor image("image", network.variant().input);
  std::vector<std::vector<double>> seen(network.nodes().size());
  const auto note = [&] {
    for (std::size_t i = 0; i < seen.size(); ++i)
      seen[i].push_back(network.nodes()[i].forward_time.ms());
  };
  const NodeTimes times = time_nodes(network, [&] {
    network.forward(image, {});
    note();
  });
  REQUIRE(times.forward.size() == seen.size());
  REQUIRE(times.backward.size() == seen.size());
  for (std::size_t i = 0; i < seen.size(); ++i) {
    REQUIRE(seen[i].size() == 3);
    std::sort(seen[i].begin(), seen[i].end());
    CHECK(times.forward[i] == seen[i][1]);
    CHECK(times.backward[i] == 0);  // nothing ran backward
  }
}

TEST_CASE("short_time: microseconds where there would be no digits left") {
  CHECK(short_time(0.0521) == "52 µs");
  CHECK(short_time(0.0004) == "< 1 µs");
  CHECK(short_time(0.52) == "0.52 ms");
  CHECK(short_time(12.3) == "12 ms");
}
