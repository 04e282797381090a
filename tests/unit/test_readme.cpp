// What README says of lines in the code.
#include <regex>

#include "support/catch.h"
#include "support/lines.h"

using namespace alexnet;
using namespace alexnet::test;

TEST_CASE("README: the breakpoint in a kernel is where it sums up") {
  const Path source = ALEXNET_SOURCE_DIR;
  std::string text;
  for (const std::string& line : lines_of(source / ".." / "README.md")) text += line + '\n';
  std::smatch found;
  REQUIRE(std::regex_search(text, found, std::regex(R"(break gemm_2_shared_tile\.cuh:(\d+))")));
  const auto kernel = lines_of(source / "layers" / "gemm" / "gemm_2_shared_tile.cuh");
  const std::size_t line = std::stoul(found[1]);
  REQUIRE(line <= kernel.size());
  CHECK_THAT(kernel[line - 1], contains("sum += a_tile"));
}
