#include "core/duration.h"
#include "support/catch.h"

using namespace alexnet;

TEST_CASE("duration_text: the two largest units") {
  CHECK(duration_text(-3) == "0 s");
  CHECK(duration_text(11.6) == "12 s");
  CHECK(duration_text(59.7) == "1 min 00 s");
  CHECK(duration_text(200) == "3 min 20 s");
  CHECK(duration_text(3725) == "1 h 02 min");
  CHECK(duration_text(86400) == "1 day 0 h");
  CHECK(duration_text(12 * 86400.0 + 3 * 3600) == "12 days 3 h");
}
