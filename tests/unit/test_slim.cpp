#include "predict/slim.h"

#include <cmath>

#include "core/half.h"
#include "predict/evaluate.h"
#include "support/compare.h"
#include "support/pictures.h"
#include "support/tensors.h"

using namespace alexnet;
using namespace alexnet::test;

namespace {

const TrainingState kState{12, 3, 4, "a schedule", {.data = "/home/somebody/pictures"}};

/// A network that was trained for a step, saved with its velocities.
void save_trained(const Path& path, const Dataset& data) {
  Network network(make_variant("demo", 3), Placement{}, 2);
  network.initialize(5);
  for (Parameter* p : network.parameters())
    p->velocity = random_tensor(p->name, p->value.shape(), 0.1f);
  Preprocessing p;
  p.class_names = data.class_names();
  p.picture_side = data.side();
  p.statistics = compute_statistics(data);
  p.divisor = 32;
  save_checkpoint(path, network, p, kState);
}

}  // namespace

TEST_CASE("slim: halfs instead of floats, and nothing that only training needs") {
  const TempFolder folder;
  const Dataset data = load(random_source(6, 3, 56), 56);
  save_trained(folder / "whole", data);
  TrainedModel whole = TrainedModel::open(folder / "whole", Placement{}, 6);
  const Rounding rounding =
      save_slim_checkpoint(folder / "slim", whole, Checkpoint(folder / "whole").state());

  const SafetensorsFile file(folder / "slim");
  for (const SafetensorsInfo& tensor : file.tensors()) {
    INFO(tensor.name);
    CHECK(!tensor.name.ends_with(".velocity"));
    CHECK((tensor.dtype == DType::f16 || tensor.name == "colour_components"));
  }
  using std::filesystem::file_size;
  CHECK(double(file_size(folder / "slim")) < 0.26 * double(file_size(folder / "whole")));
  for (const auto& [key, text] : file.metadata()) CHECK(text.find("somebody") == std::string::npos);

  const Checkpoint checkpoint(folder / "slim");
  CHECK(checkpoint.state().iteration == 12);
  CHECK(checkpoint.state().epoch == 3);
  CHECK(checkpoint.state().seed == 4);
  CHECK(checkpoint.state().data.data == "pictures");
  CHECK(checkpoint.state().schedule.empty());
  TrainedModel slim = TrainedModel::open(folder / "slim", Placement{}, 6);
  float largest = 0;
  for (std::size_t i = 0; i < whole.network.parameters().size(); ++i) {
    const std::span<const float> before = whole.network.parameters()[i]->value.view().values();
    const std::span<const float> after = slim.network.parameters()[i]->value.view().values();
    int wrong = 0;
    for (std::size_t j = 0; j < before.size(); ++j) {
      wrong += after[j] != from_half(to_half(before[j]));
      largest = std::max(largest, std::abs(after[j] - before[j]));
    }
    CHECK(wrong == 0);
  }
  CHECK(rounding.largest == largest);
  const Parameter* worst = nullptr;
  for (const Parameter* p : whole.network.parameters())
    if (p->name == rounding.name) worst = p;
  REQUIRE(worst);
  const std::span<const float> of_worst = worst->value.view().values();
  CHECK(std::find(of_worst.begin(), of_worst.end(), rounding.value) != of_worst.end());
  CHECK(rounding.largest <= std::abs(rounding.value) / 2048);

  // A number is off by at most 2^-11 of itself, in the weights of eight layers.
  const std::vector<int> all = {0, 1, 2, 3, 4, 5};
  const Tensor a = predict(whole.network, data, whole.preprocessing, all, Views::centre);
  const Tensor b = predict(slim.network, data, slim.preprocessing, all, Views::centre);
  CHECK_CLOSE(b, a, Tolerance{8.0 / 2048});
}

TEST_CASE("slim: what is too large for a half is refused by name, and no file is left") {
  const TempFolder folder;
  save_trained(folder / "whole", load(random_source(6, 3, 56), 56));
  TrainedModel model = TrainedModel::open(folder / "whole", Placement{}, 1);
  model.network.parameters()[3]->value.data()[0] = -70000;
  const std::string name = model.network.parameters()[3]->name;
  CHECK_ERROR(save_slim_checkpoint(folder / "slim", model, kState), name, "-70000", "65504");
  CHECK(folder.entries() == 1);
}

TEST_CASE("slim: training does not go on from it, but begins from it") {
  const TempFolder folder;
  save_trained(folder / "whole", load(random_source(6, 3, 56), 56));
  const TrainedModel model = TrainedModel::open(folder / "whole", Placement{}, 1);
  save_slim_checkpoint(folder / "slim", model, kState);
  Network network(make_variant("demo", 3), Placement{}, 1);
  CHECK(Checkpoint(folder / "whole").has_velocities());
  CHECK_FALSE(Checkpoint(folder / "slim").has_velocities());
  CHECK_ERROR(Checkpoint(folder / "slim").read_velocities(network), (folder / "slim").c_str(),
              "no velocities", "--init");
  Network of_five(make_variant("demo", 5), Placement{}, 1);
  CHECK_ERROR(read_initial_parameters(folder / "slim", of_five), (folder / "slim").c_str(),
              "knows 3 classes", "5 to learn");
  read_initial_parameters(folder / "slim", network);
  CHECK_CLOSE(network.parameters()[0]->value, model.network.parameters()[0]->value,
              Tolerance{8.0 / 2048});
}

TEST_CASE("slim: renamed classes are still those of the data set") {
  const TempFolder folder;
  const Dataset data = load(random_source(6, 3, 56), 56);
  save_trained(folder / "whole", data);
  TrainedModel model = TrainedModel::open(folder / "whole", Placement{}, 1);
  model.preprocessing.names_in_data = model.preprocessing.class_names;
  model.preprocessing.class_names = {"cat", "dog", "crane"};
  save_slim_checkpoint(folder / "slim", model, kState);
  const TrainedModel slim = TrainedModel::open(folder / "slim", Placement{}, 1);
  CHECK(slim.preprocessing.class_names == model.preprocessing.class_names);
  CHECK(slim.preprocessing.names_in_data == model.preprocessing.names_in_data);
  CHECK(Checkpoint(folder / "whole").names_in_data() == data.class_names());
  CHECK(Checkpoint(folder / "slim").names_in_data() == data.class_names());

  ImageSource source = random_source(6, 3, 56);
  for (const char* part : {"train", "val"}) {
    create_folder(folder / "packed");
    pack(source, 56, folder / "packed" / (part + std::string(".safetensors")), {});
  }
  const Dataset opened = slim.open_split({.data = (folder / "packed").string()}, Split::val);
  CHECK(opened.class_names() == model.preprocessing.class_names);
  CHECK(opened.label(4) == 1);

  // Where the same classes are numbered differently, labels are still the network's.
  std::reverse(source.class_names.begin(), source.class_names.end());
  for (int& label : source.labels) label = 2 - label;
  const auto packed_again = [&] {
    for (const char* part : {"train", "val"})
      pack(source, 56, folder / "packed" / (part + std::string(".safetensors")), {});
    return DataRequest{.data = (folder / "packed").string()};
  };
  const TrainedModel whole = TrainedModel::open(folder / "whole", Placement{}, 1);
  for (const TrainedModel* each : {&slim, &whole}) {
    const Dataset reversed = each->open_split(packed_again(), Split::val);
    CHECK(reversed.class_names() == each->preprocessing.class_names);
    for (int i = 0; i < 6; ++i) CHECK(reversed.label(i) == opened.label(i));
  }
  // The data may also call classes as the network shows them, or by several names.
  const std::vector<std::string> as_trained = source.class_names;
  using Names = std::vector<std::string>;
  for (const Names& names :
       {Names{"crane", "dog", "cat"}, Names{"crane, bird", "dog, hound", "cat, puss"}}) {
    source.class_names = names;
    const Dataset shown = slim.open_split(packed_again(), Split::val);
    CHECK(shown.class_names() == model.preprocessing.class_names);
    for (int i = 0; i < 6; ++i) CHECK(shown.label(i) == opened.label(i));
  }
  source.class_names = as_trained;
  source.class_names[1] = "another";
  CHECK_ERROR(slim.open_split(packed_again(), Split::val), "another");
  CHECK_ERROR(slim.open_split(slim.data, Split::val), "pictures", "not there", "--data");
}

TEST_CASE("slim: of a data set's path the last name is kept, with a slash behind it or without") {
  const TempFolder folder;
  save_trained(folder / "whole", load(random_source(6, 3, 56), 56));
  const TrainedModel model = TrainedModel::open(folder / "whole", Placement{}, 1);
  for (const char* path : {"/data/mnist", "mnist/", "mnist"}) {
    TrainingState state = kState;
    state.data.data = path;
    save_slim_checkpoint(folder / "slim", model, state);
    CHECK(Checkpoint(folder / "slim").state().data.data == "mnist");
  }
}

TEST_CASE("trained model: whether it says where its pictures are") {
  const TempFolder folder;
  save_trained(folder / "whole", load(random_source(6, 3, 56), 56));
  TrainedModel model = TrainedModel::open(folder / "whole", Placement{}, 1);
  const auto says = [&](const char* data) {
    model.data.data = data;
    return model.says_where_data_is();
  };
  const WorkingFolder here(folder.path());
  create_folder("near");
  CHECK(says("drawn"));
  CHECK(says("/somewhere/else"));
  CHECK(says("near"));
  CHECK(!says("mini-imagenet"));
}
