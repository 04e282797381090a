#pragma once
#include <string>
#include <vector>

#include "core/file.h"

// A visit to the viewer as a text file, one step a line:
//
//     panel training          show this panel
//     click train             click the widget with that name
//     point explain section 5 move the mouse there, and leave it
//     key 2                   a digit or letter, or tab, space, enter, escape, left, right, up, ...
//     type runs/demo          write letters
//     drop photo.jpg          as if files were dropped on the window
//     wait idle               until no work is left; a training run may continue
//     wait training           until no network is being trained
//     wait 2s
//     screenshot seen.png     write what the window shows
//     close
//     # a comment
namespace alexnet::viewer {

struct ScriptStep {
  enum class Kind { panel, click, point, key, type, drop, wait, screenshot, close };
  int line = 0;
  Kind kind = Kind::close;
  std::string argument;
};

struct Script {
  std::string file;  ///< where it comes from, for messages
  std::vector<ScriptStep> steps;
  double patience_s = 10;  ///< how long a widget may take to appear
};

/// Errors (UsageError): a line that is no step: file, line, what was expected and what was found.
Script parse_script(const std::string& file, const std::string& text);
Script read_script(const Path& file);

/// The seconds in a text such as "2s"; below 0 if it is no such text.
double parse_seconds(const std::string& text);

}  // namespace alexnet::viewer
