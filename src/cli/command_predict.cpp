#include <algorithm>
#include <cmath>
#include <nlohmann/json.hpp>
#include <numeric>

#include "cli/commands.h"
#include "cli/common.h"
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
  fmt::print("{}\n", image);
  std::size_t widest = 0;
  for (const Prediction& p : predictions) widest = std::max(widest, p.class_name.size());
  for (const Prediction& p : predictions) {
    std::string bar;
    for (int i = 0; i < int(std::lround(p.probability * 24)); ++i) bar += "█";
    fmt::print("  {}  {:{}}  {}\n", percent(p.probability), p.class_name, widest, bar);
  }
}

nlohmann::json to_json(const std::string& image, const std::vector<Prediction>& predictions) {
  nlohmann::json row = {{"image", image}, {"predictions", nlohmann::json::array()}};
  for (const Prediction& p : predictions)
    row["predictions"].push_back({{"class", p.class_name}, {"probability", p.probability}});
  return row;
}

void run(const Options& o) {
  TrainedModel model = o.model.open();
  const Dataset pictures = model.read_pictures(o.images);
  const Preprocessing& pre = model.preprocessing;
  nlohmann::json all = nlohmann::json::array();
  for (int first = 0; first < pictures.size(); first += model.network.batch_size()) {
    std::vector<int> indices(
        std::size_t(std::min(model.network.batch_size(), pictures.size() - first)));
    std::iota(indices.begin(), indices.end(), first);
    const Tensor probabilities =
        predict(model.network, pictures, pre, indices, o.ten_crop ? Views::ten : Views::centre);
    for (std::size_t i = 0; i < indices.size(); ++i) {
      const std::span<const float> p{&probabilities.view()(int(i), 0, 0, 0),
                                     pre.class_names.size()};
      std::vector<Prediction> predictions;
      for (int k : top_classes(p, o.top)) predictions.push_back({pre.class_names[k], p[k]});
      if (o.json)
        all.push_back(to_json(o.images[indices[i]], predictions));
      else
        print_text(o.images[indices[i]], predictions);
    }
  }
  if (o.json) fmt::print("{}\n", all.dump(2, ' ', false, nlohmann::json::error_handler_t::replace));
}

}  // namespace

void add_predict_command(CLI::App& app) {
  auto o = std::make_shared<Options>();
  CLI::App* c = app.add_subcommand("predict", "The most probable classes of pictures");
  c->footer("Example:\n  alexnet predict --checkpoint runs/demo photo.jpg other.png --json");
  c->add_option("images", o->images, "Pictures: JPEG, PNG, BMP ...")->required();
  o->model.add_to(*c);
  c->add_option("--top", o->top, "How many classes")
      ->check(CLI::Range(1, 100'000))
      ->capture_default_str();
  c->add_flag("--ten-crop", o->ten_crop, "Average ten views of each picture");
  c->add_flag("--json", o->json, "Print JSON");
  c->callback([o] { run(*o); });
}

}  // namespace alexnet::cli
