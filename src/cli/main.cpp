#include "cli/commands.h"
#include "core/check.h"
#include "core/log.h"

// Exit codes: 0 ok, 1 the work failed, 2 the command line is wrong, 3 a device is not there.
int main(int argc, char** argv) {
  using namespace alexnet;
  CLI::App app{
      "AlexNet, from scratch: the 2012 network, trained and looked at.\n"
      "Start with `alexnet train`; every subcommand has --help with an example."};
  app.require_subcommand(1);
  app.get_formatter()->column_width(30);
  cli::add_train_command(app);
  cli::add_eval_command(app);
  cli::add_predict_command(app);
  cli::add_neighbours_command(app);
  cli::add_filters_command(app);
  cli::add_activations_command(app);
  cli::add_summary_command(app);
  cli::add_prepare_command(app);
  cli::add_draw_command(app);
  cli::add_bench_command(app);

  const auto fail = [](std::string what, int code) {
    // A file may hold any name; a message is one line and leaves the terminal alone.
    for (char& letter : what)
      if (static_cast<unsigned char>(letter) < ' ' || letter == 127) letter = '?';
    fmt::print(stderr, "alexnet: {}\n", what);
    return code;
  };
  try {
    app.parse(argc, argv);
  } catch (const CLI::ParseError& error) {
    return app.exit(error) == 0 ? 0 : 2;  // --help is an "error" with code 0
  } catch (const UsageError& error) {
    return fail(error.what(), 2);
  } catch (const DeviceUnavailable& error) {
    return fail(error.what(), 3);
  } catch (const std::exception& error) {
    return fail(error.what(), 1);
  }
  return 0;
}
