#pragma once
#include <chrono>
#include <map>
#include <optional>

#include "viewer/app.h"
#include "viewer/model/worker.h"
#include "viewer/script/script.h"

namespace alexnet::viewer {

/// Plays a script with mouse and keyboard, a little in every frame: in a window or without one.
class ScriptPlayer {
 public:
  explicit ScriptPlayer(Script script);

  /// Call just before ImGui::NewFrame(). `places` are those of the previous frame.
  /// Errors: a widget that does not appear in time; a wait that takes half an hour.
  void before_frame(const std::map<std::string, Place>& places, AppState& state, Worker& worker);
  /// Where to write the frame that was just drawn, if anywhere.
  std::optional<Path> screenshot() const { return screenshot_; }
  /// Whether the script says that the window closes now.
  bool closes() const { return closes_; }
  /// Whether every step is done.
  bool is_finished() const { return next_ == script_.steps.size(); }

 private:
  using Clock = std::chrono::steady_clock;

  bool play(const ScriptStep& step, const std::map<std::string, Place>& places, AppState& state,
            Worker& worker);
  bool go_to(const ScriptStep& step, const std::map<std::string, Place>& places);
  bool click(const ScriptStep& step, const std::map<std::string, Place>& places);
  bool press(const std::string& key);
  bool wait(const std::string& what, const Worker& worker);
  bool wait_for(bool state);
  double seconds_in_step() const;

  Script script_;
  std::size_t next_ = 0;
  int frame_ = 0;  // of the step
  int quiet_frames_ = 0;
  Clock::time_point started_ = Clock::now();
  ImVec2 mouse_ = {-1, -1};
  bool pressed_ = false;
  std::optional<Path> screenshot_;
  bool closes_ = false;
};

}  // namespace alexnet::viewer
