#include <random>

#include "cli/commands.h"
#include "cli/common.h"
#include "cli/exit_code.h"
#include "cli/progress.h"
#include "cli/stop_signals.h"

namespace alexnet::cli {
namespace {

struct Options {
  DataOptions data;
  std::string out;
};

void pack_split(const ImageSource& source, int side, const Path& path, const std::string& pair) {
  Progress progress;
  const auto show = [&](int done) {
    if (stop_requested) {
      progress.finish_line();
      log_info("interrupted: {} was not written", path.string());
      throw Interrupted();
    }
    progress.show(double(done) / source.size(),
                  fmt::format("{} of {} pictures", done, source.size()));
  };
  const Dataset data = pack(source, side, path, show, pair);
  progress.finish_line();
  fmt::print("{}: {} pictures of {} classes, {} x {}\n", path.string(), data.size(),
             data.class_names().size(), side, side);
}

void run(const Options& o) {
  go_on_unread();
  o.data.check(o.data.request.data);
  const Splits splits = open_source(o.data.request);
  create_folder(o.out);
  const std::string pair = fmt::format("{:08x}", std::random_device()());
  watch_for_stop_signals();
  pack_split(splits.val, o.data.request.side, packed_val(o.out), pair);
  pack_split(splits.train, o.data.request.side, packed_train(o.out), pair);
}

}  // namespace

void add_prepare_command(CLI::App& app) {
  auto o = std::make_shared<Options>();
  CLI::App* c = app.add_subcommand(
      "prepare", "Pack a data set into two files that open instantly, however large");
  c->footer("Example:\n  alexnet prepare --data mini-imagenet/ --side 84 --out packed/mini");
  o->data.add_to(*c);
  c->add_option("--side", o->data.request.side,
                "Side in pixels to which each picture's central square is scaled; 256 in the paper")
      ->check(CLI::Range(1, 4096))
      ->capture_default_str();
  c->add_option("--out", o->out, "Folder for train.safetensors and val.safetensors")->required();
  c->callback([o] { run(*o); });
}

}  // namespace alexnet::cli
