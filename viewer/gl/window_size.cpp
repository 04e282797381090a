#include "viewer/gl/window_size.h"

#define GLFW_INCLUDE_NONE
#include <GLFW/glfw3.h>

#include <algorithm>
#include <cmath>

#include "core/log.h"
#include "viewer/app.h"

namespace alexnet::viewer::gl {

DisplayScale display_scale(GLFWwindow* window) {
  // Some systems measure windows in pixels, and everything must be enlarged where pixels are
  // small; others measure in units of several pixels, and nothing must be.
  float content_scale = 1, ignored = 1;
  glfwGetWindowContentScale(window, &content_scale, &ignored);
  int units = 1, pixels = 1, unused = 0;
  glfwGetWindowSize(window, &units, &unused);
  glfwGetFramebufferSize(window, &pixels, &unused);
  // To an eighth: both are whole numbers, so their quotient changes a little with the window's
  // size.
  const float ratio = float(std::max(1, pixels)) / float(std::max(1, units));
  const float pixels_per_unit = std::max(1.0f, std::round(ratio * 8)) / 8;
  return {std::max(1.0f, content_scale / pixels_per_unit), pixels_per_unit};
}

void limit_size(GLFWwindow* window, float scale, bool shrinks) {
  GLFWmonitor* monitor = glfwGetPrimaryMonitor();
  if (!monitor) return;
  int left = 0, top = 0, room_x = 0, room_y = 0;
  glfwGetMonitorWorkarea(monitor, &left, &top, &room_x, &room_y);
  int frame_left = 0, frame_top = 0, frame_right = 0, frame_bottom = 0;
  glfwGetWindowFrameSize(window, &frame_left, &frame_top, &frame_right, &frame_bottom);
  room_x -= frame_left + frame_right;  // sizes are those of the content, without the title bar
  room_y -= frame_top + frame_bottom;
  const float enlarged = display_scale(window).style * scale;
  const int least_width = int(kLeastWidth * enlarged), least_height = int(kLeastHeight * enlarged);
  if (room_x < least_width || room_y < least_height)
    log_warning(
        "panels need {}x{} at --scale {}, but the monitor has {}x{}: some are cut off; try a "
        "smaller --scale",
        least_width, least_height, scale, room_x, room_y);
  glfwSetWindowSizeLimits(window, std::min(least_width, room_x), std::min(least_height, room_y),
                          GLFW_DONT_CARE, GLFW_DONT_CARE);
  int width = 0, height = 0;
  glfwGetWindowSize(window, &width, &height);
  if (shrinks && (width > room_x || height > room_y))
    glfwSetWindowSize(window, std::min(width, room_x), std::min(height, room_y));
}

}  // namespace alexnet::viewer::gl
