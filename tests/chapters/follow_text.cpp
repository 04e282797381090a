// Does to a copy of the project what a text tells its reader to do, and writes to a file the
// commands that the reader is then to run.
//
//   follow_text TEXT FOLDER COMMANDS
#include <fstream>

#include "chapters/instructions.h"
#include "core/check.h"

using namespace alexnet;
using namespace alexnet::test;

int main(int argc, char** argv) try {
  ALEXNET_CHECK(argc == 4, "usage: follow_text TEXT FOLDER COMMANDS");
  const Markdown text(argv[1]);
  for (const Instruction& instruction : instructions_of(text)) follow(instruction, argv[2]);
  std::ofstream(argv[3]) << commands_of(text);
} catch (const std::exception& error) {
  fmt::print(stderr, "{}: {}\n", argc > 1 ? argv[1] : "follow_text", error.what());
  return 1;
}
