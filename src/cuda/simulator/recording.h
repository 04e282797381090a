#pragma once
#include <functional>
#include <map>
#include <vector>

namespace alexnet::simulator {

/// What a Graph (cuda/graph.h) keeps while streams are recorded. Done again, it is done in the
/// order in which the host put it in; so whether streams wait for each other where they must shows
/// without a graph only (StreamOrder).
struct Recording {
  std::vector<std::function<void()>> work;
  /// Streams with work that the first one has not waited for itself, and how much had been put in
  /// when the last of it was.
  std::map<const void*, std::size_t> away;
};

/// The recording under way, or null. There is one at a time.
Recording*& recording();

/// Throws if there is one: `what` cannot be done in the middle of it.
void refuse_while_recording(const char* what);

}  // namespace alexnet::simulator
