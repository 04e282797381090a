#include "viewer/gl/window_keys.h"

#define GLFW_INCLUDE_NONE
#include <GLFW/glfw3.h>
#include <imgui_impl_glfw.h>

#include <algorithm>
#include <cmath>
#include <span>
#include <utility>

#include "viewer/gl/window_picture.h"
#include "viewer/toolkit/page_keys.h"

namespace alexnet::viewer::gl {
namespace {

constexpr float kZoomStep = 1.125f;
constexpr int kMostZoomSteps = 6;  // to half the size, and twice

/// The monitor that shows the middle of the window: with a projector there are two.
GLFWmonitor* monitor_of(GLFWwindow* window) {
  int x = 0, y = 0, width = 0, height = 0, count = 0;
  glfwGetWindowPos(window, &x, &y);
  glfwGetWindowSize(window, &width, &height);
  const int middle_x = x + width / 2, middle_y = y + height / 2;
  GLFWmonitor** monitors = glfwGetMonitors(&count);
  for (GLFWmonitor* monitor : std::span(monitors, std::size_t(count))) {
    int left = 0, top = 0;
    glfwGetMonitorPos(monitor, &left, &top);
    const GLFWvidmode* mode = glfwGetVideoMode(monitor);
    if (middle_x >= left && middle_x < left + mode->width && middle_y >= top &&
        middle_y < top + mode->height)
      return monitor;
  }
  return glfwGetPrimaryMonitor();
}

/// The key that types this letter: on a French keyboard, Q lies elsewhere. (GLFW names keys by
/// their places on an American one.)
int key_of(char letter, int otherwise) {
  for (int key = GLFW_KEY_SPACE; key <= GLFW_KEY_WORLD_2; ++key) {
    const char* typed = glfwGetKeyName(key, 0);
    if (typed && typed[0] == letter && typed[1] == '\0') return key;
  }
  return otherwise;
}

/// Hands keys on to ImGui, the page keys as letters.
void on_key(GLFWwindow* window, int key, int scancode, int action, int modifiers) {
  if (key != GLFW_KEY_PAGE_UP && key != GLFW_KEY_PAGE_DOWN)
    return ImGui_ImplGlfw_KeyCallback(window, key, scancode, action, modifiers);
  if (action != GLFW_RELEASE) type_page_key(key == GLFW_KEY_PAGE_DOWN);
}

}  // namespace

WindowKeys::WindowKeys(GLFWwindow* window)
    : window_(window), full_screen_{GLFW_KEY_F11}, save_{GLFW_KEY_F12} {
  // A key that goes down and up between two frames is seen all the same.
  glfwSetInputMode(window, GLFW_STICKY_KEYS, GLFW_TRUE);
  glfwSetKeyCallback(window, on_key);  // in place of ImGui's own
}

void WindowKeys::read(const Path& pictures, AppState& state) {
  if (goes_down(save_)) save_picture(window_, pictures, state);
  if (goes_down(full_screen_)) toggle_full_screen();
  // Every key in every frame: a sticky key counts as pressed until it is asked for.
  const bool left = is_down(GLFW_KEY_LEFT_CONTROL), right = is_down(GLFW_KEY_RIGHT_CONTROL);
  const bool q = is_down(key_of('q', GLFW_KEY_Q));
  // Where + is typed with Shift, its key types = without.
  const bool plus = is_down(key_of('+', key_of('=', GLFW_KEY_EQUAL)));
  const bool minus = is_down(key_of('-', GLFW_KEY_MINUS));
  const bool pad_plus = is_down(GLFW_KEY_KP_ADD), pad_minus = is_down(GLFW_KEY_KP_SUBTRACT);
  const bool control = left || right;
  if (goes_down(larger_, control && (plus || pad_plus)))
    zoom_steps_ = std::min(zoom_steps_ + 1, kMostZoomSteps);
  if (goes_down(smaller_, control && (minus || pad_minus)))
    zoom_steps_ = std::max(zoom_steps_ - 1, -kMostZoomSteps);
  if (control && q) glfwSetWindowShouldClose(window_, GLFW_TRUE);
}

float WindowKeys::zoom() const { return std::pow(kZoomStep, float(zoom_steps_)); }

bool WindowKeys::is_down(int key) const { return glfwGetKey(window_, key) == GLFW_PRESS; }

bool WindowKeys::goes_down(Once& key) const { return goes_down(key, is_down(key.key)); }

bool WindowKeys::goes_down(Once& key, bool is_down) const {
  const bool was_down = std::exchange(key.was_down, is_down);
  return key.was_down && !was_down;
}

void WindowKeys::toggle_full_screen() {
  if (glfwGetWindowMonitor(window_)) {
    glfwSetWindowMonitor(window_, nullptr, before_.x, before_.y, before_.width, before_.height,
                         GLFW_DONT_CARE);
    return;
  }
  GLFWmonitor* monitor = monitor_of(window_);
  if (!monitor) return;
  glfwGetWindowPos(window_, &before_.x, &before_.y);
  glfwGetWindowSize(window_, &before_.width, &before_.height);
  const GLFWvidmode* mode = glfwGetVideoMode(monitor);
  glfwSetWindowMonitor(window_, monitor, 0, 0, mode->width, mode->height, mode->refreshRate);
}

}  // namespace alexnet::viewer::gl
