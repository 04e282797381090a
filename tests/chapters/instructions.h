#pragma once
#include <string>
#include <vector>

#include "chapters/markdown.h"

// A text that tells its reader what to write into which file; a test follows it as a reader would.
// The line before a block of code says where the code goes, in one of these forms:
//
//     New file `PATH`:
//     In `PATH`, after `LINE`:
//     In `PATH`, before `LINE`:
//     In `PATH`, instead of `LINE`:
//
// where LINE occurs in that file exactly once. It may be part of a line; only after "instead of" it
// is a whole line, without its indentation, because replacing a part would remove the rest with it.
// Blocks marked `sh` are commands, to be run in the project's folder.
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

/// Carries out the instruction, below that folder. Throws, with the text's line, if a new file
/// exists already, or if LINE is not in the file exactly once, or is not all of the line to be
/// replaced.
void follow(const Instruction& instruction, const Path& folder);

}  // namespace alexnet::test
