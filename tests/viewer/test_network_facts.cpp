#include "support/catch.h"
#include "viewer/model/dead_units.h"
#include "viewer/model/network_facts.h"

using namespace alexnet;
using namespace alexnet::viewer;

TEST_CASE("dead units: 0 for every picture of the batch, not for one alone") {
  Tensor outputs("y", {2, 3, 1, 2});
  const TensorView y = outputs;
  // Map 0 responds to the first picture only, map 1 not at all, map 2 in one of its two units.
  y(0, 0, 0, 0) = 1;
  y(0, 0, 0, 1) = -2;
  y(1, 2, 0, 1) = 3;
  const DeadCount dead = count_dead(outputs);
  CHECK(dead.units == 3);
  CHECK(dead.maps == 1);
  CHECK(count_dead(outputs.view().first(1)).units == 4);  // of the first picture by itself
}

TEST_CASE("exchange: the maps one way and the gradients back, for all pictures of a step") {
  NodeFacts copy;
  copy.output = {1, 128, 13, 13};  // layer 2 of one of the paper's towers
  CHECK(std::abs(exchanged_mb(copy, 128) - 2 * 128 * 13 * 13 * 4 * 128 / 1e6) < 1e-9);
}

TEST_CASE("layers with filters: the towers' are one, a network with one tower has its own names") {
  NetworkFacts network;
  for (const char* node : {"conv1a", "conv1b", "conv2a", "conv2b"})
    network.convolutions.push_back(
        {node, std::string(node).back() == 'a' ? Tower::a : Tower::b, Tensor()});
  CHECK(filter_layers(network) == std::vector<std::string>{"conv1", "conv2"});
  CHECK(layer_of(network.convolutions[3]) == "conv2");
  network.convolutions.clear();
  network.convolutions.push_back({"conv1", Tower::a, Tensor()});
  CHECK(filter_layers(network) == std::vector<std::string>{"conv1"});
}
