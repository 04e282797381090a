#pragma once
#include "viewer/app.h"
#include "viewer/headless/rasterizer.h"

namespace alexnet::viewer {

/// Of a window or its picture: pixels, and how large letters and all else are in it.
struct PictureSize {
  int width = 1280, height = 800;
  float scale = 1;
};

/// The viewer without a window: frames are drawn into memory, and clicks are scripted. One at a
/// time.
class Headless {
 public:
  explicit Headless(PictureSize size);
  ~Headless();
  Headless(const Headless&) = delete;
  Headless& operator=(const Headless&) = delete;

  AppState state;

  /// Draws one frame of what the snapshot holds; returns what the panels ask for.
  std::vector<Command> draw(const Snapshot& now);
  /// Moves the mouse to the widget of that name and clicks it; what the panels ask for meanwhile.
  /// `where` is the part of its width and height at which. Errors: the last frame has no such
  /// widget.
  std::vector<Command> click(const Snapshot& now, const std::string& widget,
                             ImVec2 where = {0.5f, 0.5f});
  /// Only moves there, and waits for what appears.
  void point_at(const Snapshot& now, const std::string& widget);
  /// Writes letters, as from a keyboard.
  std::vector<Command> type(const Snapshot& now, const std::string& letters);

  /// Where the last frame has its named widgets.
  const std::map<std::string, Place>& places() const { return places_; }
  bool has_widget(const std::string& name) const { return places_.count(name) > 0; }
  /// Every word that the last frame shows.
  const std::string& text() const { return text_; }
  /// Whether the last frame asked to give up what is being worked on.
  bool cancelled() const { return cancelled_; }
  /// The last frame as a picture.
  Image picture() const;

 private:
  RasterTextures textures_;
  std::unique_ptr<Pictures> pictures_;
  std::map<std::string, Place> places_;
  std::string text_;
  bool cancelled_ = false;
};

}  // namespace alexnet::viewer
