// The networks that the project ships are what their model cards say. Their error rates on
// photographs are a slow test.
#include <fmt/format.h>

#include <algorithm>
#include <numeric>

#include "data/drawn/drawn.h"
#include "inspect/colour_split.h"
#include "predict/evaluate.h"
#include "predict/trained_model.h"
#include "support/model_card.h"
#include "train/run_folder.h"

using namespace alexnet;
using namespace alexnet::test;

namespace {

/// A picture as the card names it: a file of assets/photographs, or "drawn star", which
/// `alexnet draw --side 84 --seed 1 --count 1` writes.
Image picture_of(const std::string& name) {
  if (!name.starts_with("drawn ")) return read_image(shipped_photographs() / name);
  const std::span<const std::string> classes = drawn_class_names();
  const auto found = std::find(classes.begin(), classes.end(), name.substr(6));
  REQUIRE(found != classes.end());
  return draw_image(int(found - classes.begin()), 84, /*seed=*/1, /*number=*/0);
}

/// The folder of each of them in turn: the test runs once for each.
Path one_of_them() {
  const int which = GENERATE(range(0, int(shipped_networks().size())));
  return shipped_networks()[std::size_t(which)].folder;
}

}  // namespace

TEST_CASE("shipped networks: small run folders that name no place of the machine they come from") {
  const Path folder = one_of_them();
  INFO(folder.string());
  const Path checkpoint = find_checkpoint(folder);
  CHECK(std::filesystem::file_size(checkpoint) < 5'000'000);
  TrainedModel model = TrainedModel::open(checkpoint, Placement{}, 1);
  CHECK(model.network.variant().name == folder.filename());
  CHECK(model.preprocessing.class_names.size() == 100);
  CHECK(model.data.data.starts_with("mini-imagenet"));
  CHECK_ERROR(Checkpoint(checkpoint).read_velocities(model.network), "no velocities");
  CHECK(RunFolder::read_metrics(folder).back().epoch + 1 == Checkpoint(checkpoint).state().epoch);
  for (const char* file : {"config.toml", "log.txt"}) {
    const std::vector<std::string> lines = lines_of(folder / file);
    CHECK(!lines.empty());
    for (const std::string& line : lines) {
      INFO(file << ": " << line);
      CHECK(line.find("\"/") == std::string::npos);
      CHECK(line.find(" /") == std::string::npos);
    }
  }
}

TEST_CASE("shipped networks: their kernels are split as their cards say") {
  const Path folder = one_of_them();
  INFO(folder.string());
  const TrainedModel model = TrainedModel::open(find_checkpoint(folder), Placement{}, 1);
  const std::vector<TowerColours> towers = colour_split(model.network);
  const TwoSamples samples = two_samples(towers);
  const auto mean_of = [](std::span<const float> values) {
    return std::accumulate(values.begin(), values.end(), 0.0) / double(values.size());
  };
  const auto with_comma = [](int number) {
    return number < 1000 ? std::to_string(number)
                         : fmt::format("{},{:03}", number / 1000, number % 1000);
  };
  const SplitTest shares = samples.split_test(), axes = samples.axis_test();
  std::string card;
  for (const std::string& line : lines_of(folder / "README.md")) card += line + ' ';
  CHECK_THAT(card,
             contains(fmt::format("mean shares {:.2f} and {:.2f};", mean_of(samples.first_shares),
                                  mean_of(samples.second_shares))));
  CHECK_THAT(card,
             contains(fmt::format("{} of {} deals, p = {:.4f})", with_comma(shares.as_extreme),
                                  with_comma(shares.permutations), shares.p)));
  CHECK_THAT(card, contains(fmt::format("(p = {:.4f})", axes.p)));
}

TEST_CASE("shipped networks: they say of a photograph and of drawn pictures what their cards say") {
  const Path folder = one_of_them();
  INFO(folder.string());
  TrainedModel model = TrainedModel::open(find_checkpoint(folder), Placement{}, 1);
  const std::vector<CardGuess> guesses = card_guesses(folder);
  CHECK(guesses.size() >= 4);
  for (const CardGuess& guess : guesses) {
    const Dataset picture = model.with_pictures({picture_of(guess.picture)});
    const std::vector<int> only = {0};
    const Tensor said = predict(model.network, picture, model.preprocessing, only, Views::centre);
    const std::span<const float> p = said.view().values();
    const int best = top_classes(p, 1)[0];
    INFO(guess.picture);
    CHECK(model.preprocessing.class_names[std::size_t(best)] == guess.class_name);
    // The card rounds to 0.1%; processors round differently from the one it was written on.
    CHECK(std::abs(p[std::size_t(best)] - guess.probability) < 0.002);
  }
}
