#pragma once
#include <CLI/CLI.hpp>
#include <cstdio>

#include "core/check.h"

// How the programs end. In a header, because the viewer ends in the same way.
namespace alexnet::cli {

/// Does the work - parsing the command line is a part of it - and turns what it throws into a line
/// on stderr and an exit code: 0 ok, 1 the work failed, 2 the command line is wrong, 3 a device is
/// not there.
template <class Work>
int exit_code_of(const char* program, const CLI::App& app, Work work) {
  const auto fail = [&](std::string what, int code) {
    // A file may hold any name, but a message is one line and must not control the terminal.
    for (char& letter : what)
      if (static_cast<unsigned char>(letter) < ' ' || letter == 127) letter = '?';
    fmt::print(stderr, "{}: {}\n", program, what);
    return code;
  };
  try {
    work();
  } catch (const CLI::ParseError& error) {
    if (error.get_exit_code() == 0) return app.exit(error);  // --help
    return fail(std::string(error.what()) + "; --help says what is possible", 2);
  } catch (const UsageError& error) {
    return fail(error.what(), 2);
  } catch (const DeviceUnavailable& error) {
    return fail(error.what(), 3);
  } catch (const std::exception& error) {
    return fail(error.what(), 1);
  }
  if (std::fflush(stdout) != 0) return fail("cannot write the results to stdout", 1);
  return 0;
}

}  // namespace alexnet::cli
