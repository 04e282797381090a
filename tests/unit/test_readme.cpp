// What README says of lines in the code.
#include <fstream>
#include <regex>
#include <sstream>

#include "core/file.h"
#include "support/catch.h"

using namespace alexnet;

namespace {

std::vector<std::string> lines_of(const Path& path) {
  std::ifstream file(path);
  std::vector<std::string> lines;
  for (std::string line; std::getline(file, line);) lines.push_back(line);
  return lines;
}

}  // namespace

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
