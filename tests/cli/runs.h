#pragma once
#include <string>
#include <vector>

#include "core/file.h"
#include "support/program.h"
#include "support/temp_folder.h"

// Quick runs of the command line, for tests that look at what they leave.
namespace alexnet::test {

/// `alexnet train` on a handful of drawn pictures, into the folder `run`.
inline const std::vector<std::string> kTrain = {
    "train", "--drawn-train", "64",  "--drawn-val", "30", "--epochs", "1", "--batch-size",
    "16",    "--run",         "run", "--threads",   "2"};

std::vector<std::string> with(std::vector<std::string> arguments,
                              const std::vector<std::string>& more);

/// A folder with a run of kTrain, made once for all tests of a test program that only read it.
const TempFolder& trained();

/// The one checkpoint in the folder of a run; "none" if there is none.
std::string checkpoint_of(const Path& run);

/// Checks that the last line on stderr begins with the program's name and holds these texts; lines
/// before it may say what was being done. Nothing is on stdout.
void check_refused(const Outcome& outcome, int exit_code, const std::vector<std::string>& texts);

}  // namespace alexnet::test
