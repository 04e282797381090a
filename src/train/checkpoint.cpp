#include "train/checkpoint.h"

#include <charconv>
#include <cstdlib>

#include "core/json_text.h"

namespace alexnet {
namespace {

constexpr const char* kFormat = "alexnet-checkpoint";

void read_parameters_from(const SafetensorsFile& file, Network& network) {
  const auto variant = file.metadata().find("variant");
  ALEXNET_CHECK(variant == file.metadata().end() || variant->second == network.variant().name,
                "{}: is a checkpoint of variant {}, expected {}", file.path().string(),
                variant->second, network.variant().name);
  for (Parameter* p : network.parameters()) file.read(p->name, p->value);
}

}  // namespace

void save_checkpoint(const Path& path, const Network& network, const Preprocessing& preprocessing,
                     const TrainingState& state) {
  std::vector<NamedTensor> tensors;
  for (const Parameter* p : network.parameters()) {
    tensors.push_back({p->name, p->value, p->rank});
    if (!p->velocity.empty()) tensors.push_back({p->name + ".velocity", p->velocity, p->rank});
  }
  Tensor colours;
  for (const NamedTensor& tensor : statistics_tensors(preprocessing.statistics, colours))
    tensors.push_back(tensor);
  save_safetensors(
      path, tensors,
      {{"format", kFormat},
       {"variant", network.variant().name},
       {"class_names", list_to_json(preprocessing.class_names)},
       {"picture_side", std::to_string(preprocessing.picture_side)},
       {"mean_crop", preprocessing.mean_crop == MeanCrop::centre ? "centre" : "same_place"},
       {"divisor", fmt::format("{}", preprocessing.divisor)},
       {"iteration", std::to_string(state.iteration)},
       {"epoch", std::to_string(state.epoch)},
       {"seed", std::to_string(state.seed)},
       {"schedule", state.schedule},
       {"data", state.data}});
}

void read_initial_parameters(const Path& path, Network& network) {
  read_parameters_from(SafetensorsFile(path), network);
}

Checkpoint::Checkpoint(const Path& path) : file_(path) {
  const auto format = file_.metadata().find("format");
  ALEXNET_CHECK(format != file_.metadata().end() && format->second == kFormat,
                "{}: a safetensors file, but not a checkpoint of this program", path.string());
}

std::int64_t Checkpoint::number(const std::string& key) const {
  const std::string& text = file_.metadata(key);
  std::int64_t value = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
  ALEXNET_CHECK(error == std::errc() && end == text.data() + text.size() && value >= 0,
                "{}: metadata '{}' is '{}', expected a number", file_.path().string(), key, text);
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

Preprocessing Checkpoint::preprocessing() const {
  Preprocessing p;
  const Variant v = variant();
  p.class_names = list_from_json(file_.metadata("class_names"), file_.path().string());
  const std::int64_t side = number("picture_side");
  ALEXNET_CHECK(side >= v.input.w && side <= 1 << 14,
                "{}: picture_side {} does not fit the input {}", file_.path().string(), side,
                to_text(v.input));
  p.picture_side = int(side);
  p.mean_crop = file_.metadata("mean_crop") == "centre" ? MeanCrop::centre : MeanCrop::same_place;
  p.divisor = std::strtof(file_.metadata("divisor").c_str(), nullptr);
  ALEXNET_CHECK(p.divisor > 0, "{}: metadata 'divisor' is '{}', expected a number above 0",
                file_.path().string(), file_.metadata("divisor"));
  p.statistics = read_statistics(file_, v.input.c, p.picture_side);
  return p;
}

TrainingState Checkpoint::state() const {
  return {number("iteration"), int(number("epoch")), std::uint64_t(number("seed")),
          file_.metadata("schedule"), file_.metadata("data")};
}

void Checkpoint::read_parameters(Network& network) const { read_parameters_from(file_, network); }

void Checkpoint::read_velocities(Network& network) const {
  for (Parameter* p : network.parameters()) {
    p->velocity = Tensor(p->name + ".velocity", p->value.shape(), p->value.device());
    file_.read(p->name + ".velocity", p->velocity);
  }
}

}  // namespace alexnet
