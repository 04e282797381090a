#include "train/run_config.h"

#include "support/catch.h"
#include "support/temp_folder.h"

using namespace alexnet;
using namespace alexnet::test;

TEST_CASE("run config: any text comes back, in a file that TOML and people can read") {
  const TempFolder folder;
  const std::vector<std::string> texts = {
      "",         " ",  "a b",           "#1",          "a=b",
      "'",        "\"", "it's \"here\"", "back\\slash", "two\nlines\r\t",
      "\xc3\xa4", "5",  "true"};
  RunConfig config = {{"epochs", "10"}, {"learning-rate", "5e-05"}, {"no-dropout", "false"}};
  for (const std::string& text : texts) config.push_back({"data", text, true});
  write_file(folder / "config.toml", to_toml(config));
  const RunConfig read = read_toml(folder / "config.toml");
  REQUIRE(read.size() == config.size());
  for (std::size_t i = 0; i < config.size(); ++i) {
    INFO(config[i].value);
    CHECK(read[i].name == config[i].name);
    CHECK(read[i].value == config[i].value);
    CHECK(read[i].is_text == config[i].is_text);
  }
  CHECK(to_toml({{"epochs", "10"}, {"data", "a\"\\\n", true}}) ==
        "epochs=10\ndata=\"a\\\"\\\\\\n\"\n");
  CHECK_ERROR(to_toml({{"data", "\xe4", true}}), "data", "UTF-8");
}

TEST_CASE("run config: what people write by hand is read, or refused with its line") {
  const TempFolder folder;
  const Path path = folder / "config.toml";
  write_file(path, "# of last night\n\n  epochs = 10\r\ndata='C:\\new \"one\"'\n");
  const RunConfig config = read_toml(path);
  REQUIRE(config.size() == 2);
  CHECK(config[0].name == "epochs");
  CHECK(config[0].value == "10");
  CHECK(config[1].value == "C:\\new \"one\"");
  write_file(path, "data=\"C:\\data\"\n");  // escaped by nobody
  CHECK(read_toml(path).at(0).value == "C:\\data");
  for (const char* line :
       {"epochs", "=10", "data=\"open", "data='open", "data='", "data=\"a\" b", "[train]"}) {
    INFO(line);
    write_file(path, std::string("seed=1\n") + line + "\n");
    CHECK_ERROR(read_toml(path), "config.toml:2", "expected option=value", line);
  }
  CHECK_ERROR(read_toml(folder / "gone"), "gone");
}
