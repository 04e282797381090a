#include "cli/commands.h"
#include "cli/common.h"
#include "inspect/colour_split.h"
#include "inspect/filters.h"

namespace alexnet::cli {
namespace {

struct Options {
  ModelOptions model;
  std::string out = "filters.png";
  int zoom = 4;
};

void run(const Options& o) {
  const TrainedModel model = o.model.open();
  write_png(o.out, filters_picture(model.network, o.zoom));
  fmt::print("picture: {}\n", o.out);
  if (model.network.variant().input.c != 3) return;  // grey pictures have no colours to split
  fmt::print("\nshare of each kernel's energy that is colour, 16 a row as in the picture:\n");
  for (const TowerColours& tower : colour_split(model.network)) {
    fmt::print("{}  median {:.2f}", tower.node, tower.median);
    for (std::size_t f = 0; f < tower.shares.size(); ++f)
      fmt::print("{}{:.2f}", f % 16 == 0 ? "\n  " : " ", tower.shares[f]);
    fmt::print("\n");
  }
}

}  // namespace

void add_filters_command(CLI::App& app) {
  auto o = std::make_shared<Options>();
  CLI::App* c = app.add_subcommand(
      "filters", "First-layer kernels as a picture, tower a above tower b (Figure 3)");
  c->footer("Example:\n  alexnet filters --checkpoint runs/demo --out kernels.png");
  o->model.add_to(*c);
  c->add_option("--out", o->out, "Picture to write")->check(png_name())->capture_default_str();
  c->add_option("--zoom", o->zoom, "Pixels per weight")
      ->check(CLI::Range(1, 64))
      ->capture_default_str();
  c->callback([o] { run(*o); });
}

}  // namespace alexnet::cli
