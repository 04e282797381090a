#include "predict/checkpoint.h"

#include <limits>

#include "support/compare.h"
#include "support/pictures.h"
#include "support/tensors.h"
#include "train/run_folder.h"
#include "train/sgd.h"

using namespace alexnet;
using namespace alexnet::test;

namespace {

Variant small(int classes = 3) { return narrowed(make_variant("lenet5", classes), 2); }

Preprocessing some_preprocessing() {
  Preprocessing p;
  p.class_names = {"zero", "one \"quoted\"", "zwei\xc3\xa4"};
  p.picture_side = 30;
  p.mean_crop = MeanCrop::centre;
  p.divisor = 32.1f;
  p.statistics.mean_image = random_tensor("mean", {1, 1, 30, 30});
  p.statistics.colour_variance = {3, 2, 1};
  p.statistics.colour_direction[1] = {0.1f, 0.2f, 0.3f};
  return p;
}

/// lenet5 as the list of variants has it, because a checkpoint's variant is made by name.
Network trained_network() {
  Network network(make_variant("lenet5", 3), Placement{}, 2);
  network.initialize(5);
  const Tensor images = random_tensor("images", {2, 1, 28, 28});
  const Tensor labels("labels", Shape::vector(2));
  network.forward(images, {});
  network.backward(labels);
  sgd_step(network, {});
  return network;
}

const TrainingState kState{1234,
                           5,
                           std::numeric_limits<std::uint64_t>::max(),
                           "0x1p-3 0x1p+0 1 2 0",
                           {.data = "some/data", .drawn_train = 7, .drawn_val = 8, .seed = 9}};

}  // namespace

TEST_CASE("checkpoint: everything comes back, to the bit") {
  const TempFolder folder;
  const Path path = folder / "c.safetensors";
  const Network network = trained_network();
  const Preprocessing before = some_preprocessing();
  save_checkpoint(path, network, before, kState);

  const Checkpoint checkpoint(path);
  CHECK(checkpoint.variant().name == "lenet5");
  CHECK(checkpoint.variant().classes == 3);
  const Preprocessing after = checkpoint.preprocessing();
  CHECK(after.class_names == before.class_names);
  CHECK(after.picture_side == 30);
  CHECK(after.mean_crop == MeanCrop::centre);
  CHECK(after.divisor == 32.1f);
  CHECK_CLOSE(after.statistics.mean_image, before.statistics.mean_image, exact());
  CHECK(after.statistics.colour_variance == before.statistics.colour_variance);
  CHECK(after.statistics.colour_direction == before.statistics.colour_direction);
  const TrainingState state = checkpoint.state();
  CHECK(state.iteration == kState.iteration);
  CHECK(state.epoch == kState.epoch);
  CHECK(state.seed == kState.seed);
  CHECK(state.schedule == kState.schedule);
  CHECK(state.data.data == "some/data");
  CHECK(state.data.drawn_train == 7);
  CHECK(state.data.drawn_val == 8);
  CHECK(state.data.seed == 9);

  Network loaded(checkpoint.variant(), Placement{}, 2);
  checkpoint.read_parameters(loaded);
  checkpoint.read_velocities(loaded);
  for (std::size_t i = 0; i < network.parameters().size(); ++i) {
    INFO(network.parameters()[i]->name);
    CHECK_CLOSE(loaded.parameters()[i]->value, network.parameters()[i]->value, exact());
    CHECK_CLOSE(loaded.parameters()[i]->velocity, network.parameters()[i]->velocity, exact());
  }
}

TEST_CASE("checkpoint: shapes in the file are the ones other programs expect") {
  const TempFolder folder;
  save_checkpoint(folder / "c", trained_network(), some_preprocessing(), kState);
  const SafetensorsFile file(folder / "c");
  CHECK(file.info("conv1.weight").shape == std::vector<std::int64_t>{6, 1, 5, 5});
  CHECK(file.info("fc4.weight").shape == std::vector<std::int64_t>{84, 120});
  CHECK(file.info("fc4.bias").shape == std::vector<std::int64_t>{84});
}

TEST_CASE("checkpoint: numbers that are not finite are refused by name, and nothing is written") {
  const TempFolder folder;
  Network network = trained_network();
  const auto refused = [&](Tensor Parameter::*tensor, Real value, const char* name) {
    Real& number = (network.parameters()[2]->*tensor).data()[3];
    const Real before = std::exchange(number, value);
    CHECK_ERROR(save_checkpoint(folder / "c", network, some_preprocessing(), kState),
                "c: not saved", name, "--learning-rate");
    CHECK(folder.entries() == 0);
    number = before;
  };
  refused(&Parameter::value, std::numeric_limits<Real>::quiet_NaN(), "conv2.weight holds nan");
  refused(&Parameter::velocity, -std::numeric_limits<Real>::infinity(),
          "conv2.weight.velocity holds -inf");
  CHECK_NOTHROW(save_checkpoint(folder / "c", network, some_preprocessing(), kState));
}

TEST_CASE("checkpoint: of another variant or with other shapes is refused by name") {
  const TempFolder folder;
  save_checkpoint(folder / "c", trained_network(), some_preprocessing(), kState);
  const Checkpoint checkpoint(folder / "c");
  Network other(narrowed(make_variant("demo", 3), 8), Placement{}, 1);
  CHECK_ERROR(checkpoint.read_parameters(other), "variant lenet5", "expected demo");
  Network narrow(small(), Placement{}, 1);
  CHECK_ERROR(checkpoint.read_parameters(narrow), "conv1.weight", "(6, 1, 5, 5)", "(3, 1, 5, 5)");
  Network more_classes(make_variant("lenet5", 4), Placement{}, 1);
  CHECK_ERROR(checkpoint.read_parameters(more_classes), "fc5.weight");
}

TEST_CASE("checkpoint: one that was saved before training has no velocities to go on with") {
  const TempFolder folder;
  Network network(make_variant("lenet5", 3), Placement{}, 1);
  save_checkpoint(folder / "c", network, some_preprocessing(), kState);
  CHECK_ERROR(Checkpoint(folder / "c").read_velocities(network), "conv1.weight.velocity");
}

TEST_CASE("checkpoint: cut off anywhere, it is refused and not misread") {
  const TempFolder folder;
  const Path path = folder / "c";
  save_checkpoint(path, trained_network(), some_preprocessing(), kState);
  const std::vector<std::uint8_t> whole = read_file(path);
  for (std::size_t size : {std::size_t{0}, std::size_t{7}, std::size_t{8}, std::size_t{100},
                           std::size_t{2000}, whole.size() / 2, whole.size() - 1}) {
    INFO(size << " bytes of " << whole.size());
    write_bytes(path, {whole.begin(), whole.begin() + std::ptrdiff_t(size)});
    CHECK_ERROR(Checkpoint(path), path.c_str());
  }
}

TEST_CASE("checkpoint: a number that is not finite is damage, and not an answer") {
  const TempFolder folder;
  const Path path = folder / "c";
  Network network = trained_network();
  Parameter& weight = *network.parameters()[2];
  constexpr float kMark = 1234.5f, kNan = std::numeric_limits<float>::quiet_NaN();
  const auto save_with_nan = [&](Tensor& tensor) {
    const Real before = std::exchange(tensor.data()[7], kMark);
    save_checkpoint(path, network, some_preprocessing(), kState);
    tensor.data()[7] = before;
    std::vector<std::uint8_t> bytes = read_file(path);
    const auto* mark = reinterpret_cast<const std::uint8_t*>(&kMark);
    const auto at = std::search(bytes.begin(), bytes.end(), mark, mark + sizeof kMark);
    REQUIRE(at != bytes.end());
    std::memcpy(&*at, &kNan, sizeof kNan);
    write_bytes(path, bytes);
  };
  Network damaged = trained_network();
  save_with_nan(weight.value);
  CHECK_ERROR(Checkpoint(path).read_parameters(damaged), path.c_str(), "is damaged",
              weight.name.c_str(), "nan");
  save_with_nan(weight.velocity);
  CHECK_ERROR(Checkpoint(path).read_velocities(damaged), path.c_str(), "is damaged",
              (weight.name + ".velocity").c_str(), "nan");

  Preprocessing preprocessing = some_preprocessing();
  preprocessing.statistics.mean_image.data()[3] = kNan;
  save_checkpoint(path, network, preprocessing, kState);
  CHECK_ERROR(Checkpoint(path).preprocessing(), path.c_str(), "is damaged", "mean_image holds nan");
}

TEST_CASE("checkpoint: metadata that make no sense are refused") {
  const TempFolder folder;
  const Path path = folder / "c";
  const Tensor mean("mean_image", {1, 1, 28, 28}), colours("colours", Shape::matrix(3, 4));
  const std::vector<NamedTensor> tensors = {{"mean_image", mean},
                                            {"colour_components", colours, 2}};
  const Metadata good = {{"format", "alexnet-checkpoint"}, {"variant", "lenet5"},
                         {"class_names", "[\"a\",\"b\"]"}, {"picture_side", "28"},
                         {"mean_crop", "centre"},          {"divisor", "1"}};
  const auto with = [&](const char* key, const char* value) {
    Metadata changed = good;
    changed[key] = value;
    save_safetensors(path, tensors, changed);
    return Checkpoint(path);
  };
  CHECK(with("format", "alexnet-checkpoint").preprocessing().picture_side == 28);
  CHECK_ERROR(with("format", "other"), "not a checkpoint");
  CHECK_ERROR(with("variant", "vgg").variant(), path.c_str(), "'vgg'");
  CHECK_ERROR(with("class_names", "{}").variant(), "JSON list");
  CHECK_ERROR(with("class_names", "[]").variant(), "no class names");
  CHECK_ERROR(with("class_names", "[1]").variant(), "JSON list");
  // Refused before there is memory for the network.
  CHECK_ERROR(with("variant", "paper").network(Placement{}, 1), path.c_str(),
              "a paper of 2 classes has 56", "only 796 numbers");
  CHECK_ERROR(with("picture_side", "27").preprocessing(), "picture_side 27");
  CHECK_ERROR(with("picture_side", "9999999999").preprocessing(), "'9999999999'", "16384");
  CHECK_ERROR(with("picture_side", "x").preprocessing(), "picture_side", "'x'");
  CHECK_ERROR(with("divisor", "0").preprocessing(), "divisor", "'0'");
  CHECK_ERROR(with("mean_crop", "corner").preprocessing(), "mean_crop", "'corner'");
  CHECK_ERROR(with("picture_side", "29").preprocessing(), "mean image", "H=29, W=29");
  CHECK_ERROR(with("format", "alexnet-checkpoint").state(), "no metadata 'iteration'");
}

TEST_CASE("find_checkpoint: takes a file, or the newest of a run folder") {
  const TempFolder folder;
  CHECK_ERROR(find_checkpoint(folder / "gone"), "gone", "no such checkpoint");
  write_file(folder / "some.file", "");
  CHECK(find_checkpoint(folder / "some.file") == folder / "some.file");
  CHECK_ERROR(find_checkpoint(folder.path()), folder.path().c_str(), "no checkpoint");
  for (const char* name : {"checkpoint-0000009.safetensors", "checkpoint-0000100.safetensors",
                           "checkpoint-0000100.safetensors.partial", "other.safetensors"})
    write_file(folder / name, "x");
  CHECK(find_checkpoint(folder.path()) == folder / "checkpoint-0000100.safetensors");
  for (const char* name : {"checkpoint-9999999.safetensors", "checkpoint-10000000.safetensors"})
    write_file(folder / name, "x");
  CHECK(find_checkpoint(folder.path()) == folder / "checkpoint-10000000.safetensors");
}

TEST_CASE("run folder: of the checkpoints the newest stay, and so does what is named otherwise") {
  const TempFolder folder;
  const std::vector<std::string> others = {"checkpoint-best.safetensors",
                                           "checkpoint-.safetensors",
                                           "checkpoint-12-before.safetensors",
                                           "checkpoint--5.safetensors",
                                           "checkpoint-5 .safetensors",
                                           "checkpoint-1e3.safetensors",
                                           "checkpoint-0000001.safetensors.bak",
                                           "my-checkpoint-0000001.safetensors",
                                           "checkpoint-99999999999999999999.safetensors"};
  for (const std::string& name : others) write_file(folder / name, "x");
  CHECK(!RunFolder::newest_checkpoint(folder.path()));
  CHECK_ERROR(find_checkpoint(folder.path()), folder.path().c_str(), "no checkpoint-<iteration>",
              "name the file itself");
  const RunFolder run(folder.path());
  for (const int iteration : {9, 100, 20, 10000000, 9999999})
    write_file(run.checkpoint_path(iteration), "x");
  run.remove_old_checkpoints(2);
  CHECK(RunFolder::newest_checkpoint(folder.path()) == run.checkpoint_path(10000000));
  for (const int iteration : {9, 20, 100})
    CHECK(!std::filesystem::exists(run.checkpoint_path(iteration)));
  CHECK(std::filesystem::exists(run.checkpoint_path(9999999)));
  for (const std::string& name : others) {
    INFO(name);
    CHECK(std::filesystem::exists(folder / name));
  }
}
