#include "predict/checkpoint.h"

#include <algorithm>
#include <charconv>
#include <cmath>
#include <limits>

#include "core/json_text.h"
#include "model/summary.h"

namespace alexnet {
namespace {

constexpr const char* kCheckpointFormat = "alexnet-checkpoint";

/// A file that does not say may be another program's.
void check_variant(const SafetensorsFile& file, const std::string& expected) {
  const auto variant = file.metadata().find("variant");
  ALEXNET_CHECK(variant == file.metadata().end() || variant->second == expected,
                "{}: is a checkpoint of variant {}, expected {}", file.path().string(),
                variant->second, expected);
}

void read_parameters_from(const SafetensorsFile& file, Network& network) {
  check_variant(file, network.variant().name);
  for (Parameter* p : network.parameters()) {
    file.read(p->name, p->value);
    check_finite(file, p->name, p->value);
  }
}

}  // namespace

void save_checkpoint(const Path& path, const Network& network, const Preprocessing& preprocessing,
                     const TrainingState& state, DType precision) {
  std::vector<NamedTensor> tensors;
  std::vector<HostView> on_host;  // from GPUs, one copy is both checked and written
  const auto add = [&](const std::string& name, ConstTensorView values, int rank, DType dtype) {
    on_host.emplace_back(values);
    // A network that has diverged is of no use, and would take an older checkpoint's place.
    const Real* const wrong = first_not_finite(on_host.back().view);
    ALEXNET_CHECK(
        !wrong,
        "{}: not saved: {} holds {}, expected finite numbers; if this happened in training, it "
        "diverged: resume from an earlier checkpoint, or try a lower --learning-rate",
        path.string(), name, *wrong);
    tensors.push_back({name, on_host.back().view, rank, dtype});
  };
  for (const Parameter* p : network.parameters()) {
    add(p->name, p->value, p->rank, precision);
    if (!p->velocity.empty()) add(p->name + ".velocity", p->velocity, p->rank, DType::f32);
  }
  Tensor colours;
  for (const NamedTensor& tensor : statistics_tensors(preprocessing.statistics, colours)) {
    tensors.push_back(tensor);
    if (tensor.name == "mean_image") tensors.back().dtype = precision;
  }
  Metadata metadata = {
      {"format", kCheckpointFormat},
      {"variant", network.variant().name},
      {"class_names", list_to_json(preprocessing.class_names)},
      {"picture_side", std::to_string(preprocessing.picture_side)},
      {"mean_crop", preprocessing.mean_crop == MeanCrop::centre ? "centre" : "same_place"},
      {"divisor", fmt::format("{}", preprocessing.divisor)},
      {"iteration", std::to_string(state.iteration)},
      {"epoch", std::to_string(state.epoch)},
      {"seed", std::to_string(state.seed)},
      {"schedule", state.schedule},
      {"data", state.data.data},
      {"drawn_train", std::to_string(state.data.drawn_train)},
      {"drawn_val", std::to_string(state.data.drawn_val)},
      {"data_seed", std::to_string(state.data.seed)}};
  if (!preprocessing.names_in_data.empty())
    metadata["names_in_data"] = list_to_json(preprocessing.names_in_data);
  save_safetensors(path, tensors, metadata);
}

void check_initial_variant(const Path& path, const std::string& variant) {
  check_variant(SafetensorsFile(path), variant);
}

void read_initial_parameters(const Path& path, Network& network) {
  const SafetensorsFile file(path);
  if (const auto names = file.metadata().find("class_names"); names != file.metadata().end()) {
    const std::size_t known = list_from_json(names->second, path.string()).size();
    ALEXNET_CHECK(
        known == std::size_t(network.variant().classes),
        "{}: its network knows {} classes, and there are {} to learn; they must be as many",
        path.string(), known, network.variant().classes);
  }
  read_parameters_from(file, network);
}

Checkpoint::Checkpoint(const Path& path) : file_(path) {
  const auto format = file_.metadata().find("format");
  ALEXNET_CHECK(format != file_.metadata().end() && format->second == kCheckpointFormat,
                "{}: a safetensors file, but not a checkpoint of this program", path.string());
}

std::uint64_t Checkpoint::number(const std::string& key, std::uint64_t largest) const {
  const std::string& text = file_.metadata(key);
  std::uint64_t value = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
  ALEXNET_CHECK(error == std::errc() && end == text.data() + text.size() && value <= largest,
                "{}: metadata '{}' is '{}', expected a number from 0 to {}", file_.path().string(),
                key, text, largest);
  return value;
}

Variant Checkpoint::variant() const {
  const auto names = list_from_json(file_.metadata("class_names"), file_.path().string());
  ALEXNET_CHECK(!names.empty(), "{}: has no class names", file_.path().string());
  try {
    return make_variant(file_.metadata("variant"), int(names.size()));
  } catch (const UsageError& error) {
    throw_error("{}: {}", file_.path().string(), error.what());
  }
}

Network Checkpoint::network(const Placement& placement, int batch_size) const {
  const Variant v = variant();
  // Asked before there is memory for them: with a damaged list of classes that would be gigabytes.
  std::int64_t needed = 0, held = 0;
  for (const NodeSummary& node : summarize(v)) needed += node.parameters;
  for (const SafetensorsInfo& tensor : file_.tensors()) held += tensor.count();
  ALEXNET_CHECK(needed <= held,
                "{}: a {} of {} classes has {} parameters, but there are only {} numbers in the "
                "file",
                file_.path().string(), v.name, v.classes, needed, held);
  Network network(v, placement, batch_size);
  read_parameters(network);
  return network;
}

Preprocessing Checkpoint::preprocessing() const {
  Preprocessing p;
  const Variant v = variant();
  p.class_names = list_from_json(file_.metadata("class_names"), file_.path().string());
  if (const auto names = file_.metadata().find("names_in_data"); names != file_.metadata().end()) {
    p.names_in_data = list_from_json(names->second, file_.path().string());
    ALEXNET_CHECK(p.names_in_data.size() == p.class_names.size(),
                  "{}: {} names_in_data for {} class names", file_.path().string(),
                  p.names_in_data.size(), p.class_names.size());
  }
  const int side = int(number("picture_side", 1 << 14));
  ALEXNET_CHECK(side >= v.input.w, "{}: picture_side {} does not fit the input {}",
                file_.path().string(), side, to_text(v.input));
  p.picture_side = side;
  const std::string& mean_crop = file_.metadata("mean_crop");
  ALEXNET_CHECK(mean_crop == "centre" || mean_crop == "same_place",
                "{}: metadata 'mean_crop' is '{}', expected centre or same_place",
                file_.path().string(), mean_crop);
  p.mean_crop = mean_crop == "centre" ? MeanCrop::centre : MeanCrop::same_place;
  const std::string& divisor = file_.metadata("divisor");
  const char* const divisor_end = divisor.data() + divisor.size();
  const auto [end, error] = std::from_chars(divisor.data(), divisor_end, p.divisor);
  ALEXNET_CHECK(
      error == std::errc() && end == divisor_end && p.divisor > 0 && std::isfinite(p.divisor),
      "{}: metadata 'divisor' is '{}', expected a number above 0", file_.path().string(), divisor);
  p.statistics = read_statistics(file_, v.input.c, p.picture_side);
  return p;
}

std::vector<std::string> Checkpoint::names_in_data() const {
  const bool renamed = file_.metadata().contains("names_in_data");
  return list_from_json(file_.metadata(renamed ? "names_in_data" : "class_names"),
                        file_.path().string());
}

TrainingState Checkpoint::state() const {
  constexpr std::uint64_t kInt = std::numeric_limits<int>::max();
  TrainingState state;
  state.iteration = std::int64_t(number("iteration", std::numeric_limits<std::int64_t>::max()));
  state.epoch = int(number("epoch", kInt));
  state.seed = number("seed", std::numeric_limits<std::uint64_t>::max());
  state.schedule = file_.metadata("schedule");
  state.data.data = file_.metadata("data");
  state.data.drawn_train = int(number("drawn_train", kInt));
  state.data.drawn_val = int(number("drawn_val", kInt));
  state.data.seed = number("data_seed", std::numeric_limits<std::uint64_t>::max());
  return state;
}

void Checkpoint::read_parameters(Network& network) const { read_parameters_from(file_, network); }

bool Checkpoint::has_velocities() const {
  const auto is_velocity = [](const SafetensorsInfo& t) { return t.name.ends_with(".velocity"); };
  return std::any_of(file_.tensors().begin(), file_.tensors().end(), is_velocity);
}

void Checkpoint::read_velocities(Network& network) const {
  for (Parameter* p : network.parameters()) {
    ALEXNET_CHECK(file_.contains(p->name + ".velocity"),
                  "{}: holds no velocities ({}.velocity), so training cannot be resumed from it; "
                  "start another run from its parameters with alexnet train --init",
                  file_.path().string(), p->name);
    p->velocity = Tensor(p->name + ".velocity", p->value.shape(), p->value.device());
    file_.read(p->name + ".velocity", p->velocity);
    check_finite(file_, p->name + ".velocity", p->velocity);
  }
}

}  // namespace alexnet
