#include "viewer/dropped_files.h"

#include <algorithm>

#include "train/run_folder.h"

namespace alexnet::viewer {

void drop(const std::vector<Path>& paths, AppState& state, Worker& worker) {
  const auto is_network = [](const Path& path) {
    std::error_code unreadable;  // an unreadable path is refused when it is read
    return path.extension() == ".safetensors" ||
           std::filesystem::exists(path / "config.toml", unreadable) ||
           RunFolder::newest_checkpoint(path);
  };
  std::vector<Path> pictures = paths;
  const auto network = std::stable_partition(pictures.begin(), pictures.end(),
                                             [&](const Path& path) { return !is_network(path); });
  if (network != pictures.end()) worker.post(OpenCheckpoint{*network});
  pictures.erase(network, pictures.end());
  if (pictures.empty()) return;
  worker.post(PredictFiles{pictures});  // by the network that is open by then
  show_own_pictures(state);
}

}  // namespace alexnet::viewer
