#include <fmt/ranges.h>

#include "cli/commands.h"
#include "cli/common.h"
#include "core/check.h"
#include "core/file.h"
#include "core/parallel.h"
#include "data/drawn/drawn.h"

namespace alexnet::cli {
namespace {

struct Options {
  std::string out, class_name;
  int count = 4, side = 224;
  std::uint64_t seed = 2;
};

std::string file_name(std::int64_t index) { return fmt::format("{:05}.png", index); }

/// Pictures that are already there may be drawn again, as may one that this command was killed in
/// the middle of writing, but no others may stay among the new ones.
void check_holds_no_others(const Path& folder, int count) {
  if (!std::filesystem::is_directory(folder)) return;
  for (const auto& entry : std::filesystem::directory_iterator(folder)) {
    const std::string name = entry.path().filename().string();
    const std::int64_t index = std::atoll(name.c_str());
    const bool is_replaced = index >= 0 && index < count &&
                             (name == file_name(index) || name == file_name(index) + ".partial");
    ALEXNET_CHECK(is_replaced,
                  "{}: would stay among the new pictures; give a new folder, or an empty one",
                  entry.path().string());
  }
}

void run(const Options& o) {
  const auto names = drawn_class_names();
  std::vector<int> labels;
  for (std::size_t label = 0; label < names.size(); ++label)
    if (o.class_name.empty() || names[label] == o.class_name) labels.push_back(int(label));
  if (labels.empty())
    throw UsageError(fmt::format("--class '{}' is not one of the drawn classes: {}", o.class_name,
                                 fmt::join(names, ", ")));
  for (const int label : labels) check_holds_no_others(Path(o.out) / names[label], o.count);
  for (const int label : labels) {
    const Path folder = Path(o.out) / names[label];
    create_folder(folder);
    parallel_for(o.count, [&](std::int64_t i) {
      write_png(folder / file_name(i), draw_image(label, o.side, o.seed, std::uint64_t(i)));
    });
  }
  fmt::print("{}: {} pictures, {} x {}, in a folder per class\n", o.out,
             labels.size() * std::size_t(o.count), o.side, o.side);
}

}  // namespace

void add_draw_command(CLI::App& app) {
  auto o = std::make_shared<Options>();
  CLI::App* c = app.add_subcommand("draw", "Write pictures of the drawn data set to a folder");
  c->footer(
      "The default seed is not the one that `train` uses: a trained network has not seen these.\n"
      "Example:\n  alexnet draw --out pictures --count 2 --side 256");
  c->add_option("--out", o->out, "Folder to create, with a folder per class")->required();
  c->add_option("--count", o->count, "Pictures of each class")
      ->check(CLI::Range(1, 1'000'000))
      ->capture_default_str();
  c->add_option("--class", o->class_name, "Only this class");
  c->add_option("--side", o->side, "Width and height of each picture, in pixels")
      ->check(CLI::Range(1, 4096))
      ->capture_default_str();
  c->add_option("--seed", o->seed, "Seed of the pictures: another seed, other pictures")
      ->transform(seed_number())
      ->capture_default_str();
  c->callback([o] { run(*o); });
}

}  // namespace alexnet::cli
