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
    : options_(options), written_(parse(options.written)), rate_(first_rate) {
  if (!written_.empty()) rate_ = written_.front().second;
}

void Schedule::end_of_epoch(int epoch, double validation_error) {
  if (!written_.empty()) {
    rate_ = written_rate(epoch + 1);
    return;
  }
  ++epochs_since_best_;
  if (validation_error < best_error_) {
    best_error_ = validation_error;
    epochs_since_best_ = 0;
  }
  if (epochs_since_best_ < options_.patience) return;
  epochs_since_best_ = 0;
  if (divisions_done_ == options_.divisions) {
    finished_ = true;
  } else {
    ++divisions_done_;
    rate_ /= 10;
  }
}

std::string Schedule::state() const {
  // %a writes a number exactly, so that a resumed run goes on with the same bits.
  return fmt::format("{:a} {:a} {} {} {}", rate_, best_error_, epochs_since_best_, divisions_done_,
                     int(finished_));
}

void Schedule::restore(const std::string& state, int epoch) {
  int finished = 0;
  const int read = std::sscanf(state.c_str(), "%a %la %d %d %d", &rate_, &best_error_,
                               &epochs_since_best_, &divisions_done_, &finished);
  ALEXNET_CHECK(read == 5, "the checkpoint's schedule state is damaged: '{}'", state);
  finished_ = finished != 0;
  if (!written_.empty()) {
    rate_ = written_rate(epoch);
    finished_ = false;
  }
}

float Schedule::written_rate(int epoch) const {
  float rate_then = written_.front().second;
  for (const auto& [from, rate] : written_)
    if (from <= epoch) rate_then = rate;
  return rate_then;
}

}  // namespace alexnet
