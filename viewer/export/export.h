#pragma once
#include <optional>

#include "viewer/headless/headless.h"

namespace alexnet::viewer {

/// What is to be opened before anything is drawn.
struct OpenRequest {
  std::string checkpoint;  ///< empty: nothing
  std::string data;        ///< empty: what the network was trained on
};

/// Writes every panel as it would look in a window, with everything that it can show, under its
/// command-line name (kernels.png, predictions.png ...), and ten-views.png for one picture. Needs
/// no display. Returns the files. Errors: a network or data that cannot be opened, a folder that
/// cannot be written to.
std::vector<Path> export_panels(const OpenRequest& open, const Path& folder, PictureSize size);

}  // namespace alexnet::viewer
