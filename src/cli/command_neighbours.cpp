#include <algorithm>
#include <nlohmann/json.hpp>
#include <numeric>

#include "cli/commands.h"
#include "cli/common.h"
#include "cli/progress.h"
#include "core/printable.h"
#include "inspect/neighbours.h"

namespace alexnet::cli {
namespace {

struct Options {
  ModelOptions model;
  DataOptions data;
  std::vector<std::string> images;
  int val = 0;  ///< this many pictures of the validation set, instead of files
  std::string picture;
  int k = 6;
  bool pixels = false, json = false;
};

/// The pictures that were asked about.
struct Queries {
  Dataset pictures;
  std::vector<int> indices;        ///< which of them
  std::vector<std::string> names;  ///< of those

  int size() const { return int(indices.size()); }
};

using Found = std::vector<std::vector<Neighbour>>;  ///< a list for each query

/// Files; or pictures of the validation set, the same and in the same order as in the viewer.
Queries open_queries(const Options& o, const TrainedModel& model, const DataRequest& data) {
  Queries q;
  if (o.val == 0) {
    q.pictures = model.read_pictures(o.images);
    q.names = o.images;
    q.indices.resize(o.images.size());
    std::iota(q.indices.begin(), q.indices.end(), 0);
    return q;
  }
  q.pictures = model.open_split(data, Split::val);
  const int count = q.pictures.size();
  if (o.val > count)
    throw UsageError(
        fmt::format("--val {}: {} has {} validation pictures", o.val, q.pictures.name(), count));
  q.indices = shuffled_order(count);
  q.indices.resize(std::size_t(o.val));
  for (const int index : q.indices) q.names.push_back(fmt::format("validation picture {}", index));
  return q;
}

void print_text(const std::string& title, const std::vector<Neighbour>& neighbours,
                const Dataset& data) {
  fmt::print("{}\n", printable(title));
  for (const Neighbour& n : neighbours)
    fmt::print("  {:9.3f}  {:24} training picture {}\n", n.distance,
               printable(data.class_names()[data.label(n.index)]), n.index);
}

nlohmann::json to_json(const std::vector<Neighbour>& neighbours, const Dataset& data) {
  nlohmann::json rows = nlohmann::json::array();
  for (const Neighbour& n : neighbours)
    rows.push_back({{"training_picture", n.index},
                    {"class", data.class_names()[data.label(n.index)]},
                    {"distance", n.distance}});
  return rows;
}

void print(const Options& o, const Queries& queries, const Dataset& data, const Found& by_features,
           const Found& by_pixels) {
  nlohmann::json all = nlohmann::json::array();
  for (int i = 0; i < queries.size(); ++i) {
    const bool is_known = o.val > 0;
    const std::string name =
        is_known ? data.class_names()[queries.pictures.label(queries.indices[i])] : std::string();
    if (o.json) {
      nlohmann::json row = {{"image", queries.names[i]},
                            {"neighbours", to_json(by_features[i], data)}};
      if (is_known) {
        row["validation_picture"] = queries.indices[i];
        row["class"] = name;
      }
      if (o.pixels) row["by_pixels"] = to_json(by_pixels[i], data);
      all.push_back(row);
      continue;
    }
    const std::string title =
        is_known ? fmt::format("{}: {}", queries.names[i], name) : queries.names[i];
    print_text(title, by_features[i], data);
    if (o.pixels) print_text(title + ", by pixels", by_pixels[i], data);
  }
  if (o.json) fmt::print("{}\n", all.dump(2, ' ', false, nlohmann::json::error_handler_t::replace));
}

void run(const Options& o) {
  if (o.images.empty() == (o.val == 0))
    throw UsageError(
        fmt::format("expected pictures, or --val for some of the validation set, and found {}",
                    o.images.empty() ? "neither" : "both"));
  if (!o.picture.empty())
    check_is_not_read("--picture", o.picture, {o.images.begin(), o.images.end()});
  TrainedModel model = o.model.open();
  const DataRequest request = o.data.over(model.data);
  if (!o.picture.empty() && request.data != "drawn")
    check_is_not_read_from("--picture", o.picture, request.data);
  const Queries queries = open_queries(o, model, request);
  const Dataset data = model.open_split(request, Split::train);

  Progress progress;
  const auto show = [&](const char* what) {
    return [&, what](int done) {
      progress.show(double(done) / data.size(),
                    fmt::format("{}: {} of {} training pictures", what, done, data.size()));
    };
  };
  const Tensor features =
      hidden_features(model.network, queries.pictures, model.preprocessing, queries.indices);
  const Found by_features =
      nearest(model.network, data, model.preprocessing, features, o.k, show("features"));
  Found by_pixels;
  if (o.pixels)
    by_pixels = nearest_by_pixels(data, queries.pictures, queries.indices, o.k, show("pixels"));
  progress.finish_line();

  print(o, queries, data, by_features, by_pixels);
  if (!o.picture.empty()) {
    write_png(o.picture, neighbour_picture(queries.pictures, queries.indices, data, by_features));
    if (!o.json) fmt::print("picture: {}\n", o.picture);
  }
}

}  // namespace

void add_neighbours_command(CLI::App& app) {
  auto o = std::make_shared<Options>();
  CLI::App* c = app.add_subcommand(
      "neighbours",
      "The most similar training pictures, by the last hidden layer (Figure 4, right)");
  c->footer(
      "Distances are Euclidean, between the activations of the last hidden layer.\n"
      "Examples:\n"
      "  alexnet neighbours --checkpoint runs/demo photo.jpg --picture near.png\n"
      "  alexnet neighbours --checkpoint runs/demo --val 8 --pixels");
  c->add_option("images", o->images, "Pictures to find neighbours of");
  c->add_option("--val", o->val,
                "Or this many pictures of the validation set, always in the same order")
      ->check(CLI::Range(1, 100'000));
  o->model.add_to(*c);
  o->model.add_batch_size(*c);
  o->data.add_to_trained(*c);
  c->add_option("-k", o->k, "How many neighbours of each picture")
      ->check(CLI::Range(1, 100'000))
      ->capture_default_str();
  c->add_option("--picture", o->picture,
                "Also draw each picture and its neighbours into this PNG, a row per picture")
      ->check(png_name());
  c->add_flag("--pixels", o->pixels, "Also the nearest by raw pixels, to compare");
  c->add_flag("--json", o->json, "Print JSON");
  c->callback([o] { run(*o); });
}

}  // namespace alexnet::cli
