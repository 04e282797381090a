#pragma once
#include <CLI/CLI.hpp>
#include <cstdio>
#include <iostream>

#include "cli/standard_streams.h"
#include "cli/stop_signals.h"
#include "core/check.h"
#include "core/log.h"
#include "core/printable.h"

// How the programs end. In a header, because the viewer ends in the same way.
namespace alexnet::cli {

/// Thrown when work that was interrupted has saved what there was to save, and has said so.
struct Interrupted {};

/// Does the work - parsing the command line is a part of it - and turns what it throws into a line
/// on stderr and an exit code: 0 ok, 1 the work failed, 2 the command line is wrong, 3 a device is
/// not there. Interrupted work ends the program as the signal would have, which a shell shows as
/// 128 + its number: 130 after Ctrl-C.
template <class Work>
int exit_code_of(const char* program, const CLI::App& app, Work work) {
  const auto fail = [&](const std::string& what, int code) {
    print_if_possible(stderr, fmt::format("{}: {}\n", program, printable(what)));
    return code;
  };
  occupy_closed_streams();
  try {
    work();
  } catch (const CLI::ParseError& error) {
    if (error.get_exit_code() != 0)
      return fail(std::string(error.what()) + "; --help lists the options", 2);
    app.exit(error);  // prints what --help asks for
    std::cout.flush();
  } catch (const UsageError& error) {
    return fail(error.what(), 2);
  } catch (const DeviceUnavailable& error) {
    return fail(error.what(), 3);
  } catch (const Interrupted&) {
    die_of(stop_signal);
  } catch (const std::exception& error) {
    return fail(error.what(), 1);
  }
  if (!std::cout || std::fflush(stdout) != 0) return fail("cannot write the results to stdout", 1);
  return 0;
}

}  // namespace alexnet::cli
