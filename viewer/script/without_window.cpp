#include "viewer/script/without_window.h"

#include <thread>

#include "cli/stop_signals.h"
#include "viewer/script/places_file.h"
#include "viewer/script/player.h"

namespace alexnet::viewer {

void play_without_window(const Script& script, const AppState& state, Worker& worker,
                         PictureSize size, const Path& places) {
  constexpr auto kFrame = std::chrono::milliseconds(5);  // short enough for scripts, and no burden
  Headless headless(size);
  headless.state = state;
  ScriptPlayer player(script);
  PlacesFile places_file(places);
  while (!player.is_finished() && !player.closes() && !cli::stop_requested) {
    player.before_frame(headless.places(), headless.state, worker);
    const SnapshotPtr now = worker.snapshot();
    std::vector<Command> commands = headless.draw(*now);
    if (headless.cancelled()) worker.cancel();  // what came before this frame
    for (Command& command : commands) worker.post(std::move(command), now.get());
    if (!places.empty()) places_file.update(headless.places());
    if (player.screenshot()) write_png(*player.screenshot(), headless.picture());
    std::this_thread::sleep_for(kFrame);
  }
}

}  // namespace alexnet::viewer
