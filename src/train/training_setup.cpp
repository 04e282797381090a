#include "train/training_setup.h"

#include "predict/trained_model.h"

namespace alexnet {

std::string TrainingSetup::what() const {
  return fmt::format("{} on {} pictures of {} classes, validating on {}", network.variant().name,
                     train.size(), train.class_names().size(), val.size());
}

TrainingSetup set_up_training(const std::string& variant_name, const TrainOptions& options,
                              const Placement& placement, const LoadProgress& progress) {
  const Recipe& recipe = options.recipe;
  const int channels = make_variant(variant_name).input.c;  // refuses unknown names before any work
  Schedule(recipe.schedule, 0);                             // and schedules that cannot be parsed
  ALEXNET_CHECK(options.data.data != "drawn" || channels == 3,
                "variant {} reads {} channel, but drawn pictures have 3; give the folder of "
                "another data set (--data), such as MNIST",
                variant_name, channels);

  DataRequest request = options.data;
  request.side = recipe.picture_side;
  TrainingData data = open_data(request, progress);
  check_side(data.train, recipe.picture_side, "the recipe wants");
  check_batch_size(data.train, recipe.batch_size);
  const Variant variant = make_variant(variant_name, int(data.train.class_names().size()));
  ALEXNET_CHECK(data.train.channels() == variant.input.c,
                "{}: pictures of {} channels, but variant {} reads {}", data.train.name(),
                data.train.channels(), variant.name, variant.input.c);

  Preprocessing preprocessing{data.train.class_names(), data.train.side(),
                              std::move(data.statistics), recipe.mean_crop, recipe.divisor};
  TrainingSetup setup{std::move(data.train), std::move(data.val), std::move(preprocessing),
                      Network(variant, placement, recipe.batch_size)};
  setup.network.initialize(options.seed);
  return setup;
}

}  // namespace alexnet
