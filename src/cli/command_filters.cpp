#include <nlohmann/json.hpp>

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
  bool json = false;
};

/// The two heaps of kernels that are compared, by name.
std::string heaps(const std::vector<TowerColours>& towers) {
  return towers.size() == 2 ? fmt::format("{} and {}", towers[0].node, towers[1].node)
                            : fmt::format("the first and second half of {}", towers.front().node);
}

void print_text(const Options& o, const std::vector<TowerColours>& towers) {
  fmt::print("picture: {}\n", o.out);
  if (towers.empty()) return;
  fmt::print("\nshare of each kernel's energy that is colour, 16 a row as in the picture:\n");
  for (const TowerColours& tower : towers) {
    fmt::print("{}  median {:.2f}", tower.node, tower.median);
    for (std::size_t f = 0; f < tower.shares.size(); ++f)
      fmt::print("{}{:.2f}", f % 16 == 0 ? "\n  " : " ", tower.shares[f]);
    fmt::print("\n");
  }
  const SplitTest test = split_test(towers);
  fmt::print(
      "\nmedians of {} are {:.3f} apart; {} of {} random deals of the same kernels are as far: "
      "p = {:.4f}\n",
      heaps(towers), test.difference, test.as_extreme, test.permutations, test.p);
}

void print_json(const Options& o, const std::vector<TowerColours>& towers) {
  nlohmann::json j = {{"picture", o.out}, {"towers", nlohmann::json::array()}};
  for (const TowerColours& tower : towers)
    j["towers"].push_back(
        {{"node", tower.node}, {"median", tower.median}, {"shares", tower.shares}});
  if (!towers.empty()) {
    const SplitTest test = split_test(towers);
    j["split_test"] = {{"between", heaps(towers)},
                       {"difference", test.difference},
                       {"permutations", test.permutations},
                       {"as_extreme", test.as_extreme},
                       {"p", test.p}};
  }
  fmt::print("{}\n", j.dump(2, ' ', false, nlohmann::json::error_handler_t::replace));
}

void run(const Options& o) {
  const TrainedModel model = o.model.open();
  write_png(o.out, filters_picture(model.network, o.zoom));
  std::vector<TowerColours> towers;  // none in grey pictures, which have no colours to split
  if (model.network.variant().input.c == 3) towers = colour_split(model.network);
  o.json ? print_json(o, towers) : print_text(o, towers);
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
  c->add_flag("--json", o->json, "Print JSON");
  c->callback([o] { run(*o); });
}

}  // namespace alexnet::cli
