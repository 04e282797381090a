#pragma once
#include <imgui.h>

#include <algorithm>
#include <functional>
#include <map>
#include <string>
#include <vector>

#include "viewer/model/commands.h"
#include "viewer/model/snapshot.h"
#include "viewer/toolkit/pictures.h"

namespace alexnet::viewer {

/// A widget's place on the screen.
struct Place {
  ImVec2 min, max;
  bool is_seen = true;  ///< its middle is; else it is scrolled out of sight, and a click misses it
  ImVec2 centre() const { return {(min.x + max.x) / 2, (min.y + max.y) / 2}; }
};

/// What a panel works with for one frame: what it reads, and what it leaves behind.
struct Frame {
  const Snapshot& now;
  Pictures& pictures;

  std::vector<Command> commands;        ///< for the worker, in this order
  bool cancel = false;                  ///< cancel the work under way
  std::map<std::string, Place> places;  ///< of the named widgets, for scripted clicks

  /// Asks the worker for something.
  void ask(Command command);
  /// Names the widget that was just drawn.
  void name_widget(const std::string& name);
};

/// Whether work of this kind, such as is meant, waits or is being done, so that its result will
/// come.
template <class C>
bool is_coming(
    const Snapshot& now,
    const std::function<bool(const C&)>& is_meant = [](const C&) { return true; }) {
  return std::any_of(now.coming.begin(), now.coming.end(), [&](const Command& command) {
    const C* c = std::get_if<C>(&command);
    return c && is_meant(*c);
  });
}

/// The same, or the panel has just asked for it.
template <class C>
bool is_coming(const Frame& frame) {
  return is_coming<C>(frame.now) ||
         std::any_of(frame.commands.begin(), frame.commands.end(),
                     [](const Command& command) { return std::holds_alternative<C>(command); });
}

/// Whether validation pictures are on their way.
inline bool validation_pictures_are_coming(const Snapshot& now) {
  return is_coming<OpenCheckpoint>(now) || is_coming<OpenData>(now);
}

}  // namespace alexnet::viewer
