#include "train/schedule.h"

#include <sstream>

#include "core/check.h"

namespace alexnet {
namespace {

std::vector<std::pair<int, float>> parse(const std::string& text) {
  std::vector<std::pair<int, float>> steps;
  std::istringstream in(text);
  for (std::string item; std::getline(in, item, ',');) {
    std::istringstream step(item);
    int epoch = -1;
    float rate = -1;
    char colon = 0;
    const bool read = bool(step >> epoch >> colon >> rate) && step.eof() && colon == ':';
    const bool rises = steps.empty() ? epoch == 0 : epoch > steps.back().first;
    if (!read || !rises || rate < 0)
      throw UsageError(fmt::format(
          "schedule '{}': expected epoch:rate,epoch:rate,... with epochs rising from 0, found '{}'",
          text, item));
    steps.emplace_back(epoch, rate);
  }
  return steps;
}

}  // namespace

Schedule::Schedule(const ScheduleOptions& options, float first_rate)
    : options_(options), steps_(parse(options.steps)), rate_(first_rate) {
  if (!steps_.empty()) rate_ = steps_.front().second;
}

void Schedule::end_of_epoch(int epoch, double validation_error) {
  if (!steps_.empty()) {
    rate_ = rate_at(epoch + 1);
    return;
  }
  ++epochs_since_best_;
  if (validation_error < best_error_) {
    best_error_ = validation_error;
    epochs_since_best_ = 0;
  }
  if (epochs_since_best_ < options_.patience) return;
  epochs_since_best_ = 0;
  if (drops_done_ == options_.drops) {
    finished_ = true;
  } else {
    ++drops_done_;
    rate_ /= 10;
  }
}

std::string Schedule::state() const {
  // %a writes a number exactly, so that a resumed run continues with the same bits.
  return fmt::format("{:a} {:a} {} {} {}", rate_, best_error_, epochs_since_best_, drops_done_,
                     int(finished_));
}

void Schedule::restore(const std::string& state, int epoch) {
  int finished = 0;
  const int read = std::sscanf(state.c_str(), "%a %la %d %d %d", &rate_, &best_error_,
                               &epochs_since_best_, &drops_done_, &finished);
  const bool is_possible = std::isfinite(rate_) && rate_ >= 0 && !std::isnan(best_error_) &&
                           epochs_since_best_ >= 0 && drops_done_ >= 0 &&
                           drops_done_ <= options_.drops;
  ALEXNET_CHECK(read == 5 && is_possible, "the checkpoint's schedule state is damaged: '{}'",
                state);
  finished_ = finished != 0;
  if (!steps_.empty()) {
    rate_ = rate_at(epoch);
    finished_ = false;
  }
}

float Schedule::rate_at(int epoch) const {
  float rate_then = steps_.front().second;
  for (const auto& [from, rate] : steps_)
    if (from <= epoch) rate_then = rate;
  return rate_then;
}

}  // namespace alexnet
