#pragma once
#include <optional>

#include "viewer/headless/headless.h"

namespace alexnet::viewer {

/// What is to be opened before anything is drawn.
struct OpenRequest {
  std::string checkpoint;  ///< empty: nothing
  std::string data;        ///< empty: what the network was trained on
};

/// Writes every panel as it would look in a window, with all that it can show, under its name on
/// the command line (kernels.png, predictions.png ...) and, of one picture, ten-views.png. Needs no
/// display. Returns the files. Errors: what cannot be opened, a folder that cannot be written to.
std::vector<Path> export_panels(const OpenRequest& open, const Path& folder, PictureSize size);

}  // namespace alexnet::viewer
