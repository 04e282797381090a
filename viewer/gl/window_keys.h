#pragma once
#include "viewer/app.h"

struct GLFWwindow;

namespace alexnet::viewer::gl {

/// The keys that the window itself handles: F11 fills the screen and leaves it again, F12 saves a
/// picture, Ctrl and + or - make everything larger or smaller, Ctrl and Q close the window. All
/// others go to ImGui, Page Up and Page Down as letters (toolkit/page_keys.h). To be made after
/// ImGui's backend.
class WindowKeys {
 public:
  explicit WindowKeys(GLFWwindow* window);

  /// Once per frame, before the buffers are swapped. `pictures`: the folder for F12.
  void read(const Path& pictures, AppState& state);
  /// How much larger everything should be than at first.
  float zoom() const;

 private:
  /// A key that counts once, however long it is held.
  struct Once {
    int key = 0;
    bool was_down = false;
  };
  bool is_down(int key) const;
  bool goes_down(Once& key) const;
  bool goes_down(Once& key, bool is_down) const;
  void toggle_full_screen();

  GLFWwindow* window_;
  Once full_screen_, save_, larger_, smaller_;
  int zoom_steps_ = 0;
  struct {
    int x = 0, y = 0, width = 0, height = 0;
  } before_;  ///< the window's place before it filled the screen
};

}  // namespace alexnet::viewer::gl
