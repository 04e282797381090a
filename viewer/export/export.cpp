#include "viewer/export/export.h"

#include <filesystem>

#include "viewer/headless/headless.h"
#include "viewer/model/watched_run.h"
#include "viewer/model/worker.h"

namespace alexnet::viewer {
namespace {

/// A viewer that waits for every result before it draws.
class Exporter {
 public:
  Exporter(const OpenRequest& open, PictureSize size) : headless_(size) {
    ask(FindRuns{});
    if (!open.checkpoint.empty()) ask(OpenCheckpoint{open.checkpoint, open.data});
    has_validation_pictures_ = worker_.snapshot()->validation != nullptr;
    if (!has_validation_pictures_) show_photographs();
    const Path run = open.checkpoint;
    if (!run.empty() && std::filesystem::exists(run / "metrics.csv")) watch(run);
  }

  Image panel(Panel panel) {
    headless_.state.panel = panel;
    settle();
    if (has_validation_pictures_ && panel == Panel::neighbours && !worker_.snapshot()->neighbours)
      ask_all(headless_.click(now(), "find neighbours"));
    if (panel == Panel::step && headless_.has_widget("step conv2a"))
      ask_all(headless_.click(now(), "step conv2a"));
    if (panel == Panel::compare && headless_.has_widget("compare now"))
      ask_all(headless_.click(now(), "compare now"));
    if (panel == Panel::kernels && headless_.has_widget("kernel a 0"))
      ask_all(headless_.click(now(), "kernel a 0"));
    settle();
    Image picture = headless_.picture();
    headless_.state.dismissed_message = worker_.snapshot()->message_number;  // it was this panel's
    return picture;
  }

  bool can_show_ten_views() {
    panel(Panel::predictions);
    return headless_.has_widget("picture 0");
  }

  Image ten_views() {
    ask_all(headless_.click(now(), "picture 0"));
    settle();
    return headless_.picture();
  }

 private:
  /// A network without its data can still predict the photographs that come with the program.
  void show_photographs() {
    const SnapshotPtr now = worker_.snapshot();
    if (!now->network || now->available->photographs.empty()) return;
    ask(PredictFiles{{now->available->photographs}});
    show_own_pictures(headless_.state);
  }
  /// What the training panel shows of a run folder, as if it were watched.
  void watch(const Path& folder) {
    auto facts = std::make_shared<TrainingFacts>();
    facts->phase = TrainingPhase::watching;
    facts->folder = folder;
    put_into(*facts, WatchedRun(folder).look());
    watched_ = std::move(facts);
  }
  Snapshot now() {
    Snapshot snapshot = *worker_.snapshot();
    if (watched_) snapshot.training = watched_;
    return snapshot;
  }
  /// Opens something. Errors: what the window would show as a message.
  void ask(const Command& command) {
    worker_.post(command);
    worker_.wait_until_idle();
    const SnapshotPtr snapshot = worker_.snapshot();
    ALEXNET_CHECK(snapshot->message.empty(), "{}", snapshot->message);
  }
  /// Posts what a panel asks for. Anything that goes wrong is seen in its picture.
  void ask_all(const std::vector<Command>& commands) {
    for (const Command& command : commands) worker_.post(command);
    worker_.wait_until_idle();
  }
  /// Draws until nothing more is asked for and the layout has settled.
  void settle() {
    for (int quiet = 0; quiet < 3;) {
      const std::vector<Command> commands = headless_.draw(now());
      ask_all(commands);
      quiet = commands.empty() ? quiet + 1 : 0;
    }
  }

  Headless headless_;
  Worker worker_;
  bool has_validation_pictures_ = false;
  std::shared_ptr<const TrainingFacts> watched_;
};

}  // namespace

std::vector<Path> export_panels(const OpenRequest& open, const Path& folder, PictureSize size) {
  Exporter exporter(open, size);
  create_folder(folder);
  std::vector<Path> files;
  const auto write = [&](const std::string& name, const Image& picture) {
    files.push_back(folder / (name + ".png"));
    write_png(files.back(), picture);
  };
  for (const PanelName& panel : panel_names()) write(panel.name, exporter.panel(panel.panel));
  if (exporter.can_show_ten_views()) write("ten-views", exporter.ten_views());
  return files;
}

}  // namespace alexnet::viewer
