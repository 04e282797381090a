#include "core/log.h"

#include <fcntl.h>
#include <unistd.h>

#include <thread>
#include <vector>

#include "support/log_lines.h"
#include "support/temp_folder.h"

using namespace alexnet;
using namespace alexnet::test;

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

TEST_CASE("log: lines of several threads stay whole") {
  LogLines log;  // a vector that is written to without a lock of its own
  std::vector<std::thread> threads;
  for (int t = 0; t < 4; ++t)
    threads.emplace_back([] {
      for (int i = 0; i < 250; ++i) log_info("line {}", i);
    });
  for (std::thread& thread : threads) thread.join();
  CHECK(log.lines.size() == 1000);
}

TEST_CASE("log: without a sink of its own, a program prints on stderr") {
  const TempFolder folder;
  const Path path = folder / "stderr.txt";
  const int saved = dup(STDERR_FILENO);
  const int file = open(path.c_str(), O_WRONLY | O_CREAT, 0600);
  dup2(file, STDERR_FILENO);
  log_info("reading {}", "a.safetensors");
  log_warning("no {}", "mean");
  dup2(saved, STDERR_FILENO);
  close(saved);
  close(file);
  const std::vector<std::uint8_t> printed = read_file(path);
  CHECK(std::string(printed.begin(), printed.end()) == "reading a.safetensors\nwarning: no mean\n");
}
