#include "cli/commands.h"
#include "cli/common.h"
#include "data/class_names.h"
#include "predict/slim.h"
#include "train/run_folder.h"

namespace alexnet::cli {
namespace {

struct Options {
  std::string checkpoint, out, class_names;
};

void run(const Options& o) {
  const Path from = find_checkpoint(o.checkpoint);
  check_is_not_read("--out", o.out, {from, o.class_names});
  TrainedModel model = TrainedModel::open(from, Placement{}, 1);
  if (!o.class_names.empty()) rename_classes(model.preprocessing, o.class_names);
  const Rounding rounding = save_slim_checkpoint(o.out, model, Checkpoint(from).state());
  const auto megabytes = [](const Path& path) {
    return fmt::format("{:.2f} MB", double(std::filesystem::file_size(path)) / 1e6);
  };
  fmt::print("from              {}  {}\nto                {}  {}\n", from.string(), megabytes(from),
             o.out, megabytes(o.out));
  if (rounding.largest > 0)
    fmt::print("largest rounding  {:.2g}, of the value {:.4g} in {}\n", rounding.largest,
               rounding.value, rounding.name);
  else
    fmt::print("largest rounding  none: every number was half precision already\n");
}

}  // namespace

void add_slim_command(CLI::App& app) {
  auto o = std::make_shared<Options>();
  CLI::App* c = app.add_subcommand(
      "slim", "Write a checkpoint to share: half precision, without what only training needs");
  c->footer(
      "It contains no paths of this machine: of the data set's path, only the last part is kept.\n"
      "Example:\n  alexnet slim runs/mini --out mini.safetensors --class-names classes.tsv");
  c->add_option("checkpoint", o->checkpoint,
                "A checkpoint file, or a run folder (its newest checkpoint)")
      ->required();
  c->add_option("--out", o->out, "File to write")->required();
  c->add_option("--class-names", o->class_names,
                "Names to show: a line per class, or 'class<TAB>name'");
  c->callback([o] { run(*o); });
}

}  // namespace alexnet::cli
