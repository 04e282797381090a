// Says at the end of a test that it was skipped. Not before: ctest counts a test that says so as
// skipped even if it fails.
#define CATCH_CONFIG_EXTERNAL_INTERFACES  // of Catch2 2: its listeners
#include "support/skip.h"

#include <iostream>

#include "support/catch.h"
#if __has_include(<catch2/catch_test_macros.hpp>)
#include <catch2/reporters/catch_reporter_event_listener.hpp>
#include <catch2/reporters/catch_reporter_registrars.hpp>
using ListenerBase = Catch::EventListenerBase;
#else
using ListenerBase = Catch::TestEventListenerBase;
#endif

namespace alexnet::test {
namespace {

std::string reason_of_this_test;

struct SkipListener : ListenerBase {
  using ListenerBase::ListenerBase;
  void testCaseStarting(const Catch::TestCaseInfo&) override { reason_of_this_test.clear(); }
  void testCaseEnded(const Catch::TestCaseStats& stats) override {
    if (!reason_of_this_test.empty() && stats.totals.assertions.failed == 0)
      std::cout << "skipped: " << reason_of_this_test << std::endl;
  }
};
CATCH_REGISTER_LISTENER(SkipListener)

}  // namespace

void skip_this_test(const std::string& reason) { reason_of_this_test = reason; }

}  // namespace alexnet::test
