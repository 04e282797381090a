#include "viewer/model/runs.h"

#include <algorithm>

#include "train/run_folder.h"

namespace alexnet::viewer {
namespace {

namespace fs = std::filesystem;

/// What lies in the folder; nothing where it cannot be read.
std::vector<Path> inside(const Path& folder) {
  std::vector<Path> paths;
  std::error_code error;
  for (fs::directory_iterator i(folder, error), end; !error && i != end; i.increment(error))
    paths.push_back(i->path());
  std::sort(paths.begin(), paths.end());
  return paths;
}

std::optional<FoundRun> look_into(const Path& folder) {
  std::error_code error;
  FoundRun run{folder.lexically_normal()};
  run.newest = RunFolder::newest_checkpoint(folder).value_or(Path());
  run.has_metrics = fs::exists(folder / "metrics.csv", error);
  if (!run.has_checkpoint() && !run.has_metrics) return std::nullopt;
  return run;
}

}  // namespace

std::vector<FoundRun> find_runs(const Path& root, const std::vector<ShippedNetwork>& shipped) {
  std::vector<std::pair<fs::file_time_type, FoundRun>> runs;
  for (const Path& path : inside(root / "runs")) {
    std::error_code error;
    if (std::optional<FoundRun> run = look_into(path))
      runs.emplace_back(fs::last_write_time(path, error), std::move(*run));
  }
  std::stable_sort(runs.begin(), runs.end(),
                   [](const auto& a, const auto& b) { return a.first > b.first; });
  std::vector<FoundRun> found;
  for (const ShippedNetwork& network : shipped) {
    if (std::optional<FoundRun> run = look_into(network.folder)) {
      found.push_back(std::move(*run));
      found.back().shipped = network.what;
    }
  }
  for (auto& [time, run] : runs) found.push_back(std::move(run));
  return found;
}

}  // namespace alexnet::viewer
