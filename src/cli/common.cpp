#include "cli/common.h"

#include "core/parallel.h"
#include "train/run_folder.h"

namespace alexnet::cli {

void MachineOptions::add_to(CLI::App& command) {
  command.add_option("--placement", placement, "Device of each tower, as a=cpu:0,b=cpu:1")
      ->capture_default_str();
  command.add_option("--threads", threads, "CPU threads; 0 takes one per processor")
      ->check(CLI::Range(0, 1024))
      ->capture_default_str();
}

Placement MachineOptions::apply() const {
  if (threads > 0) set_thread_count(threads);
  return Placement::parse(placement);
}

void DataOptions::add_to(CLI::App& command) {
  data =
      command
          .add_option("--data", request.data,
                      "'drawn', or the folder of a data set: classes, train/ and val/, CIFAR-10, "
                      "MNIST, or packed by `alexnet prepare`")
          ->capture_default_str();
  command.add_option("--drawn-train", request.drawn_train, "Drawn pictures to train on")
      ->check(CLI::Range(1, 100'000'000))
      ->capture_default_str();
  command.add_option("--drawn-val", request.drawn_val, "Drawn pictures to validate on")
      ->check(CLI::Range(1, 100'000'000))
      ->capture_default_str();
  command.add_option("--data-seed", request.seed, "Which drawn pictures")->capture_default_str();
}

void ModelOptions::add_to(CLI::App& command) {
  command
      .add_option("--checkpoint", checkpoint,
                  "A checkpoint file, or a run folder, of which the newest is taken")
      ->required();
  machine.add_to(command);
  command.add_option("--batch-size", batch_size, "Pictures computed at a time")
      ->check(CLI::Range(1, 4096))
      ->capture_default_str();
}

TrainedModel ModelOptions::open() const {
  const Placement placement = machine.apply();
  const Checkpoint file(find_checkpoint(checkpoint));
  TrainedModel model{Network(file.variant(), placement, batch_size), file.preprocessing(),
                     file.state().data};
  file.read_parameters(model.network);
  return model;
}

Dataset TrainedModel::read_pictures(const std::vector<std::string>& paths) const {
  ImageSource source;
  source.name = "the pictures given";
  source.channels = network.variant().input.c;
  source.class_names = preprocessing.class_names;
  source.labels.assign(paths.size(), 0);
  source.read = [&](int index) { return read_image(paths[index]); };
  return load(source, preprocessing.picture_side);
}

TrainingData open_data_for(const TrainedModel& model, DataOptions options) {
  if (options.data->count() == 0) options.request.data = model.data;
  options.request.side = model.preprocessing.picture_side;
  TrainingData data = open_data(options.request);
  ALEXNET_CHECK(data.val.class_names() == model.preprocessing.class_names,
                "{}: has {} classes that are not the {} of the checkpoint", options.request.data,
                data.val.class_names().size(), model.preprocessing.class_names.size());
  return data;
}

std::string percent(double fraction) { return fmt::format("{:5.1f}%", 100 * fraction); }

}  // namespace alexnet::cli
