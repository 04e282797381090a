#include "train/run_folder.h"

#include <algorithm>
#include <cerrno>
#include <cstring>
#include <fstream>
#include <sstream>

#include "core/check.h"

namespace alexnet {
namespace {

namespace fs = std::filesystem;

constexpr const char* kHeader =
    "iteration,epoch,split,loss,top1_error,top5_error,learning_rate,images_per_s,elapsed_s\n";

std::vector<Path> checkpoints_in(const Path& folder) {
  std::vector<Path> paths;
  std::error_code error;
  for (const fs::directory_entry& entry : fs::directory_iterator(folder, error)) {
    const std::string name = entry.path().filename().string();
    if (name.starts_with("checkpoint-") && name.ends_with(".safetensors"))
      paths.push_back(entry.path());
  }
  const auto iteration = [](const Path& path) {
    return std::atoll(path.filename().c_str() + std::strlen("checkpoint-"));
  };
  std::sort(paths.begin(), paths.end(),
            [&](const Path& a, const Path& b) { return iteration(a) < iteration(b); });
  return paths;
}

}  // namespace

RunFolder::RunFolder(const Path& path) : path_(path) {
  create_folder(path);
  log_ = std::fopen((path / "log.txt").c_str(), "a");
  ALEXNET_CHECK(log_, "{}: cannot write: {}", (path / "log.txt").string(), std::strerror(errno));
  sink_before_ = set_log_sink({});
  set_log_sink([this](LogLevel level, const std::string& line) {
    sink_before_(level, line);
    fmt::print(log_, "{}{}\n", level == LogLevel::warning ? "warning: " : "", line);
    std::fflush(log_);
  });
}

RunFolder::~RunFolder() {
  set_log_sink(sink_before_);
  std::fclose(log_);
}

void RunFolder::write_config(const std::string& toml) const {
  write_file(path_ / "config.toml", toml);
}

void RunFolder::append(const Measurement& m) {
  const Path path = path_ / "metrics.csv";
  const bool is_new = !fs::exists(path);
  std::ofstream file(path, std::ios::app);
  if (is_new) file << kHeader;
  file << fmt::format("{},{},{},{:.6g},{:.6g},{:.6g},{:.6g},{:.6g},{:.6g}\n", m.iteration,
                      m.epoch + 1, m.split, m.result.loss, m.result.top1_error, m.result.top5_error,
                      m.learning_rate, m.images_per_s, m.elapsed_s);
  file.flush();
  ALEXNET_CHECK(file.good(), "{}: cannot write: {}", path.string(), std::strerror(errno));
}

void RunFolder::truncate_metrics(std::int64_t last_iteration) {
  std::ifstream file(path_ / "metrics.csv");
  if (!file) return;
  std::string kept, line;
  std::getline(file, line);
  while (std::getline(file, line))
    if (std::atoll(line.c_str()) <= last_iteration) kept += line + "\n";
  write_file(path_ / "metrics.csv", kHeader + kept);
}

Path RunFolder::checkpoint_path(std::int64_t iteration) const {
  return path_ / fmt::format("checkpoint-{:07}.safetensors", iteration);
}

void RunFolder::remove_old_checkpoints(int keep) const {
  const std::vector<Path> paths = checkpoints_in(path_);
  std::error_code ignored;  // an old file that cannot be removed harms nobody
  for (int i = 0; i + keep < int(paths.size()); ++i) fs::remove(paths[i], ignored);
}

std::optional<Path> RunFolder::newest_checkpoint(const Path& folder) {
  const std::vector<Path> paths = checkpoints_in(folder);
  return paths.empty() ? std::nullopt : std::optional(paths.back());
}

Path find_checkpoint(const Path& path) {
  if (!fs::is_directory(path)) return path;
  const std::optional<Path> newest = RunFolder::newest_checkpoint(path);
  ALEXNET_CHECK(newest, "{}: the folder holds no checkpoint-*.safetensors", path.string());
  return *newest;
}

}  // namespace alexnet
