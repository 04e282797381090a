#include "cli/runs.h"

#include "support/catch.h"

namespace alexnet::test {

std::vector<std::string> with(std::vector<std::string> arguments,
                              const std::vector<std::string>& more) {
  arguments.insert(arguments.end(), more.begin(), more.end());
  return arguments;
}

const TempFolder& trained() {
  static const TempFolder folder;
  static const Outcome outcome = run_alexnet(folder.path(), kTrain);
  INFO(outcome.err);
  REQUIRE(outcome.exit_code == 0);
  return folder;
}

std::string checkpoint_of(const Path& run) {
  for (const auto& entry : std::filesystem::directory_iterator(run))
    if (entry.path().extension() == ".safetensors") return entry.path().string();
  return "none";
}

void check_refused(const Outcome& outcome, int exit_code, const std::vector<std::string>& texts) {
  INFO(outcome.err);
  CHECK(outcome.exit_code == exit_code);
  CHECK(outcome.out.empty());
  REQUIRE(!outcome.err.empty());
  const std::size_t line_before = outcome.err.rfind('\n', outcome.err.size() - 2);
  const std::string last =
      outcome.err.substr(line_before == std::string::npos ? 0 : line_before + 1);
  CHECK(last.starts_with("alexnet: "));
  CHECK(outcome.err.find("alexnet: ") == outcome.err.rfind("alexnet: "));
  for (const std::string& text : texts) CHECK_THAT(last, contains(text));
}

}  // namespace alexnet::test
