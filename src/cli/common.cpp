#include "cli/common.h"

#include <charconv>

#include "core/device_memory.h"
#include "core/log.h"
#include "core/parallel.h"
#include "cuda/device.h"
#include "layers/gemm/can_multiply.h"
#include "layers/rung_names.h"
#include "predict/shipped.h"
#include "train/run_folder.h"
#include "train/training_setup.h"

namespace alexnet::cli {

void MachineOptions::add_to(CLI::App& command) {
  device_option = "--placement";
  command
      .add_option("--placement", placement,
                  "Device of both towers, as cuda:0, or of each, as a=cuda:0,b=cuda:1")
      ->capture_default_str();
  add_arithmetic(command);
}

void MachineOptions::add_arithmetic(CLI::App& command) {
  command
      .add_option("--math", math,
                  "How GPUs multiply: fp32, or tf32 and bf16 on tensor cores (sums stay fp32)")
      ->check(CLI::IsMember({"fp32", "tf32", "bf16"}))
      ->capture_default_str();
  command.add_option("--threads", threads, "CPU threads; 0: one per processor")
      ->check(CLI::Range(0, 1024))
      ->capture_default_str();
  command
      .add_option("--rung", rung,
                  "Highest rung that layers on the CPU use, to step through or compare rungs")
      ->check(CLI::IsMember(cpu::rung_names()));
}

Placement MachineOptions::apply() const {
  if (threads > 0) set_thread_count(threads);
  if (thread_count() < threads)
    log_warning("--threads {}: the system allows no more than {}", threads, thread_count());
  const Placement parsed = Placement::parse(placement);
  for (const Device& device : {parsed.a, parsed.b}) check_available(device);  // before any work
  const bool on_gpus = !parsed.is_on_cpus();
  if (!rung.empty() && parsed.is_on_gpus())
    throw UsageError(fmt::format(
        "--rung {} is for layers on the CPU, and none is there; give {} cpu, or compare "
        "the rungs of a GPU's ladders with `alexnet check`",
        rung, device_option));
  if (!on_gpus && math != "fp32")
    throw UsageError(
        fmt::format("--math {} is for GPUs: give a {} such as cuda:0", math, device_option));
  for (const Device& device : {parsed.a, parsed.b})
    if (!device.is_cpu()) cuda::check_can_multiply(device.index, parsed_math());
  if (on_gpus && cuda::is_simulated())
    log_info("{} is simulated on the CPU: for checking and stepping, not for speed", placement);
  return parsed;
}

void MachineOptions::prepare(Network& network) const {
  network.set_math(parsed_math());
  network.set_highest_rung(rung);
}

Math MachineOptions::parsed_math() const {
  return math == "tf32" ? Math::tf32 : math == "bf16" ? Math::bf16 : Math::fp32;
}

void DataOptions::add_to(CLI::App& command) {
  data_ =
      command
          .add_option("--data", request.data,
                      "'drawn', or the folder of a data set: classes, train/ and val/, CIFAR-10, "
                      "MNIST, or packed by `alexnet prepare`")
          ->capture_default_str();
  drawn_train_ =
      command.add_option("--drawn-train", request.drawn_train, "Drawn pictures to train on")
          ->check(CLI::Range(1, 100'000'000))
          ->capture_default_str();
  drawn_val_ =
      command.add_option("--drawn-val", request.drawn_val, "Drawn pictures to validate on")
          ->check(CLI::Range(1, 100'000'000))
          ->capture_default_str();
  seed_ = command
              .add_option("--data-seed", request.seed,
                          "Seed of the drawn pictures: another seed, other pictures")
              ->transform(seed_number())
              ->capture_default_str();
}

void DataOptions::add_to_trained(CLI::App& command) {
  add_to(command);
  for (CLI::Option* option : {data_, drawn_train_, drawn_val_, seed_})
    option->default_str("as the network was trained");
}

void DataOptions::make_absolute() {
  const std::string path = absolute_data_path(request.data);
  data_->clear();
  data_->add_result(path);
  data_->run_callback();
}

DataRequest DataOptions::over(DataRequest before) const {
  if (data_->count() > 0) before.data = request.data;
  if (drawn_train_->count() > 0) before.drawn_train = request.drawn_train;
  if (drawn_val_->count() > 0) before.drawn_val = request.drawn_val;
  if (seed_->count() > 0) before.seed = request.seed;
  check(before.data);
  return before;
}

void DataOptions::check(const std::string& data) const {
  if (data == "drawn") return;
  for (const CLI::Option* option : {drawn_train_, drawn_val_, seed_})
    if (option->count() > 0)
      throw UsageError(fmt::format(
          "{} is only for drawn pictures, and the data set is {}; leave it out{}",
          option->get_name(), data, data_->count() > 0 ? ", or give --data drawn" : ""));
}

namespace {

Path shipped_checkpoint() {
  const Path folder = shipped_network();
  if (!std::filesystem::exists(folder))
    throw UsageError(fmt::format(
        "--checkpoint was not given, and the network that the project ships was not found: {}",
        folder.string()));
  return find_checkpoint(folder);
}

}  // namespace

void ModelOptions::add_to(CLI::App& command) {
  command
      .add_option("--checkpoint", checkpoint,
                  "A checkpoint file, or a run folder (its newest checkpoint)")
      ->default_str("the network that the project ships");
  machine.add_to(command);
}

void ModelOptions::add_batch_size(CLI::App& command) {
  batch_size = 64;
  command.add_option("--batch-size", batch_size, "Pictures per batch")
      ->check(CLI::Range(1, 4096))
      ->capture_default_str();
}

Path ModelOptions::path() const {
  return checkpoint.empty() ? shipped_checkpoint() : find_checkpoint(checkpoint);
}

TrainedModel ModelOptions::open() const {
  const Placement placement = machine.apply();
  const Path file = path();
  if (checkpoint.empty())
    log_info("--checkpoint is not given: taking the network that the project ships, {}",
             file.parent_path().string());
  TrainedModel model = TrainedModel::open(file, placement, batch_size);
  machine.prepare(model.network);
  return model;
}

CLI::Validator seed_number() {
  return {[](std::string& text) {
            std::uint64_t value = 0;
            const char* const end = text.data() + text.size();
            const auto [parsed, error] = std::from_chars(text.data(), end, value);
            if (error != std::errc() || parsed != end)
              return fmt::format("'{}' is not a whole number from 0 to {}", text, UINT64_MAX);
            text = std::to_string(value);
            return std::string();
          },
          ""};
}

CLI::Validator png_name() {
  return {[](const std::string& name) {
            return Path(name).extension() == ".png"
                       ? std::string()
                       : fmt::format("'{}' does not end in .png, but the file will be a PNG", name);
          },
          "PNG"};
}

void check_is_not_read(const std::string& option, const Path& out, const std::vector<Path>& read) {
  std::error_code there_is_none;
  const Path partial = out.string() + ".partial";  // what it is written as at first
  for (const Path& file : read)
    if (std::filesystem::equivalent(file, out, there_is_none) ||
        std::filesystem::equivalent(file, partial, there_is_none))
      throw UsageError(
          fmt::format("{} {}: is a file that is read, and would be overwritten; give another name",
                      option, out.string()));
}

void check_is_not_read_from(const std::string& option, const Path& out, const Path& folder) {
  std::error_code there_is_none;
  if (!std::filesystem::is_regular_file(out, there_is_none)) return;
  for (Path above = std::filesystem::absolute(out).parent_path(); above != above.root_path();
       above = above.parent_path())
    if (std::filesystem::equivalent(above, folder, there_is_none))
      throw UsageError(fmt::format(
          "{} {}: is a file of the data set {}, and would be overwritten; give another name",
          option, out.string(), folder.string()));
}

std::string percent(double fraction) { return fmt::format("{:5.1f}%", 100 * fraction); }

}  // namespace alexnet::cli
