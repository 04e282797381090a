#include <algorithm>
#include <cmath>
#include <nlohmann/json.hpp>
#include <numeric>

#include "cli/commands.h"
#include "cli/common.h"
#include "core/log.h"
#include "core/parallel.h"
#include "core/printable.h"
#include "predict/evaluate.h"

namespace alexnet::cli {
namespace {

struct Options {
  ModelOptions model;
  std::vector<std::string> images;
  int top = 5;
  bool ten_crop = false, json = false;
};

struct Prediction {
  std::string class_name;
  float probability;
};

void print_text(const std::string& image, const std::vector<Prediction>& predictions) {
  fmt::print("{}\n", printable(image));
  std::size_t widest = 0;
  for (const Prediction& p : predictions) widest = std::max(widest, p.class_name.size());
  for (const Prediction& p : predictions) {
    std::string bar;
    for (int i = 0; i < int(std::lround(p.probability * 24)); ++i) bar += "█";
    fmt::print("  {}  {:{}}  {}\n", percent(p.probability), printable(p.class_name), widest, bar);
  }
}

nlohmann::json to_json(const std::string& image, const std::vector<Prediction>& predictions) {
  nlohmann::json row = {{"image", image}, {"predictions", nlohmann::json::array()}};
  for (const Prediction& p : predictions)
    row["predictions"].push_back({{"class", p.class_name}, {"probability", p.probability}});
  return row;
}

/// One file that is no picture must not keep the others from being predicted.
struct Read {
  std::vector<Image> pictures;
  std::vector<std::string> names;  ///< of the pictures
  nlohmann::json refused = nlohmann::json::array();
};

Read read_all(const std::vector<std::string>& names, int side) {
  std::vector<Image> pictures(names.size());
  std::vector<std::string> errors(names.size());
  parallel_for(std::int64_t(names.size()), [&](std::int64_t i) {
    try {
      pictures[i] = shorter_side_and_centre_crop(read_image(names[i]), side);
    } catch (const Error& error) {
      errors[i] = error.what();
    }
  });
  Read read;
  for (std::size_t i = 0; i < names.size(); ++i) {
    if (errors[i].empty()) {
      read.pictures.push_back(std::move(pictures[i]));
      read.names.push_back(names[i]);
    } else {
      read.refused.push_back({{"image", names[i]}, {"error", errors[i]}});
    }
  }
  return read;
}

/// Ends with an error if a file could not be read.
void say_refused(const Read& read) {
  const auto error_of = [](const nlohmann::json& row) { return row["error"].get<std::string>(); };
  if (read.refused.size() == 1) throw_error("{}", error_of(read.refused[0]));
  for (const nlohmann::json& row : read.refused) log_warning("{}", printable(error_of(row)));
  ALEXNET_CHECK(read.refused.empty(), "{} pictures could not be read, {} could",
                read.refused.size(), read.names.size());
}

void run(const Options& o) {
  TrainedModel model = o.model.open();
  Read read = read_all(o.images, model.preprocessing.picture_side);
  const int count = int(read.pictures.size());
  Dataset pictures;
  if (count > 0) pictures = model.with_pictures(std::move(read.pictures));
  const Preprocessing& pre = model.preprocessing;
  nlohmann::json all = nlohmann::json::array();
  for (int first = 0; first < count; first += model.network.batch_size()) {
    std::vector<int> indices(std::size_t(std::min(model.network.batch_size(), count - first)));
    std::iota(indices.begin(), indices.end(), first);
    const Tensor probabilities =
        predict(model.network, pictures, pre, indices, o.ten_crop ? Views::ten : Views::centre);
    for (std::size_t i = 0; i < indices.size(); ++i) {
      const std::span<const float> p{&probabilities.view()(int(i), 0, 0, 0),
                                     pre.class_names.size()};
      std::vector<Prediction> predictions;
      for (int k : top_classes(p, o.top)) predictions.push_back({pre.class_names[k], p[k]});
      if (o.json)
        all.push_back(to_json(read.names[indices[i]], predictions));
      else
        print_text(read.names[indices[i]], predictions);
    }
  }
  for (const nlohmann::json& row : read.refused) all.push_back(row);
  if (o.json) fmt::print("{}\n", all.dump(2, ' ', false, nlohmann::json::error_handler_t::replace));
  say_refused(read);
}

}  // namespace

void add_predict_command(CLI::App& app) {
  auto o = std::make_shared<Options>();
  CLI::App* c = app.add_subcommand("predict", "The most probable classes of pictures");
  c->footer("Example:\n  alexnet predict --checkpoint runs/demo photo.jpg other.png --json");
  c->add_option("images", o->images, "Pictures: JPEG, PNG, BMP ...")->required();
  o->model.add_to(*c);
  o->model.add_batch_size(*c);
  c->add_option("--top", o->top, "How many classes")
      ->check(CLI::Range(1, 100'000))
      ->capture_default_str();
  c->add_flag("--ten-crop", o->ten_crop, "Average ten views of each picture");
  c->add_flag("--json", o->json, "Print JSON");
  c->callback([o] { run(*o); });
}

}  // namespace alexnet::cli
