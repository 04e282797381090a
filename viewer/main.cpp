#include <cmath>

#include "cli/exit_code.h"
#include "cli/option_values.h"
#include "predict/shipped.h"
#include "viewer/export/export.h"
#include "viewer/gl/window.h"
#include "viewer/script/without_window.h"

namespace {

using namespace alexnet;
using namespace alexnet::viewer;

struct Options {
  OpenRequest open;
  std::string export_folder, screenshot, panel, size;
  std::string script, places, pictures = ".";
  float scale = 1;
  bool headless = false;
  std::int64_t max_iterations = -1;
};

PictureSize scaled(int width, int height, float scale) {
  return {int(std::lround(float(width) * scale)), int(std::lround(float(height) * scale)), scale};
}

/// What --size asks for, or 1280x800 times --scale. Errors: no size; one in which panels are cut.
PictureSize picture_size(const Options& o) {
  if (o.size.empty()) return scaled(1280, 800, o.scale);
  PictureSize size{.scale = o.scale};
  char end = 0;
  if (std::sscanf(o.size.c_str(), "%dx%d%c", &size.width, &size.height, &end) != 2 ||
      size.width > 7680 || size.height > 4320)
    throw UsageError(
        fmt::format("--size {}: expected WIDTHxHEIGHT up to 7680x4320, such as 1280x800", o.size));
  const PictureSize least = scaled(kLeastWidth, kLeastHeight, o.scale);
  if (size.width < least.width || size.height < least.height)
    throw UsageError(fmt::format(
        "--size {} at --scale {}: panels need at least {}x{}; give that, or leave --size out",
        o.size, o.scale, least.width, least.height));
  return size;
}

void add_options(CLI::App& app, Options& o) {
  app.add_option("network", o.open.checkpoint,
                 "A run folder, or a checkpoint file; default: the network that is shipped");
  app.add_option("--data", o.open.data,
                 "Data to use instead of what the network was trained on: 'drawn', or the folder "
                 "of a data set");
  app.add_option("--panel", o.panel, "Which panel is shown first: " + panel_list())
      ->default_str("kernels, or start where no network is given");
  app.add_option("--export", o.export_folder,
                 "Write every panel as a PNG to this folder and exit; needs no display");
  app.add_option("--screenshot", o.screenshot, "Write the window with --panel to this PNG and exit")
      ->excludes("--export");
  app.add_option("--size", o.size,
                 "Size of the pictures in pixels, or of the window, which a display may enlarge")
      ->default_str("1280x800 times the scale, as far as the monitor has room");
  app.add_option("--scale", o.scale, "Size of text and everything else: 1.5 for a lecture hall")
      ->check(cli::number_from(0.5, 4))
      ->capture_default_str();
  CLI::Option* script = app.add_option("--script", o.script,
                                       "Replay the steps in this file, one per line: panel, click, "
                                       "point, key, type, drop, wait, screenshot, close")
                            ->excludes("--export")
                            ->excludes("--screenshot");
  app.add_flag("--headless", o.headless, "Play the script without a display")->needs(script);
  app.add_option("--places", o.places,
                 "Keep writing to this file where every widget is, for programs that click")
      ->excludes("--export");
  app.add_option("--pictures", o.pictures, "The folder in which F12 saves what the window shows")
      ->capture_default_str();
  app.add_option("--max-iterations", o.max_iterations,
                 "Stop runs that are started here after this many batches; -1: train until the "
                 "epochs are done")
      ->check(CLI::Range(std::int64_t{-1}, std::int64_t{1} << 60))
      ->capture_default_str();
  app.footer(
      "Panel start offers the runs below ./runs, and a training run of two minutes.\n"
      "Pictures that are dropped on the window are predicted.\n"
      "F11 fills the screen, F12 saves what the window shows, Ctrl and + or - make everything\n"
      "larger or smaller, Ctrl and Q close the window.\n"
      "Examples:\n"
      "  alexnet-viewer\n"
      "  alexnet-viewer runs/demo\n"
      "  alexnet-viewer --panel training              train, or watch a run\n"
      "  alexnet-viewer runs/demo --export pictures\n"
      "  alexnet-viewer --script visit.txt --headless\n"
      "where visit.txt may be (viewer/script/script.h lists all steps):\n"
      "  panel step\n"
      "  wait idle\n"
      "  screenshot step.png\n"
      "  close");
}

void open_window(const Options& o, Panel panel, PictureSize size) {
  std::optional<Script> script;
  if (!o.script.empty()) script = read_script(o.script);
  // Ctrl-C: the loop that draws frames stops, and a training run that is under way saves.
  cli::watch_for_stop_signals();
  cli::go_on_unread();  // nor does a terminal that is gone keep it from saving
  Worker worker;
  worker.post(FindRuns{});
  if (!o.open.checkpoint.empty()) worker.post(OpenCheckpoint{o.open.checkpoint, o.open.data});
  AppState state;
  state.panel = panel;
  state.training.max_iterations = o.max_iterations;
  if (o.headless) {
    play_without_window(*script, state, worker, size, o.places);
    return worker.finish_training();
  }
  try {
    const gl::FrameRate rate = gl::run_window({size.width, size.height, size.scale, o.size.empty(),
                                               o.screenshot, script, o.places, o.pictures},
                                              state, worker);
    if (rate.frames() > 0)
      log_info("while training the window drew {:.0f} frames/s; the longest took {:.0f} ms",
               rate.per_second(), rate.longest_ms());
    worker.finish_training();
  } catch (const gl::NoDisplay& error) {
    throw_error("{}; --export FOLDER writes the same pictures without one", error.what());
  }
}

Panel first_panel(const Options& o) {
  if (o.panel.empty()) return o.open.checkpoint.empty() ? Panel::start : Panel::kernels;
  const std::optional<Panel> panel = find_panel(o.panel);
  if (!panel)
    throw UsageError(fmt::format("--panel {}: expected one of {}", o.panel, panel_list()));
  return *panel;
}

void run(Options o) {
  const Panel panel = first_panel(o);
  if (o.open.checkpoint.empty() && std::filesystem::exists(shipped_network()))
    o.open.checkpoint = shipped_network().string();
  const PictureSize size = picture_size(o);
  if (o.export_folder.empty()) {
    open_window(o, panel, size);
    if (cli::stop_requested) throw cli::Interrupted();
    return;
  }
  for (const Path& file : export_panels(o.open, o.export_folder, size))
    fmt::print("picture: {}\n", file.string());
}

}  // namespace

int main(int argc, char** argv) {
  CLI::App app{"Look inside a trained network, as the paper's figures do."};
  Options options;
  add_options(app, options);
  alexnet::cli::refuse_empty_values(app);
  alexnet::cli::read_numbers_as_decimal(app);
  return alexnet::cli::exit_code_of("alexnet-viewer", app, [&] {
    app.parse(argc, argv);
    run(options);
  });
}
