#pragma once
#include "core/image.h"
#include "viewer/app.h"

struct GLFWwindow;

namespace alexnet::viewer::gl {

/// What has been drawn for the window since the buffers were last swapped.
Image read_window(GLFWwindow* window);

/// Saves that as the next free viewer-1.png, viewer-2.png, ... in the folder. Where that fails, the
/// user is told in the window.
void save_picture(GLFWwindow* window, const Path& folder, AppState& state);

}  // namespace alexnet::viewer::gl
