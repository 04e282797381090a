#include <algorithm>

#include "cli/commands.h"
#include "cli/exit_code.h"
#include "cli/option_values.h"

int main(int argc, char** argv) {
  using namespace alexnet;
  CLI::App app{
      "AlexNet, from scratch: the network of 2012, to train and to look inside.\n"
      "Start with `alexnet train`; every subcommand explains itself with --help and an example."};
  app.require_subcommand(0, 1);
  app.set_version_flag("--version", "AlexNet " ALEXNET_VERSION);
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
  cli::add_slim_command(app);
  cli::add_import_command(app);
  cli::add_bench_command(app);
  cli::add_check_command(app);
  cli::add_devices_command(app);

  const auto commands = app.get_subcommands([](const CLI::App*) { return true; });
  for (CLI::App* command : commands) {
    cli::refuse_empty_values(*command);
    cli::read_numbers_as_decimal(*command);
  }
  return cli::exit_code_of("alexnet", app, [&] {
    // For a mistyped command, CLI11 says only that it did not expect it.
    const auto is_given = [&](const CLI::App* command) { return command->check_name(argv[1]); };
    if (argc > 1 && argv[1][0] != '-' && std::none_of(commands.begin(), commands.end(), is_given))
      throw UsageError(fmt::format("there is no command '{}'; --help lists the commands", argv[1]));
    app.parse(argc, argv);
    if (app.get_subcommands().empty())
      throw UsageError("a command is missing; --help lists the commands");
  });
}
