#pragma once

struct GLFWwindow;

namespace alexnet::viewer::gl {

/// How the display enlarges things.
struct DisplayScale {
  float style = 1;            ///< of letters and everything else, in the window's units
  float pixels_per_unit = 1;  ///< of the window's units
};
DisplayScale display_scale(GLFWwindow* window);

/// Lets the window be no smaller than its panels need at this scale and, if it `shrinks`, makes it
/// no larger than the monitor's work area. Warns where panels need more than the monitor has.
void limit_size(GLFWwindow* window, float scale, bool shrinks);

}  // namespace alexnet::viewer::gl
