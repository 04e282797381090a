#pragma once
#include <functional>
#include <string>
#include <vector>

#include "core/file.h"

namespace alexnet::test {

/// What a program left behind.
struct Outcome {
  int exit_code;  ///< 128 + signal if it died of one, as a shell shows it
  int signal;     ///< that it died of, or 0
  std::string out, err;
};

/// Runs a program with these arguments in that folder and waits for it.
Outcome run_program(const Path& program, const Path& folder,
                    const std::vector<std::string>& arguments);

/// Runs build/bin/alexnet with these arguments in that folder and waits for it.
Outcome run_alexnet(const Path& folder, const std::vector<std::string>& arguments);

/// Starts it that often, each while the others run, and waits for all.
std::vector<Outcome> run_alexnets_together(int count, const Path& folder,
                                           const std::vector<std::string>& arguments);

/// Starts a program, sends the signals one after the other as soon as is_time() holds (asked every
/// 20 ms), and waits.
Outcome interrupt_program(const Path& program, const Path& folder,
                          const std::vector<std::string>& arguments,
                          const std::function<bool()>& is_time, const std::vector<int>& signals);
Outcome interrupt_alexnet(const Path& folder, const std::vector<std::string>& arguments,
                          const std::function<bool()>& is_time, const std::vector<int>& signals);

}  // namespace alexnet::test
