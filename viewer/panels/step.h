#pragma once
#include "viewer/model/position.h"
#include "viewer/model/probe.h"
#include "viewer/panels/chosen_picture.h"
#include "viewer/panels/remembered.h"

namespace alexnet::viewer {

struct StepState {
  ChosenPicture chosen;     ///< the picture that is stepped through
  bool backward = false;    ///< gradients instead of values
  int step = 0;             ///< how many nodes are behind us, forward from the first or back
  bool has_chosen = false;  ///< a value; until then it is the one furthest from zero
  bool was_maps = true;     ///< where it was chosen; a place in a map says nothing of a vector
  Position at;              ///< the value that is probed
  int window = -1;          ///< which of the maps that it is made of is shown; -1: the strongest
  Remembered<Probe> probe;
};

/// One picture's way through the network, node by node, forward and back; of every value the sum
/// that it is made of. The worker runs both passes at once and keeps all that they compute;
/// stepping reveals it in the order in which it came about, with the time that each node took.
void step_panel(Frame& frame, StepState& state);

/// What the parts of the panel look at.
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
};

/// The node's maps, to be clicked. (step_maps.cpp)
void step_sheet(Frame& frame, StepState& state, const StepView& view);
/// The picture with the receptive field, a map that is read with the window on it, and the map with
/// the value, which can be walked.
void step_places(Frame& frame, StepState& state, const StepView& view);
/// The sum, term by term. (step_terms.cpp)
void step_terms(Frame& frame, StepState& state, const StepView& view);

}  // namespace alexnet::viewer
