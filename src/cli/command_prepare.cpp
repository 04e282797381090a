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

/// A file that takes the place of an older one only when that is asked for.
class Replacement {
 public:
  explicit Replacement(Path path) : path_(std::move(path)), new_(path_.string() + ".new") {}
  ~Replacement() {
    std::error_code ignored;  // it was put in place, or never written
    std::filesystem::remove(new_, ignored);
  }
  Replacement(const Replacement&) = delete;
  Replacement& operator=(const Replacement&) = delete;

  const Path& path() const { return path_; }
  const Path& written_to() const { return new_; }
  void put_in_place() const {
    std::error_code error;
    std::filesystem::rename(new_, path_, error);
    ALEXNET_CHECK(!error, "{}: cannot be replaced: {}", path_.string(), error.message());
  }

 private:
  Path path_, new_;
};

void pack_split(const ImageSource& source, int side, const Replacement& file,
                const std::string& pair) {
  Progress progress;
  const auto show = [&](int done) {
    if (stop_requested) {
      progress.finish_line();
      log_info("interrupted: {} was not written", file.path().string());
      throw Interrupted();
    }
    progress.show(double(done) / source.size(),
                  fmt::format("{} of {} pictures", done, source.size()));
  };
  const Dataset data = pack(source, side, file.written_to(), show, pair);
  progress.finish_line();
  fmt::print("{}: {} pictures of {} classes, {} x {}\n", file.path().string(), data.size(),
             data.class_names().size(), side, side);
}

void run(const Options& o) {
  go_on_unread();
  o.data.check(o.data.request.data);
  const Splits splits = open_source(o.data.request);
  create_folder(o.out);
  const std::string pair = fmt::format("{:08x}", std::random_device()());
  watch_for_stop_signals();
  // Only a whole pair replaces an older one: a single new file beside an old one is no data set.
  const Replacement val(packed_val(o.out)), train(packed_train(o.out));
  pack_split(splits.val, o.data.request.side, val, pair);
  pack_split(splits.train, o.data.request.side, train, pair);
  val.put_in_place();
  train.put_in_place();
}

}  // namespace

void add_prepare_command(CLI::App& app) {
  auto o = std::make_shared<Options>();
  CLI::App* c = app.add_subcommand(
      "prepare", "Pack a data set into two files that open instantly and stay on the disk");
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
