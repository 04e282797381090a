#pragma once
#include "viewer/model/position.h"
#include "viewer/model/probe.h"
#include "viewer/toolkit/chosen_picture.h"
#include "viewer/toolkit/remembered.h"

namespace alexnet::viewer {

struct StepState {
  ChosenPicture chosen;     ///< the picture that is stepped through
  bool backward = false;    ///< gradients instead of values
  int step = 0;             ///< how many nodes come before this one, on the way forward or back
  bool has_chosen = false;  ///< the user has; until then, `at` is the value furthest from zero
  bool was_maps = true;     ///< chosen in maps; a place in a map means nothing in a vector
  Position at;              ///< the value that is probed
  int window = -1;          ///< which of the maps in its sum is shown; -1: the strongest
  Remembered<Probe> probe;
};

/// One picture's way through the network, node by node, forward and back; and for every value the
/// sum behind it. The worker runs both passes at once and keeps all that they compute; stepping
/// reveals it in the order in which it was computed, with the time that each node took.
void step_panel(Frame& frame, StepState& state);

/// What the parts of the panel share.
struct StepView {
  const NetworkFacts& network;
  const Trace& trace;
  int node;                ///< kPicture at the end of the way back
  ConstTensorView values;  ///< what the node computed, or the gradient with respect to it
  /// The value that is looked at. (A click in this frame moves StepState::at, for the next one.)
  Position at;
  const Probe& probe;  ///< of it
  int window;          ///< of the probe's; -1 where it has none

  std::string name(int of_node) const {
    return of_node == kPicture ? "picture" : network.nodes[of_node].name;
  }
  /// "map 2"; of a picture with three channels, their colours.
  std::string map_name(int of_node, int map) const {
    constexpr const char* kChannels[] = {"red", "green", "blue"};
    const bool has_colours = of_node == kPicture && trace.output(kPicture).shape.c == 3;
    return has_colours ? kChannels[map] : fmt::format("map {}", map);
  }
  /// The same of a window that may reach over several maps: "maps 29-33".
  std::string map_names(int of_node, int first, int last) const {
    return first == last ? map_name(of_node, first) : fmt::format("maps {}-{}", first, last);
  }
};

/// The node's maps, to be clicked. (step_maps.cpp)
void step_sheet(Frame& frame, StepState& state, const StepView& view);
/// The picture with the receptive field, a map that is read with the window on it, and the map with
/// the value, which the arrows walk over.
void step_places(Frame& frame, StepState& state, const StepView& view);
/// The sum, term by term. (step_terms.cpp)
void step_terms(Frame& frame, StepState& state, const StepView& view);

}  // namespace alexnet::viewer
