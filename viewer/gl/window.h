#pragma once
#include <functional>
#include <memory>

#include "viewer/app.h"
#include "viewer/model/worker.h"
#include "viewer/script/script.h"

namespace alexnet::viewer::gl {

/// Thrown where there is no display to open a window on.
struct NoDisplay : Error {
  using Error::Error;
};

struct WindowOptions {
  int width = 1280, height = 800;
  Path screenshot;  ///< write the window to this PNG once nothing is worked on any more, and end
  std::optional<Script> script;  ///< played from the first frame on
  Path places;                   ///< where to write, whenever it changes, where every widget is
};

/// How fluent the window was while a network was being trained.
struct FrameRate {
  int frames = 0;
  double seconds = 0, longest_s = 0;
  double per_second() const { return seconds > 0 ? frames / seconds : 0; }
};

/// Opens the window and draws frames until it is closed.
/// Errors: NoDisplay; a system without OpenGL 3.3; a script that cannot be played.
FrameRate run_window(const WindowOptions& options, AppState& state, Worker& worker);

}  // namespace alexnet::viewer::gl
