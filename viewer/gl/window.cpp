#define GLAD_GL_IMPLEMENTATION
#include "viewer/gl/window.h"

#include <algorithm>
#include <utility>

// Before GLFW, which would include the system's GL.
#include "viewer/gl/glad.h"
//
#include <GLFW/glfw3.h>
#include <imgui_impl_glfw.h>
#include <imgui_impl_opengl3.h>

#include "cli/stop_signals.h"
#include "viewer/dropped_files.h"
#include "viewer/gl/textures.h"
#include "viewer/gl/window_keys.h"
#include "viewer/gl/window_picture.h"
#include "viewer/gl/window_size.h"
#include "viewer/script/places_file.h"
#include "viewer/script/player.h"
#include "viewer/toolkit/style.h"

namespace alexnet::viewer::gl {
namespace {

constexpr double kIdleFrame = 0.1;         // seconds: how late a result may be seen without input
constexpr double kMovingFrame = 1.0 / 60;  // while something changes all the time
constexpr int kFramesToSettle = 4;

std::string last_glfw_error;

/// GLFW, between glfwInit() and glfwTerminate().
struct Glfw {
  Glfw() {
    glfwSetErrorCallback([](int, const char* text) { last_glfw_error = text; });
    if (!glfwInit()) throw NoDisplay(fmt::format("there is no display ({})", last_glfw_error));
  }
  ~Glfw() { glfwTerminate(); }
};

struct DestroyWindow {
  void operator()(GLFWwindow* window) const { glfwDestroyWindow(window); }
};
using WindowPtr = std::unique_ptr<GLFWwindow, DestroyWindow>;

WindowPtr open_window(const WindowOptions& options) {
  glfwWindowHint(GLFW_CONTEXT_VERSION_MAJOR, 3);
  glfwWindowHint(GLFW_CONTEXT_VERSION_MINOR, 3);
  glfwWindowHint(GLFW_OPENGL_PROFILE, GLFW_OPENGL_CORE_PROFILE);
  glfwWindowHint(GLFW_OPENGL_FORWARD_COMPAT, GLFW_TRUE);  // macOS requires it
  glfwWindowHint(GLFW_SCALE_TO_MONITOR, GLFW_TRUE);
  WindowPtr window(glfwCreateWindow(options.width, options.height, "AlexNet", nullptr, nullptr));
  ALEXNET_CHECK(window != nullptr, "cannot open a window with OpenGL 3.3: {}", last_glfw_error);
  glfwMakeContextCurrent(window.get());
  glfwSwapInterval(1);
  ALEXNET_CHECK(gladLoadGL(glfwGetProcAddress) != 0, "cannot load OpenGL 3.3");
  return window;
}

/// ImGui with its two backends.
class Gui {
 public:
  Gui(GLFWwindow* window, float scale) {
    ImGui::CreateContext();
    ImGui::GetIO().IniFilename = nullptr;
    ImGui::GetIO().ConfigFlags |= ImGuiConfigFlags_NavEnableKeyboard;
    ImGui_ImplGlfw_InitForOpenGL(window, /*install_callbacks=*/true);
    ImGui_ImplOpenGL3_Init("#version 330 core");
    fit(window, scale);
  }
  ~Gui() {
    ImGui_ImplOpenGL3_Shutdown();
    ImGui_ImplGlfw_Shutdown();
    ImGui::DestroyContext();
  }

  /// Draws everything at this scale from the next frame on, on the monitor where the window is now.
  void fit(GLFWwindow* window, float scale) {
    const DisplayScale display = display_scale(window);
    const std::pair asked = {display.style * scale, display.pixels_per_unit};
    if (fitted_ == asked) return;
    fitted_ = asked;
    ImGui::GetIO().Fonts->Clear();
    ImGui::GetStyle() = ImGuiStyle();
    apply_style(display.style * scale, display.pixels_per_unit);
    ImGui_ImplOpenGL3_DestroyDeviceObjects();  // NewFrame() makes new ones, with these letters
  }

 private:
  std::pair<float, float> fitted_ = {0, 0};
};

void on_drop(GLFWwindow* window, int count, const char** paths) {
  auto& dropped = *static_cast<std::vector<Path>*>(glfwGetWindowUserPointer(window));
  dropped.insert(dropped.end(), paths, paths + count);
}

/// Puts the frame into the window's back buffer.
void render(GLFWwindow* window) {
  ImGui::Render();
  int width = 0, height = 0;
  glfwGetFramebufferSize(window, &width, &height);
  glViewport(0, 0, width, height);
  glClearColor(1, 1, 1, 1);
  glClear(GL_COLOR_BUFFER_BIT);
  ImGui_ImplOpenGL3_RenderDrawData(ImGui::GetDrawData());
}

}  // namespace

FrameRate run_window(const WindowOptions& options, AppState& state, Worker& worker) {
  const Glfw glfw;
  const WindowPtr window = open_window(options);
  limit_size(window.get(), options.scale, options.shrinks);
  Gui gui(window.get(), options.scale);
  Pictures pictures(make_texture, delete_texture);
  std::vector<Path> dropped;
  glfwSetWindowUserPointer(window.get(), &dropped);
  glfwSetDropCallback(window.get(), on_drop);
  WindowKeys keys(window.get());
  ScriptPlayer player(options.script.value_or(Script{}));
  PlacesFile places_file(options.places);
  std::map<std::string, Place> places;
  FrameRate rate;

  int quiet_frames = 0;
  double begun = glfwGetTime();
  while (!glfwWindowShouldClose(window.get()) && !cli::stop_requested) {
    const SnapshotPtr now = worker.snapshot();
    const bool trains = now->training->is_at_work();
    const bool moves = trains && now->training->phase != TrainingPhase::paused;
    const double pause = moves || !player.is_finished() ? kMovingFrame : kIdleFrame;
    glfwWaitEventsTimeout(std::max(1e-3, begun + pause - glfwGetTime()));
    begun = glfwGetTime();
    drop(std::exchange(dropped, {}), state, worker);
    gui.fit(window.get(), options.scale * keys.zoom());
    ImGui_ImplOpenGL3_NewFrame();
    ImGui_ImplGlfw_NewFrame();
    player.before_frame(places, state, worker);
    ImGui::NewFrame();
    Frame frame{*now, pictures, {}, false, {}};
    draw_app(frame, state);
    render(window.get());

    keys.read(options.pictures, state);
    if (player.screenshot()) write_png(*player.screenshot(), read_window(window.get()));
    if (player.closes()) glfwSetWindowShouldClose(window.get(), GLFW_TRUE);
    if (!options.screenshot.empty()) {
      quiet_frames = frame.commands.empty() && worker.is_idle() ? quiet_frames + 1 : 0;
      if (quiet_frames == kFramesToSettle) {
        ALEXNET_CHECK(now->message.empty(), "{}", now->message);
        write_png(options.screenshot, read_window(window.get()));
        glfwSetWindowShouldClose(window.get(), GLFW_TRUE);
      }
    }
    glfwSwapBuffers(window.get());
    pictures.end_frame();
    rate.frame(glfwGetTime(), moves);
    if (frame.cancel) worker.cancel();
    for (Command& command : frame.commands) worker.post(std::move(command), now.get());
    places = std::move(frame.places);
    if (!options.places.empty()) places_file.update(places);
  }
  return rate;
}

}  // namespace alexnet::viewer::gl
