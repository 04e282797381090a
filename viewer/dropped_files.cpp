#include "viewer/dropped_files.h"

#include "train/run_folder.h"

namespace alexnet::viewer {

void drop(const std::vector<Path>& paths, AppState& state, Worker& worker) {
  if (paths.empty()) return;
  std::error_code unreadable;  // an unreadable path is refused when it is read
  const bool is_run = std::filesystem::exists(paths.front() / "config.toml", unreadable) ||
                      RunFolder::newest_checkpoint(paths.front());
  if (is_run || paths.front().extension() == ".safetensors")
    return worker.post(OpenCheckpoint{paths.front()});
  worker.post(PredictFiles{paths});
  show_own_pictures(state);
}

}  // namespace alexnet::viewer
