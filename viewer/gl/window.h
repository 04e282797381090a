#pragma once
#include <functional>
#include <memory>

#include "viewer/app.h"
#include "viewer/gl/frame_rate.h"
#include "viewer/model/worker.h"
#include "viewer/script/script.h"

namespace alexnet::viewer::gl {

/// Thrown where there is no display to open a window on.
struct NoDisplay : Error {
  using Error::Error;
};

struct WindowOptions {
  int width = 1280, height = 800;
  float scale = 1;       ///< of text and everything else, times what the display asks for
  bool shrinks = false;  ///< if it is larger than the monitor has room for
  Path screenshot;       ///< write the window to this PNG once no work is left, and end the program
  std::optional<Script> script;  ///< played from the first frame on
  Path places;    ///< the file that says where every widget is (script/places_file.h); empty: none
  Path pictures;  ///< the folder in which F12 saves what the window shows
};

/// Opens the window and draws frames until it is closed: by the user, also with Ctrl and Q, or by
/// the script. Errors: NoDisplay; a system without OpenGL 3.3; a script that cannot be played.
FrameRate run_window(const WindowOptions& options, AppState& state, Worker& worker);

}  // namespace alexnet::viewer::gl
