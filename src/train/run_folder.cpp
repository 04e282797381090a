#include "train/run_folder.h"

#include <sys/file.h>

#include <algorithm>
#include <cerrno>
#include <charconv>
#include <cstring>
#include <fstream>
#include <sstream>

#include "core/check.h"

namespace alexnet {
namespace {

namespace fs = std::filesystem;

constexpr const char* kHeader =
    "iteration,epoch,split,loss,top1_error,top5_error,learning_rate,images_per_s,elapsed_s\n";

/// 1234 from "checkpoint-0001234.safetensors"; nothing from other names: a user may keep one as
/// checkpoint-best.safetensors, and that is not ours to remove.
std::optional<std::uint64_t> iteration_of(std::string_view name) {
  constexpr std::string_view kBefore = "checkpoint-", kBehind = ".safetensors";
  if (!name.starts_with(kBefore) || !name.ends_with(kBehind)) return {};
  name.remove_prefix(kBefore.size());
  name.remove_suffix(kBehind.size());
  std::uint64_t iteration = 0;
  const char* const end = name.data() + name.size();
  const auto [parsed, error] = std::from_chars(name.data(), end, iteration);
  if (error != std::errc() || parsed != end) return {};
  return iteration;
}

/// What lies between the commas of a line.
std::vector<std::string_view> fields_of(std::string_view line) {
  std::vector<std::string_view> fields;
  for (std::size_t comma; (comma = line.find(',')) != std::string_view::npos;) {
    fields.push_back(line.substr(0, comma));
    line.remove_prefix(comma + 1);
  }
  fields.push_back(line);
  return fields;
}

/// Reads a number that is all of the text; in every locale with a decimal point.
template <class Number>
bool is_number(std::string_view text, Number& number) {
  const char* const end = text.data() + text.size();
  const auto [parsed, error] = std::from_chars(text.data(), end, number);
  return error == std::errc() && parsed == end;
}

/// Those that a program was killed in the middle of writing (core/file.h, AtomicFile).
void remove_partial_checkpoints(const Path& folder) {
  constexpr std::string_view kPartial = ".partial";
  std::error_code ignored;  // one that cannot be removed does no harm
  for (const fs::directory_entry& entry : fs::directory_iterator(folder, ignored)) {
    const std::string name = entry.path().filename().string();
    if (!name.ends_with(kPartial)) continue;
    if (iteration_of(std::string_view(name).substr(0, name.size() - kPartial.size())))
      fs::remove(entry.path(), ignored);
  }
}

/// The metrics as text, without a last line that is only half written.
std::string whole_lines(const Path& path) {
  std::string text = read_text(path);
  text.resize(text.rfind('\n') + 1);
  return text;
}

/// The checkpoints of a run, the oldest first.
std::vector<Path> checkpoints_in(const Path& folder) {
  std::vector<std::pair<std::uint64_t, Path>> found;
  std::error_code error;
  for (const fs::directory_entry& entry : fs::directory_iterator(folder, error))
    if (const auto iteration = iteration_of(entry.path().filename().string()))
      found.emplace_back(*iteration, entry.path());
  std::sort(found.begin(), found.end());
  std::vector<Path> paths;
  for (auto& [iteration, path] : found) paths.push_back(std::move(path));
  return paths;
}

}  // namespace

NewRunFolder::NewRunFolder(const Path& asked_for, const std::string& name) {
  if (!asked_for.empty()) {
    Path folder = asked_for.lexically_normal();
    if (!folder.has_filename()) folder = folder.parent_path();  // "runs/mine/"
    ALEXNET_CHECK(make(folder), "{}: exists already; choose another folder for a new run",
                  folder.string());
    return;
  }
  Path path = Path("runs") / name;
  for (int i = 2; !make(path); ++i) path = Path("runs") / fmt::format("{}-{}", name, i);
}

NewRunFolder::~NewRunFolder() {
  std::error_code it_is_in_use;
  fs::remove(path_, it_is_in_use);
  for (const Path& above : made_above_) fs::remove(above, it_is_in_use);
}

/// Returns false if something is there already.
bool NewRunFolder::make(const Path& path) {
  if (fs::exists(path)) return false;
  const Path above = path.parent_path();
  std::vector<Path> missing;
  for (Path one = above; !one.empty() && !fs::exists(one); one = one.parent_path())
    missing.push_back(one);
  if (!missing.empty()) {
    create_folder(above);
    made_above_ = missing;
  }
  std::error_code error;  // creates it or, if another program was quicker, does not
  const bool made = fs::create_directory(path, error);
  ALEXNET_CHECK(!error, "{}: cannot create the folder: {}", path.string(), error.message());
  if (made) path_ = path;
  return made;
}

RunFolder::RunFolder(const Path& path) : path_(path) {
  create_folder(path);
  log_.reset(std::fopen((path / "log.txt").c_str(), "a"));
  ALEXNET_CHECK(log_, "{}: cannot write: {}", (path / "log.txt").string(), std::strerror(errno));
  // The system releases the lock however the program ends. (Some file systems have no locks.)
  if (flock(fileno(log_.get()), LOCK_EX | LOCK_NB) != 0 && errno == EWOULDBLOCK)
    throw_error("{}: another program is training there; stop it, or choose another folder",
                path.string());
  remove_partial_checkpoints(path);
  sink_before_ = set_log_sink({});
  set_log_sink([this](LogLevel level, const std::string& line) {
    sink_before_(level, line);
    note((level == LogLevel::warning ? "warning: " : "") + line);
  });
}

void RunFolder::note(const std::string& line) { print_if_possible(log_.get(), line + "\n"); }

RunFolder::~RunFolder() { set_log_sink(sink_before_); }

void RunFolder::write_config(const RunConfig& config) const {
  write_file(path_ / "config.toml", to_toml(config));
}

void RunFolder::append(const Measurement& m) {
  const Path path = path_ / "metrics.csv";
  const bool is_new = !fs::exists(path);
  std::ofstream file(path, std::ios::app);
  if (is_new) file << kHeader;
  file << fmt::format("{},{},{},{:.6g},{:.6g},{:.6g},{:.6g},{:.6g},{:.6g}\n", m.iteration,
                      m.epoch + 1, to_text(m.split), m.result.loss, m.result.top1_error,
                      m.result.top5_error, m.learning_rate, m.images_per_s, m.elapsed_s);
  file.flush();
  ALEXNET_CHECK(file.good(), "{}: cannot write: {}", path.string(), std::strerror(errno));
}

bool RunFolder::truncate_metrics(std::int64_t last_iteration, bool and_its_validation) {
  const Path path = path_ / "metrics.csv";
  if (!fs::exists(path)) return false;
  std::istringstream lines(whole_lines(path));
  std::string kept, line;
  bool is_validated = false;
  std::getline(lines, line);  // the header
  while (std::getline(lines, line)) {
    const std::int64_t iteration = std::atoll(line.c_str());
    const bool is_val = line.find(",val,") != std::string::npos;
    const bool again = iteration == last_iteration && is_val && and_its_validation;
    if (iteration > last_iteration || again) continue;
    kept += line + "\n";
    is_validated = is_validated || (iteration == last_iteration && is_val);
  }
  write_file(path, kHeader + kept);
  return is_validated;
}

std::vector<Measurement> RunFolder::read_metrics(const Path& folder) {
  const Path path = folder / "metrics.csv";
  std::istringstream lines(whole_lines(path));
  std::vector<Measurement> rows;
  std::string line;
  std::getline(lines, line);
  for (int number = 2; std::getline(lines, line); ++number) {
    Measurement m;
    const std::vector<std::string_view> f = fields_of(line);
    const bool is_measurement =
        f.size() == 9 && is_number(f[0], m.iteration) && is_number(f[1], m.epoch) && m.epoch >= 1 &&
        (f[2] == to_text(Split::train) || f[2] == to_text(Split::val)) &&
        is_number(f[3], m.result.loss) && is_number(f[4], m.result.top1_error) &&
        is_number(f[5], m.result.top5_error) && is_number(f[6], m.learning_rate) &&
        is_number(f[7], m.images_per_s) && is_number(f[8], m.elapsed_s);
    ALEXNET_CHECK(is_measurement,
                  "{}:{}: expected a measurement (iteration,epoch,train or val,...), found '{}'",
                  path.string(), number, line.substr(0, 60));
    --m.epoch;
    m.split = f[2] == to_text(Split::val) ? Split::val : Split::train;
    rows.push_back(m);
  }
  return rows;
}

Path RunFolder::checkpoint_path(std::int64_t iteration) const {
  return path_ / fmt::format("checkpoint-{:07}.safetensors", iteration);
}

void RunFolder::remove_old_checkpoints(int keep) const {
  const std::vector<Path> paths = checkpoints_in(path_);
  std::error_code ignored;  // an old file that cannot be removed does no harm
  for (int i = 0; i + keep < int(paths.size()); ++i) fs::remove(paths[i], ignored);
}

bool RunFolder::holds_run(const Path& folder) {
  if (newest_checkpoint(folder)) return true;
  if (!fs::exists(folder / "metrics.csv") && !fs::exists(folder / "config.toml")) return false;
  return std::any_of(
      fs::directory_iterator(folder), fs::directory_iterator(),
      [](const fs::directory_entry& entry) { return entry.path().extension() == ".safetensors"; });
}

std::optional<Path> RunFolder::newest_checkpoint(const Path& folder) {
  const std::vector<Path> paths = checkpoints_in(folder);
  return paths.empty() ? std::nullopt : std::optional(paths.back());
}

std::optional<Path> RunFolder::checkpoint_before_newest(const Path& folder) {
  const std::vector<Path> paths = checkpoints_in(folder);
  return paths.size() < 2 ? std::nullopt : std::optional(paths[paths.size() - 2]);
}

Path find_checkpoint(const Path& path) {
  ALEXNET_CHECK(fs::exists(path),
                "{}: there is no such checkpoint or run folder; `alexnet train` makes one",
                path.string());
  if (!fs::is_directory(path)) return path;
  std::error_code error;
  fs::directory_iterator(path, error);
  ALEXNET_CHECK(!error, "{}: cannot list the folder: {}", path.string(), error.message());
  const std::optional<Path> newest = RunFolder::newest_checkpoint(path);
  ALEXNET_CHECK(newest,
                "{}: the folder holds no checkpoint-<iteration>.safetensors; if the checkpoint has "
                "another name, name the file itself",
                path.string());
  return *newest;
}

}  // namespace alexnet
