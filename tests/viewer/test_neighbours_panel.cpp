#include "scene.h"
#include "support/catch.h"

using namespace alexnet;
using namespace alexnet::test;

TEST_CASE("neighbours: a page of validation pictures is asked for, and what is found is shown") {
  Headless viewer({1280, 800});
  viewer.state.panel = Panel::neighbours;
  Snapshot now = scene(12);
  settle(viewer, now);
  CHECK_THAT(viewer.text(), contains("these validation pictures are not known yet"));
  viewer.click(now, "queries on");
  const std::vector<Command> commands = viewer.click(now, "find neighbours");
  REQUIRE(only<FindNeighbours>(commands));
  CHECK(only<FindNeighbours>(commands)->queries == std::vector<int>{5, 6, 7, 8, 9});

  auto found = std::make_shared<Neighbours>();
  found->queries = *now.validation;
  found->training = pictures(20, now.network->class_names);
  for (int query : {5, 6, 7, 8, 9}) {
    NeighbourRow row{query, {}, {}};
    for (int i = 0; i < 6; ++i) {
      row.by_features.push_back(
          {query, 0.5f * float(i)});  // of the query's class: 5 classes in turn
      row.by_pixels.push_back({query + 1, 100.0f + float(i)});
    }
    found->rows.push_back(row);
  }
  now.neighbours = found;
  settle(viewer, now);
  CHECK_THAT(viewer.text(), contains("30 of 30 by the last hidden layer, 0 of 30 by pixels"));
  viewer.click(now, "queries back");
  CHECK_THAT(viewer.text(), contains("are not known yet"));  // those of another page

  // Once the training pictures have been looked at, a page is asked for by itself, and once.
  now.knows_training_features = true;
  const std::vector<Command> asked_for = viewer.draw(now);
  REQUIRE(only<FindNeighbours>(asked_for));
  CHECK(only<FindNeighbours>(asked_for)->queries == std::vector<int>{0, 1, 2, 3, 4});
  CHECK(viewer.draw(now).empty());
}

TEST_CASE("neighbours: one validation picture, and none") {
  Headless viewer({1280, 800});
  viewer.state.panel = Panel::neighbours;
  const Snapshot one = scene(1);
  settle(viewer, one);
  const std::vector<Command> commands = viewer.click(one, "find neighbours");
  REQUIRE(only<FindNeighbours>(commands));
  CHECK(only<FindNeighbours>(commands)->queries == std::vector<int>{0});
  settle(viewer, scene(0));
  CHECK_THAT(viewer.text(), contains("There are no validation pictures"));
}
