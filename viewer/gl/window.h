#pragma once
#include <functional>
#include <memory>

#include "viewer/app.h"
#include "viewer/model/worker.h"

namespace alexnet::viewer::gl {

/// Thrown where there is no display to open a window on.
struct NoDisplay : Error {
  using Error::Error;
};

struct WindowOptions {
  int width = 1280, height = 800;
  Path screenshot;  ///< write the window to this PNG once nothing is worked on any more, and end
};

/// Opens the window and draws frames until it is closed.
/// Errors: NoDisplay; a system without OpenGL 3.3.
void run_window(const WindowOptions& options, AppState& state, Worker& worker);

}  // namespace alexnet::viewer::gl
