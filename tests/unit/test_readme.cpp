// What README says of lines in the code, and of the shipped network.
#include <fmt/format.h>

#include <regex>

#include "support/catch.h"
#include "support/lines.h"
#include "support/model_card.h"

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

TEST_CASE("README: says how often the shipped network errs, as its card does") {
  std::string text;
  for (const std::string& line : lines_of(Path(ALEXNET_SOURCE_DIR) / ".." / "README.md"))
    text += line + '\n';
  const CardErrors one = card_errors(shipped_network(), "one view"),
                   ten = card_errors(shipped_network(), "ten views");
  CHECK_THAT(text,
             contains(fmt::format("`alexnet eval --data DIR` | top-1 error {:.1f}%, top-5 {:.1f}%",
                                  100 * one.top1_error, 100 * one.top5_error)));
  CHECK_THAT(text, contains(fmt::format("--ten-crop` | top-1 error {:.1f}%, top-5 {:.1f}%",
                                        100 * ten.top1_error, 100 * ten.top5_error)));
}
