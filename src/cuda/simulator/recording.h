#pragma once
#include <functional>
#include <map>
#include <vector>

namespace alexnet::simulator {

/// What a Graph (cuda/graph.h) keeps while streams are recorded. When it is launched, the work is
/// done in the order in which the host put it in; so only a run without a graph shows whether
/// streams wait for each other where they must (StreamOrder).
struct Recording {
  std::vector<std::function<void()>> work;
  /// Streams with work that the first stream has not itself waited for, and the size of `work` just
  /// after the last entry of each.
  std::map<const void*, std::size_t> away;
  /// What was done meanwhile that must not be, where nobody could be told: in a destructor.
  const char* mistake = nullptr;
};

/// The recording in progress, or null. There is one at a time.
Recording*& recording();

/// Throws if there is one: `what` cannot be done during a recording.
void refuse_while_recording(const char* what);
/// The same where nothing may be thrown: the recording ends with the error.
void refuse_recording_later(const char* what) noexcept;

}  // namespace alexnet::simulator
