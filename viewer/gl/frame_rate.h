#pragma once
#include <algorithm>

namespace alexnet::viewer::gl {

/// How smoothly the window runs while a network is being trained.
class FrameRate {
 public:
  /// Call after each frame, with the time in seconds; frames that do not count are left out.
  void frame(double now_s, bool counts) {
    if (counts && last_s_ > 0) {
      ++frames_;
      seconds_ += now_s - last_s_;
      longest_s_ = std::max(longest_s_, now_s - last_s_);
    }
    last_s_ = counts ? now_s : 0;
  }
  int frames() const { return frames_; }
  double per_second() const { return seconds_ > 0 ? frames_ / seconds_ : 0; }
  double longest_ms() const { return 1000 * longest_s_; }

 private:
  int frames_ = 0;
  double seconds_ = 0, longest_s_ = 0, last_s_ = 0;
};

}  // namespace alexnet::viewer::gl
