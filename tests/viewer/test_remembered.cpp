#include "support/catch.h"
#include "viewer/toolkit/remembered.h"

using namespace alexnet::viewer;

TEST_CASE("remembered: made once for each thing that it is of") {
  Remembered<int> remembered;
  int made = 0;
  const auto make = [&] { return ++made; };
  CHECK(remembered.get({0, 0}, make) == 1);  // nothing is known at first, not even of number 0
  CHECK(remembered.get({0, 0}, make) == 1);
  CHECK(remembered.get({0, 1}, make) == 2);
  CHECK(remembered.get({1, 1, 0}, make) == 3);
  CHECK(remembered.get({1, 1, 0}, make) == 3);
  CHECK(remembered.get({0, 0}, make) == 4);  // the last is kept, not all
}
