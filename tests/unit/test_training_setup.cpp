#include "train/training_setup.h"

#include "support/compare.h"
#include "support/pictures.h"

using namespace alexnet;
using namespace alexnet::test;

namespace {

/// A packed data set; returns its path.
std::string packed(const Path& folder, int side, int channels = 3, int train = 40) {
  create_folder(folder);
  pack(random_source(train, 4, side, channels), side, packed_train(folder));
  pack(random_source(8, 4, side, channels), side, packed_val(folder));
  return folder.string();
}

TrainOptions options_for(const std::string& variant, const std::string& data) {
  TrainOptions options;
  options.recipe = recipe_for(variant);
  options.data.data = data;
  return options;
}

TrainingSetup set_up(const std::string& variant, const std::string& data) {
  return set_up_training(variant, options_for(variant, data), Placement{});
}

}  // namespace

TEST_CASE("training setup: the network has as many classes, and is at its random start") {
  const TempFolder folder;
  const TrainingSetup setup = set_up("demo", packed(folder / "data", 56));
  CHECK(setup.what() == "demo on 40 pictures of 4 classes, validating on 8");
  CHECK(setup.network.variant().classes == 4);
  CHECK(setup.network.batch_size() == 32);
  CHECK(setup.preprocessing.class_names == setup.train.class_names());
  CHECK(setup.preprocessing.divisor == 32);
  CHECK(setup.preprocessing.statistics.mean_image.shape() == Shape{1, 3, 56, 56});
  Network other(make_variant("demo", 4), Placement{}, 1);
  other.initialize(1);
  CHECK(setup.network.parameters()[0]->value.data()[5] == other.parameters()[0]->value.data()[5]);
}

TEST_CASE("training setup: mean and colours are those of the pictures to train on") {
  const TempFolder folder;
  TrainOptions options = options_for("demo", "drawn");
  options.data.drawn_train = 40, options.data.drawn_val = 30;
  const TrainingSetup drawn = set_up_training("demo", options, Placement{});
  const TrainingSetup from_files = set_up("demo", packed(folder / "data", 56));
  for (const TrainingSetup* setup : {&drawn, &from_files}) {
    INFO(setup->what());
    const Statistics &found = setup->preprocessing.statistics,
                     expected = compute_statistics(setup->train);
    CHECK_CLOSE(found.mean_image, expected.mean_image, exact());
    CHECK(found.colour_variance == expected.colour_variance);
    CHECK(!same_bits(found.mean_image, compute_statistics(setup->val).mean_image));
    CHECK(setup->preprocessing.mean_crop == MeanCrop::same_place);
  }
  options.recipe.mean_crop = MeanCrop::centre;  // as the released code has it
  CHECK(set_up_training("demo", options, Placement{}).preprocessing.mean_crop == MeanCrop::centre);
}

TEST_CASE("training setup: what does not fit together is refused, and nothing is written") {
  const TempFolder folder;
  const std::string grey = packed(folder / "grey", 56, 1), large = packed(folder / "large", 84),
                    few = packed(folder / "few", 56, 3, 31);
  CHECK_ERROR(set_up("demo", grey), "grey", "1 channels", "demo reads 3");
  CHECK_ERROR(set_up("demo", large), "large", "84 x 84", "--side 56");
  CHECK_ERROR(set_up("demo", few), "few", "31 pictures are fewer than one batch of 32",
              "--batch-size");
  CHECK_ERROR(set_up("demo", (folder / "gone").string()), "gone", "no such data set");
  CHECK_ERROR(set_up("vgg", grey), "vgg", "paper");
  TrainOptions options = options_for("demo", grey);
  options.recipe.schedule.steps = "1:1";
  CHECK_ERROR(set_up_training("demo", options, Placement{}), "schedule '1:1'");
  CHECK(folder.entries() == 3);
}

TEST_CASE("training setup: the seed chooses the initial weights") {
  const TempFolder folder;
  TrainOptions options = options_for("demo", packed(folder / "data", 56));
  options.seed = 2;
  const TrainingSetup setup = set_up_training("demo", options, Placement{});
  Network first(make_variant("demo", 4), Placement{}, 1), second(first.variant(), Placement{}, 1);
  first.initialize(1);
  second.initialize(2);
  const Tensor& weight = setup.network.parameters()[0]->value;
  CHECK_CLOSE(weight, second.parameters()[0]->value, exact());
  CHECK(!same_bits(weight, first.parameters()[0]->value));
}
