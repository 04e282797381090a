#include "viewer/gl/window_picture.h"

#include <algorithm>

// Before GLFW, which would include the system's GL.
#include "viewer/gl/glad.h"
//
#include <GLFW/glfw3.h>

#include "core/log.h"

namespace alexnet::viewer::gl {

Image read_window(GLFWwindow* window) {
  int width = 0, height = 0;
  glfwGetFramebufferSize(window, &width, &height);
  Image bottom_up(width, height), image(width, height);
  glPixelStorei(GL_PACK_ALIGNMENT, 1);
  glReadPixels(0, 0, width, height, GL_RGB, GL_UNSIGNED_BYTE, bottom_up.rgb.data());
  for (int y = 0; y < height; ++y)
    std::copy_n(bottom_up.pixel(0, height - 1 - y), width * 3, image.pixel(0, y));
  return image;
}

void save_picture(GLFWwindow* window, const Path& folder, AppState& state) {
  Path path;
  std::error_code unreadable;  // then write_png() says why
  for (int i = 1; path.empty() || std::filesystem::exists(path, unreadable); ++i)
    path = folder / fmt::format("viewer-{}.png", i);
  try {
    write_png(path, read_window(window));
    log_info("picture: {}", path.string());
    state.notice = "saved " + path.string();
    state.notice_until = ImGui::GetTime() + 4;
  } catch (const Error& error) {
    state.message = error.what();
    ++state.message_number;
  }
}

}  // namespace alexnet::viewer::gl
