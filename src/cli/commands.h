#pragma once
#include <CLI/CLI.hpp>

// One function per subcommand, each in the file of its name: it declares the options and what runs
// when the command is chosen. Results go to stdout, progress and warnings to stderr.
namespace alexnet::cli {

void add_activations_command(CLI::App& app);
void add_bench_command(CLI::App& app);
void add_check_command(CLI::App& app);
void add_devices_command(CLI::App& app);
void add_draw_command(CLI::App& app);
void add_eval_command(CLI::App& app);
void add_filters_command(CLI::App& app);
void add_import_command(CLI::App& app);
void add_neighbours_command(CLI::App& app);
void add_predict_command(CLI::App& app);
void add_prepare_command(CLI::App& app);
void add_slim_command(CLI::App& app);
void add_summary_command(CLI::App& app);
void add_train_command(CLI::App& app);

}  // namespace alexnet::cli
