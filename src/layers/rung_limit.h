#pragma once
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace alexnet::cpu {

/// While it lives, no op that this thread runs on the CPU takes a rung above the named one, if its
/// ladder has that rung: "naive" keeps all layers to the textbook's loops, "offset_table" keeps
/// convolutions from Winograd's method. For stepping through a plain rung, and for comparing with
/// the formula. A nested limit never lifts the outer one. (Each layer's *_cpu.cpp chooses the rung;
/// for GPUs, its *_cuda.cu.)
/// Errors: a name that no rung has.
class RungLimit {
 public:
  explicit RungLimit(std::string_view name);
  ~RungLimit();
  RungLimit(const RungLimit&) = delete;
  RungLimit& operator=(const RungLimit&) = delete;

  /// The limit that this thread set last, and the one outside it; null if there is none.
  static const RungLimit* innermost();
  const RungLimit* outer() const { return outer_; }
  const std::string& name() const { return name_; }

 private:
  std::string name_;
  const RungLimit* outer_;
};

/// The names of the rungs of all ladders of the CPU, each once.
std::vector<std::string> rung_names();

/// The rungs of a ladder that this thread may use.
template <class Rung>
std::span<const Rung> allowed(std::span<const Rung> ladder) {
  for (const RungLimit* limit = RungLimit::innermost(); limit; limit = limit->outer())
    for (std::size_t i = 0; i < ladder.size(); ++i)
      if (ladder[i].name == limit->name()) ladder = ladder.first(i + 1);
  return ladder;
}

}  // namespace alexnet::cpu
