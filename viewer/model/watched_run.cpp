#include "viewer/model/watched_run.h"

#include <algorithm>
#include <chrono>

namespace alexnet::viewer {

namespace fs = std::filesystem;

namespace {

/// The last row, with the speed of the last stretch of training: a validation's is different.
Measurement newest_of(const std::vector<Measurement>& rows) {
  Measurement newest = rows.back();
  const auto trains = [](const Measurement& row) { return row.split == Split::train; };
  const auto trained = std::find_if(rows.rbegin(), rows.rend(), trains);
  newest.images_per_s = trained == rows.rend() ? 0 : trained->images_per_s;
  return newest;
}

}  // namespace

WatchedRun::WatchedRun(const Path& folder) : folder_(folder) {
  ALEXNET_CHECK(fs::is_directory(folder), "{}: there is no such run folder to watch",
                folder.string());
}

WatchedRun::News WatchedRun::look() {
  ALEXNET_CHECK(fs::is_directory(folder_), "{}: the run folder is gone, so it is no longer watched",
                folder_.string());
  read_metrics();
  news_.has_ended = has_ended();
  const std::optional<Path> newest = RunFolder::newest_checkpoint(folder_);
  if (newest && *newest != seen_) look_into(*newest);
  return news_;
}

/// All of metrics.csv, if it has grown.
void WatchedRun::read_metrics() {
  const Path path = folder_ / "metrics.csv";
  if (!fs::exists(path)) return;
  news_.quiet_s =
      std::chrono::duration<double>(fs::file_time_type::clock::now() - fs::last_write_time(path))
          .count();
  const std::uintmax_t size = fs::file_size(path);
  if (news_.rows && size == seen_size_) return;
  news_.rows = std::make_shared<const std::vector<Measurement>>(RunFolder::read_metrics(folder_));
  seen_size_ = size;
}

/// Whether the last epoch that config.toml asks for has been validated.
bool WatchedRun::has_ended() const {
  const Path config = folder_ / "config.toml";
  if (!news_.rows || news_.rows->empty() || news_.rows->back().split != Split::val ||
      !fs::exists(config))
    return false;
  const std::string done = std::to_string(news_.rows->back().epoch + 1);
  const RunConfig options = read_toml(config);
  return std::any_of(options.begin(), options.end(), [&](const ConfigItem& option) {
    return option.name == "epochs" && option.value == done;
  });
}

void WatchedRun::look_into(const Path& path) {
  try {
    const Checkpoint checkpoint(path);
    Network network = checkpoint.network(Placement{}, 1);
    if (checkpoint.has_velocities()) checkpoint.read_velocities(network);
    news_.weights = std::make_shared<const WeightSnapshot>(
        snapshot_weights(network, checkpoint.state().iteration));
    seen_ = path;
  } catch (const Error&) {
    if (fs::exists(path)) throw;  // else the trainer removed it as too old; look again later
  }
}

void put_into(TrainingFacts& facts, const WatchedRun::News& news) {
  facts.what = "trained by another program";
  if (facts.rows != news.rows) ++facts.rows_number;
  facts.rows = news.rows;
  if (news.rows && !news.rows->empty()) facts.newest = newest_of(*news.rows);
  facts.quiet_s = news.quiet_s;
  facts.watched_has_ended = news.has_ended;
  facts.weights = news.weights;
  facts.has_checkpoint = news.weights != nullptr;
}

}  // namespace alexnet::viewer
