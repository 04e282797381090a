#include "viewer/script/player.h"

#include "viewer/dropped_files.h"
#include "viewer/headless/hands.h"

namespace alexnet::viewer {
namespace {

using Kind = ScriptStep::Kind;

constexpr double kLongestWait_s = 1800;
constexpr int kFramesToSettle = 4;

}  // namespace

ScriptPlayer::ScriptPlayer(Script script) : script_(std::move(script)) {}

void ScriptPlayer::before_frame(const std::map<std::string, Place>& places, AppState& state,
                                Worker& worker) {
  screenshot_.reset();
  if (is_finished()) return;
  const ScriptStep& step = script_.steps[next_];
  const bool done = play(step, places, state, worker);
  ++frame_;
  move_mouse(mouse_, pressed_);  // in every frame: a window keeps asking the real mouse
  if (!done) return;
  ++next_;
  frame_ = quiet_frames_ = 0;
  started_ = Clock::now();
}

/// Plays the step's part in the next frame; returns whether the step is then done.
bool ScriptPlayer::play(const ScriptStep& step, const std::map<std::string, Place>& places,
                        AppState& state, Worker& worker) {
  switch (step.kind) {
    case Kind::panel:
      state.panel = *find_panel(step.argument);
      return true;
    case Kind::click:
      return click(step, places);
    case Kind::point:
      return go_to(step, places) && frame_ > kFramesToSettle;
    case Kind::key:
      return press(step.argument);
    case Kind::type:
      ImGui::GetIO().AddInputCharactersUTF8(step.argument.c_str());
      return true;
    case Kind::drop:
      drop({step.argument}, state, worker);
      return true;
    case Kind::wait:
      return wait(step.argument, worker);
    case Kind::screenshot:
      if (frame_ < kFramesToSettle) return false;
      screenshot_ = step.argument;
      return true;
    case Kind::close:
      closes_ = true;
      return true;
  }
  return true;
}

/// Moves the mouse to the widget, if it is there; returns whether it is.
bool ScriptPlayer::go_to(const ScriptStep& step, const std::map<std::string, Place>& places) {
  const auto place = places.find(step.argument);
  const bool is_there = place != places.end();
  if (is_there && place->second.is_seen) {
    mouse_ = place->second.centre();
    return true;
  }
  frame_ = -1;  // the step begins when it is there
  if (seconds_in_step() < script_.patience_s) return false;
  ALEXNET_CHECK(!is_there,
                "{}:{}: the widget '{}' is scrolled out of sight; a larger --size may help",
                script_.file, step.line, step.argument);
  std::string names;
  for (const auto& [name, where] : places) names += (names.empty() ? "" : ", ") + name;
  throw_error("{}:{}: expected a widget named '{}', found only these: {}", script_.file, step.line,
              step.argument, names);
}

/// Moves the mouse there, presses, releases, moves away.
bool ScriptPlayer::click(const ScriptStep& step, const std::map<std::string, Place>& places) {
  if (frame_ == 0 && !go_to(step, places)) return false;
  pressed_ = frame_ == 2;
  if (frame_ < 4) return false;
  mouse_ = {-1, -1};
  return true;
}

bool ScriptPlayer::press(const std::string& key) {
  if (key.size() == 1) {
    ImGui::GetIO().AddInputCharactersUTF8(key.c_str());
    return true;
  }
  hold_key(*find_key(key), frame_ == 0);
  return frame_ > 0;
}

bool ScriptPlayer::wait(const std::string& what, const Worker& worker) {
  if (what == "idle") return wait_for(worker.is_idle());
  if (what == "training") return wait_for(!worker.is_training());
  return seconds_in_step() >= parse_seconds(what);
}

/// Waits until it has been so for a few frames: panels may ask for more when they see a result.
bool ScriptPlayer::wait_for(bool state) {
  quiet_frames_ = state ? quiet_frames_ + 1 : 0;
  ALEXNET_CHECK(seconds_in_step() < kLongestWait_s, "{}:{}: waited for half an hour", script_.file,
                script_.steps[next_].line);
  return quiet_frames_ >= kFramesToSettle;
}

double ScriptPlayer::seconds_in_step() const {
  return std::chrono::duration<double>(Clock::now() - started_).count();
}

}  // namespace alexnet::viewer
