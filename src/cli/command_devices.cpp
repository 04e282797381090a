#include <fmt/ranges.h>
#include <nlohmann/json.hpp>

#include "cli/commands.h"
#include "cuda/device.h"

namespace alexnet::cli {
namespace {

struct Row {
  std::string device;
  cuda::DeviceInfo info;
  std::vector<std::string> peer_access_to;
};

std::vector<Row> all_devices() {
  std::vector<Row> rows;
  for (int i = 0; i < cuda::device_count(); ++i) {
    Row row{to_text(Device::cuda(i)), cuda::device_info(i), {}};
    for (int other = 0; other < cuda::device_count(); ++other)
      if (other != i && cuda::can_access_peer(i, other))
        row.peer_access_to.push_back(to_text(Device::cuda(other)));
    rows.push_back(std::move(row));
  }
  return rows;
}

std::string capability_text(int capability) {
  return fmt::format("{}.{}", capability / 10, capability % 10);
}

void print(const std::vector<Row>& rows) {
  if (rows.empty()) {
    fmt::print("There is no CUDA device: {}.\n", cuda::why_no_devices());
    return;
  }
  fmt::print("{:7} {:28} {:>10} {:>15} {:>10}  {:12} {}\n", "device", "name", "capability",
             "multiprocessors", "memory", "kernels", "copies directly to");
  bool all_run_kernels = true;
  for (const Row& row : rows) {
    const cuda::DeviceInfo& info = row.info;
    fmt::print("{:7} {:28} {:>10} {:>15} {:>10}  {:12} {}\n", row.device, info.name,
               capability_text(info.compute_capability), info.multiprocessors,
               info.memory_bytes ? fmt::format("{:.1f} GiB", double(info.memory_bytes) / (1 << 30))
                                 : "the host's",
               info.runs_kernels ? "run" : "not compiled",
               row.peer_access_to.empty() ? "none"
                                          : fmt::format("{}", fmt::join(row.peer_access_to, " ")));
    all_run_kernels = all_run_kernels && info.runs_kernels;
  }
  if (cuda::is_simulated())
    fmt::print(
        "\nThese are simulated: kernels run on the CPU, as they would on a GPU but slowly.\n"
        "ALEXNET_SIMULATED_DEVICES sets their number, ALEXNET_SIMULATED_CAPABILITY their "
        "compute\ncapability (75 is 7.5); "
        "`scripts/build cuda` builds for GPUs and needs nvcc.\n");
  else
    fmt::print("\nKernels were compiled for {}{}.\n", cuda::compiled_architectures(),
               all_run_kernels
                   ? ""
                   : "; to compile for others, name them: CUDAARCHS=... scripts/build cuda");
}

void print_json(const std::vector<Row>& rows) {
  nlohmann::json j = {{"simulated", cuda::is_simulated()},
                      {"compiled_architectures", cuda::compiled_architectures()},
                      {"why_none", cuda::why_no_devices()},
                      {"devices", nlohmann::json::array()}};
  for (const Row& row : rows)
    j["devices"].push_back({{"device", row.device},
                            {"name", row.info.name},
                            {"compute_capability", capability_text(row.info.compute_capability)},
                            {"multiprocessors", row.info.multiprocessors},
                            {"memory_bytes", row.info.memory_bytes},
                            {"l2_bytes", row.info.l2_bytes},
                            {"runs_kernels", row.info.runs_kernels},
                            {"peer_access_to", row.peer_access_to}});
  fmt::print("{}\n", j.dump(2));
}

}  // namespace

void add_devices_command(CLI::App& app) {
  auto json = std::make_shared<bool>(false);
  CLI::App* c =
      app.add_subcommand("devices", "The GPUs that towers can be placed on, or why there are none");
  c->footer("Example:\n  alexnet devices --json");
  c->add_flag("--json", *json, "Print JSON");
  c->callback([json] {
    if (*json)
      print_json(all_devices());
    else
      print(all_devices());
  });
}

}  // namespace alexnet::cli
