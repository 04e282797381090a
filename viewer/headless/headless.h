#pragma once
#include "viewer/app.h"
#include "viewer/headless/rasterizer.h"

namespace alexnet::viewer {

/// The size of a window or its picture in pixels, and how large text and everything else is in it.
struct PictureSize {
  int width = 1280, height = 800;
  float scale = 1;
};

/// The viewer without a window: frames are drawn into memory, and clicks are scripted. Only one may
/// exist at a time.
class Headless {
 public:
  explicit Headless(PictureSize size);
  ~Headless();
  Headless(const Headless&) = delete;
  Headless& operator=(const Headless&) = delete;

  AppState state;

  /// Draws one frame of what the snapshot holds; returns what the panels ask for.
  std::vector<Command> draw(const Snapshot& now);
  /// Moves the mouse to the widget with that name and clicks it; returns what the panels ask for
  /// meanwhile. `where` is the place of the click, as shares of the widget's width and height.
  /// Errors: the last frame has no such widget.
  std::vector<Command> click(const Snapshot& now, const std::string& widget,
                             ImVec2 where = {0.5f, 0.5f});
  /// Only moves the mouse there, and waits for whatever appears.
  void point_at(const Snapshot& now, const std::string& widget, ImVec2 where = {0.5f, 0.5f});
  /// Types letters, as on a keyboard.
  std::vector<Command> type(const Snapshot& now, const std::string& letters);

  /// Presses a key and lets it go.
  std::vector<Command> press(const Snapshot& now, ImGuiKey key);

  /// Where the named widgets are in the last frame.
  const std::map<std::string, Place>& places() const { return places_; }
  bool has_widget(const std::string& name) const { return places_.count(name) > 0; }
  /// Every word that the last frame shows.
  const std::string& text() const { return text_; }
  /// Whether the last frame asked to cancel the work under way.
  bool cancelled() const { return cancelled_; }
  /// The last frame as a picture.
  Image picture() const;

 private:
  /// The point of a widget of the last frame.
  ImVec2 place_of(const std::string& widget, ImVec2 where) const;

  RasterTextures textures_;
  std::unique_ptr<Pictures> pictures_;
  std::map<std::string, Place> places_;
  std::string text_;
  bool cancelled_ = false;
};

}  // namespace alexnet::viewer
