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
  const TwoSamples samples = two_samples(towers);
  const auto by_chance = [](const SplitTest& test) {
    return fmt::format(
        "{:.3f} apart; {} of {} random splits of the same kernels are at least as far apart: p = "
        "{:.4f}",
        test.difference, test.as_extreme, test.permutations, test.p);
  };
  const auto axis_text = [](std::span<const ColourAxis> axes) {
    const ColourAxis mean = mean_axis(axes);
    return fmt::format("{} ({:.0f} degrees, strength {:.2f})", mean.name(), mean.angle(),
                       mean.strength());
  };
  fmt::print("\nhow much colour: mean shares of {} are {}\n", samples.names,
             by_chance(samples.split_test()));
  fmt::print("which colours: {} contrast {} and {}, respectively; their mean axes are {}\n",
             samples.names, axis_text(samples.first_axes), axis_text(samples.second_axes),
             by_chance(samples.axis_test()));
}

nlohmann::json to_json(const std::string& between, const SplitTest& test) {
  return {{"between", between},
          {"difference", test.difference},
          {"permutations", test.permutations},
          {"as_extreme", test.as_extreme},
          {"p", test.p}};
}

void print_json(const Options& o, const std::vector<TowerColours>& towers) {
  nlohmann::json j = {{"picture", o.out}, {"towers", nlohmann::json::array()}};
  for (const TowerColours& tower : towers) {
    nlohmann::json axes = nlohmann::json::array();
    for (const ColourAxis& axis : tower.axes) axes.push_back({axis.x, axis.y});
    j["towers"].push_back(
        {{"node", tower.node}, {"median", tower.median}, {"shares", tower.shares}, {"axes", axes}});
  }
  if (!towers.empty()) {
    const TwoSamples samples = two_samples(towers);
    j["split_test"] = to_json(samples.names, samples.split_test());
    j["axis_test"] = to_json(samples.names, samples.axis_test());
  }
  fmt::print("{}\n", j.dump(2, ' ', false, nlohmann::json::error_handler_t::replace));
}

void run(const Options& o) {
  check_is_not_read("--out", o.out, {o.model.path()});
  const TrainedModel model = o.model.open();
  write_png(o.out, filters_picture(model.network, o.zoom));
  std::vector<TowerColours> towers;  // none in grey pictures, which have no colours to split
  if (model.network.variant().input.c == 3) towers = colour_split(model.network);
  if (o.json)
    print_json(o, towers);
  else
    print_text(o, towers);
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
