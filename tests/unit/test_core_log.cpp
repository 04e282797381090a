#include "core/log.h"

#include <fcntl.h>
#include <unistd.h>

#include <functional>
#include <map>
#include <sstream>
#include <thread>
#include <vector>

#include "support/log_lines.h"
#include "support/temp_folder.h"

using namespace alexnet;
using namespace alexnet::test;

namespace {

std::string printed_on_stderr(const std::function<void()>& work) {
  const TempFolder folder;
  const Path path = folder / "stderr.txt";
  const int saved = dup(STDERR_FILENO);
  const int file = open(path.c_str(), O_WRONLY | O_CREAT, 0600);
  dup2(file, STDERR_FILENO);
  work();
  dup2(saved, STDERR_FILENO);
  ::close(saved);
  ::close(file);
  return read_text(path);
}

void log_from_four_threads() {
  std::vector<std::thread> threads;
  for (int t = 0; t < 4; ++t)
    threads.emplace_back([] {
      for (int i = 0; i < 250; ++i) log_info("line {}", i);
    });
  for (std::thread& thread : threads) thread.join();
}

}  // namespace

TEST_CASE("log: a line reaches the sink with its level and its values filled in") {
  LogLines log;
  log_info("epoch {}: {:.2f}", 3, 0.5);
  log_warning("{} is missing", "mean.png");
  log_line(LogLevel::info, "{} is no placeholder here");
  REQUIRE(log.lines.size() == 3);
  CHECK((log.lines[0] == std::pair(LogLevel::info, std::string("epoch 3: 0.50"))));
  CHECK((log.lines[1] == std::pair(LogLevel::warning, std::string("mean.png is missing"))));
  CHECK((log.lines[2] == std::pair(LogLevel::info, std::string("{} is no placeholder here"))));
}

TEST_CASE("log: the name of a file does not break a line in two") {
  LogLines log;
  log_warning("{} is skipped", "a\nb\x1b[2J.txt");
  REQUIRE(log.lines.size() == 1);
  CHECK(log.lines[0].second == "a?b?[2J.txt is skipped");
  log_warning("{} is skipped", "\u009b2J \u0085 \u00e9");  // as control characters, and a letter
  CHECK(log.lines[1].second == "?2J ? \u00e9 is skipped");
}

TEST_CASE("log: the previous sink is handed back and can be put in place again") {
  LogLines outer;
  {
    LogLines inner;
    log_info("inside");
    CHECK(inner.lines.size() == 1);
  }
  log_info("outside");
  REQUIRE(outer.lines.size() == 1);
  CHECK(outer.lines[0].second == "outside");
}

TEST_CASE("log: of several threads, one at a time calls the sink") {
  LogLines log;  // a vector that is written to without a lock of its own
  log_from_four_threads();
  CHECK(log.lines.size() == 1000);
}

TEST_CASE("log: without a sink of its own, a program prints on stderr") {
  CHECK(printed_on_stderr([] {
          log_info("reading {}", "a.safetensors");
          log_warning("no {}", "mean");
        }) == "reading a.safetensors\nwarning: no mean\n");
}

TEST_CASE("log: on stderr, lines of several threads stay whole") {
  std::istringstream printed(printed_on_stderr(log_from_four_threads));
  std::map<std::string, int> how_often;
  for (std::string line; std::getline(printed, line);) ++how_often[line];
  CHECK(how_often.size() == 250);
  for (int i = 0; i < 250; ++i) CHECK(how_often[fmt::format("line {}", i)] == 4);
}
