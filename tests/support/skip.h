#pragma once
#include <string>

namespace alexnet::test {

/// If the running test does not fail, it says so when it ends: "skipped: <reason>".
void skip_this_test(const std::string& reason);

}  // namespace alexnet::test
