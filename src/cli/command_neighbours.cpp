#include <algorithm>
#include <cstring>

#include "cli/commands.h"
#include "cli/common.h"
#include "cli/progress.h"
#include "inspect/neighbours.h"
#include "train/evaluate.h"

namespace alexnet::cli {
namespace {

struct Options {
  ModelOptions model;
  DataOptions data;
  std::vector<std::string> images;
  std::string picture;
  int k = 6;
};

constexpr int kGap = 4;

/// Copies a stored picture into `to`, its corner at (left, top).
void paste(Image& to, int left, int top, const Dataset& data, int index) {
  const Image from = to_image(data, index);
  for (int y = 0; y < from.height; ++y)
    std::copy_n(from.pixel(0, y), from.width * 3, to.pixel(left, top + y));
}

/// Figure 4, right: a row per query: itself, a gap, its neighbours.
Image neighbour_picture(const Dataset& queries, const Dataset& data,
                        const std::vector<std::vector<Neighbour>>& neighbours) {
  const int step = data.side() + kGap;
  Image picture(step * (int(neighbours[0].size()) + 1) + 3 * kGap, step * queries.size() + kGap);
  std::fill(picture.rgb.begin(), picture.rgb.end(), std::uint8_t{255});
  for (int row = 0; row < queries.size(); ++row) {
    paste(picture, kGap, kGap + row * step, queries, row);
    for (std::size_t i = 0; i < neighbours[row].size(); ++i)
      paste(picture, 3 * kGap + (int(i) + 1) * step, kGap + row * step, data,
            neighbours[row][i].index);
  }
  return picture;
}

void run(const Options& o) {
  TrainedModel model = o.model.open();
  const Dataset queries = model.read_pictures(o.images);
  const Dataset data = model.open_part(o.data.over(model.data), Part::train);
  const Preprocessing& p = model.preprocessing;

  Tensor features;
  for (int i = 0; i < queries.size(); ++i) {  // one by one: there are few
    predict(model.network, queries, p, {&i, 1}, Views::centre);
    const Tensor one = last_hidden_features(model.network);
    const int size = one.shape().c;
    if (features.empty()) features = Tensor("queries", Shape::matrix(queries.size(), size));
    std::memcpy(&features.view()(i, 0, 0, 0), one.data(), std::size_t(size) * sizeof(float));
  }
  Progress progress;
  const auto neighbours = nearest(model.network, data, p, features, o.k, [&](int done) {
    progress.show(double(done) / data.size(),
                  fmt::format("{} of {} training pictures", done, data.size()));
  });
  progress.finish_line();
  for (int row = 0; row < queries.size(); ++row) {
    fmt::print("{}\n", o.images[row]);
    for (const Neighbour& n : neighbours[row])
      fmt::print("  {:9.3f}  {:24} training picture {}\n", n.distance,
                 p.class_names[data.label(n.index)], n.index);
  }
  if (!o.picture.empty()) {
    write_png(o.picture, neighbour_picture(queries, data, neighbours));
    fmt::print("picture: {}\n", o.picture);
  }
}

}  // namespace

void add_neighbours_command(CLI::App& app) {
  auto o = std::make_shared<Options>();
  CLI::App* c = app.add_subcommand(
      "neighbours", "The training pictures that the network finds most alike (Figure 4, right)");
  c->footer(
      "Distances are Euclidean, between the activations of the last hidden layer.\n"
      "Example:\n  alexnet neighbours --checkpoint runs/demo photo.jpg --picture near.png");
  c->add_option("images", o->images, "Pictures to find neighbours of")->required();
  o->model.add_to(*c);
  o->data.add_to_trained(*c);
  c->add_option("-k", o->k, "How many")->check(CLI::Range(1, 100'000))->capture_default_str();
  c->add_option("--picture", o->picture, "Also draw them, a row per picture")->check(png_name());
  c->callback([o] { run(*o); });
}

}  // namespace alexnet::cli
