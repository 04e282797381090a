#pragma once
#include <string>
#include <vector>

#include "chapters/markdown.h"

// A text that tells its reader what to write into which file, followed by a test as a reader
// follows it. The line before a block of code says where it goes, in one of these forms:
//
//     New file `PATH`:
//     In `PATH`, after `LINE`:
//     In `PATH`, before `LINE`:
//     In `PATH`, instead of `LINE`:
//
// where LINE is in that file once. It may be a part of a line, but what the block stands instead of
// is a whole one, without its indentation: a part would take the rest with it. Blocks marked `sh`
// are commands, to be run in the project's folder.
namespace alexnet::test {

struct Instruction {
  std::string file;
  std::string where;   ///< "after", "before", "instead of"; empty: a new file
  std::string anchor;  ///< LINE
  std::string text;    ///< the block
  int line = 0;        ///< of the fence
};

std::vector<Instruction> instructions_of(const Markdown& text);
/// All commands, in order.
std::string commands_of(const Markdown& text);

/// Does as told, below that folder. Throws, with the text's line, where a new file is there
/// already, LINE is not in the file exactly once, or not all of the line that goes.
void follow(const Instruction& instruction, const Path& folder);

}  // namespace alexnet::test
