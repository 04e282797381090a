#include "train/schedule.h"

#include "support/tensors.h"

using namespace alexnet;

TEST_CASE("schedule: a written one changes at its epochs") {
  Schedule s({.steps = "0:0.1,2:0.01,5:0.001"}, 7);
  std::vector<float> rates;
  for (int epoch = 0; epoch < 6; ++epoch) {
    rates.push_back(s.rate());
    s.end_of_epoch(epoch, 0.5);
  }
  CHECK(rates == std::vector<float>{0.1f, 0.1f, 0.01f, 0.01f, 0.01f, 0.001f});
  CHECK(!s.finished());
}

TEST_CASE("schedule: otherwise the rate is divided by ten when the error stops falling") {
  Schedule s({.steps = "", .patience = 2, .drops = 2}, 1);
  int epoch = 0;
  const auto tell = [&](double error) {
    s.end_of_epoch(epoch++, error);
    return s.rate();
  };
  CHECK(tell(0.9) == 1);
  CHECK(tell(0.8) == 1);
  CHECK(tell(0.8) == 1);      // once without improvement
  CHECK(tell(0.85) == 0.1f);  // twice
  CHECK(tell(0.5) == 0.1f);
  CHECK(tell(0.6) == 0.1f);
  CHECK(tell(0.6) == 0.1f / 10);
  CHECK(!s.finished());
  tell(0.6);
  CHECK(!s.finished());
  tell(0.6);
  CHECK(s.finished());  // a plateau after the last division
}

TEST_CASE("schedule: its state goes through text without losing a bit") {
  const ScheduleOptions options{.steps = "", .patience = 3, .drops = 3};
  Schedule a(options, 0.01f), b(options, 0.01f);
  const double errors[] = {0.9, 1.0 / 3, 0.5, 0.5, 0.5, 0.4, 0.3, 0.3, 0.3, 0.3};
  for (int epoch = 0; epoch < 10; ++epoch) {
    if (epoch == 5) b.restore(a.state(), epoch);
    a.end_of_epoch(epoch, errors[epoch]);
    if (epoch >= 5) b.end_of_epoch(epoch, errors[epoch]);
  }
  CHECK(a.state() == b.state());
  CHECK(a.rate() == b.rate());
  for (const char* damaged : {"nonsense", "nan 1 0 0 0", "-0.01 1 0 0 0", "0.01 nan 0 0 0",
                              "0.01 1 -1 0 0", "0.01 1 0 4 0", "0.01 1 0 -1 0"})
    CHECK_ERROR(a.restore(damaged, 0), "schedule state", damaged);
}

TEST_CASE("schedule: one that is rewritten holds at once when a run is resumed") {
  const Schedule before({.steps = "0:0.5,3:0.25"}, 0);
  Schedule after({.steps = "0:0.01,2:0.001,9:0.0001"}, 0);
  after.restore(before.state(), 4);
  CHECK(after.rate() == 0.001f);
  CHECK(!after.finished());
}

TEST_CASE("schedule: text that does not read is a usage error") {
  for (const char* bad :
       {"0.01", "1:0.1", "0:0.1,0:0.2", "0:0.1,3:", "0:0.1;3:0.2", "0:-1", "0:x"}) {
    INFO(bad);
    CHECK_THROWS_AS(Schedule({.steps = bad}, 1), UsageError);
  }
}

TEST_CASE(
    "schedule: what has finished stays finished in a run that goes on, unless steps say more") {
  const ScheduleOptions plateau{.steps = "", .patience = 1, .drops = 0};
  Schedule ended(plateau, 1), resumed(plateau, 1);
  ended.end_of_epoch(0, 0.5);
  ended.end_of_epoch(1, 0.5);
  REQUIRE(ended.finished());
  resumed.restore(ended.state(), 2);
  CHECK(resumed.finished());
  Schedule written({.steps = "0:0.01,2:0.001"}, 0);
  written.restore(ended.state(), 2);
  CHECK(!written.finished());
  CHECK(written.rate() == 0.001f);
}
