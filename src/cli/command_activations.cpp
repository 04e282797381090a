#include <algorithm>

#include "cli/commands.h"
#include "cli/common.h"
#include "data/transforms.h"
#include "inspect/activations.h"

namespace alexnet::cli {
namespace {

struct Options {
  ModelOptions model;
  std::string image, out = "activations.safetensors", label;
};

/// A class by its name or, if none has that name, its number.
int find_class(const std::string& text, const std::vector<std::string>& names) {
  const auto named = std::find(names.begin(), names.end(), text);
  if (named != names.end()) return int(named - names.begin());
  for (std::size_t i = 0; i < names.size(); ++i)
    if (std::to_string(i) == text) return int(i);
  throw UsageError(fmt::format("--label '{}' is neither a class name nor a number in 0 ... {}",
                               text, names.size() - 1));
}

void run(Options& o) {
  check_is_not_read("--out", o.out, {o.image, o.model.path()});
  TrainedModel model = o.model.open();
  const Preprocessing& p = model.preprocessing;
  std::vector<int> labels;
  if (!o.label.empty()) labels.push_back(find_class(o.label, p.class_names));
  const Dataset picture = model.read_pictures({o.image});
  const Shape& input = model.network.variant().input;
  Tensor images("images", input);
  const int index = 0;
  fill_test_batch(picture, p, {&index, 1}, centre_crop(picture.side(), input.w), images);
  save_activations(o.out, model.network, images, labels);
  fmt::print("{}: the output of every node{}\n", o.out,
             labels.empty() ? "" : ", and every gradient");
}

}  // namespace

void add_activations_command(CLI::App& app) {
  auto o = std::make_shared<Options>();
  CLI::App* c = app.add_subcommand(
      "activations", "Write what every node computes for a picture to a safetensors file");
  c->footer("Example:\n  alexnet activations --checkpoint runs/demo photo.jpg --label star");
  c->add_option("image", o->image, "A picture")->required();
  o->model.add_to(*c);
  c->add_option("--label", o->label,
                "Its class, by name or number; if given, the gradients are written, too");
  c->add_option("--out", o->out, "File to write")->capture_default_str();
  c->callback([o] { run(*o); });
}

}  // namespace alexnet::cli
