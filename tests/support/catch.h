#pragma once
#include <string>
#include <vector>

#include "core/check.h"
#include "support/skip.h"

// Catch2 in either of its two forms: version 2.13 (Debian 12) or version 3.
#if __has_include(<catch2/catch_test_macros.hpp>)
#include <catch2/catch_approx.hpp>
#include <catch2/catch_test_macros.hpp>
#include <catch2/generators/catch_generators_all.hpp>
#include <catch2/matchers/catch_matchers_all.hpp>
namespace catch_compat {
inline auto contains(const std::string& text) { return Catch::Matchers::ContainsSubstring(text); }
}  // namespace catch_compat
using Catch::Approx;
#else
#include <catch2/catch.hpp>
namespace catch_compat {
inline auto contains(const std::string& text) { return Catch::Matchers::Contains(text); }
}  // namespace catch_compat
#endif
using catch_compat::contains;

/// Ends a test that cannot run here; ctest then reports it as skipped, with the reason, unless it
/// has failed before.
#define SKIP_TEST(reason)                    \
  do {                                       \
    ::alexnet::test::skip_this_test(reason); \
    return;                                  \
  } while (false)

/// The expression throws an Error whose one line holds every one of the texts.
#define CHECK_ERROR(expression, ...)                            \
  do {                                                          \
    std::string caught_message = "no error";                    \
    try {                                                       \
      static_cast<void>(expression);                            \
    } catch (const ::alexnet::Error& caught) {                  \
      caught_message = caught.what();                           \
    }                                                           \
    const std::vector<std::string> expected_texts{__VA_ARGS__}; \
    for (const std::string& expected_text : expected_texts)     \
      CHECK_THAT(caught_message, contains(expected_text));      \
    CHECK(caught_message.find('\n') == std::string::npos);      \
  } while (false)
