#include <csignal>

#include "data/sources.h"
#include "scene.h"
#include "support/catch.h"
#include "support/program.h"
#include "support/temp_folder.h"

using namespace alexnet;
using namespace alexnet::test;

namespace {

/// Runs alexnet-viewer where there is no display.
Outcome run_viewer(const Path& folder, std::vector<std::string> arguments) {
  const std::vector<std::string> without_display = {"-u", "DISPLAY", "-u", "WAYLAND_DISPLAY",
                                                    ALEXNET_VIEWER_PROGRAM};
  arguments.insert(arguments.begin(), without_display.begin(), without_display.end());
  return run_program("/usr/bin/env", folder, arguments);
}

/// One line on stderr, which names the program and holds this text.
void check_refused(const Outcome& outcome, int exit_code, const std::string& text) {
  INFO(outcome.err);
  CHECK(outcome.exit_code == exit_code);
  CHECK(outcome.err.starts_with("alexnet-viewer: "));
  CHECK(outcome.err.find('\n') == outcome.err.size() - 1);
  CHECK_THAT(outcome.err, contains(text));
}

}  // namespace

TEST_CASE("viewer's options: what is wrong with the command line is said in a line, with code 2") {
  const TempFolder folder;
  const auto refused = [&](const std::vector<std::string>& arguments, const std::string& text) {
    check_refused(run_viewer(folder.path(), arguments), 2, text);
  };
  refused({"--panel", "kernel"}, "expected one of start, kernels");
  refused({"--size", "big"}, "expected WIDTHxHEIGHT");
  refused({"--size", "100x100"}, "--size 100x100 at --scale 1: panels need at least 1000x620");
  refused({"--size", "1280x800", "--scale", "1.5"}, "at least 1500x930");
  refused({"--size", "9000x620"}, "up to 7680x4320");
  refused({"--scale", "9"}, "--scale");
  refused({"--export", "out", "--screenshot", "one.png"}, "--screenshot");
  refused({"--headless"}, "--script");
  refused({"--no-such-option"}, "--no-such-option");
  refused({"--export", ""}, "expected a value, found an empty one");
  refused({""}, "expected a value, found an empty one");
}

TEST_CASE("viewer's options: what cannot be opened is code 1, and no display names --export") {
  const TempFolder folder;
  check_refused(run_viewer(folder.path(), {}), 1, "--export FOLDER");
  check_refused(run_viewer(folder.path(), {"nowhere", "--export", "out"}), 1, "nowhere");
  check_refused(run_viewer(folder.path(), {"--script", "nowhere.txt", "--headless"}), 1,
                "nowhere.txt");
  check_refused(run_viewer(folder.path(), {"two\nlines\x1b", "--export", "out"}), 1, "two?lines?");
}

TEST_CASE("viewer's options: --help, and an export at another size and scale") {
  const TempFolder folder;
  const Outcome help = run_viewer(folder.path(), {"--help"});
  CHECK(help.exit_code == 0);
  CHECK_THAT(help.out, contains("alexnet-viewer runs/demo --export pictures"));
  const Outcome exported =
      run_viewer(folder.path(), {"--export", "out", "--size", "1250x775", "--scale", "1.25"});
  INFO(exported.err);
  CHECK(exported.exit_code == 0);
  CHECK_THAT(exported.out, contains("kernels.png"));
  const Image picture = read_image(folder / "out/training.png");
  CHECK(picture.width == 1250);
  CHECK(picture.height == 775);
}

TEST_CASE("viewer's options: without --size the window grows with --scale") {
  const TempFolder folder;
  write_file(folder / "visit.txt", "screenshot seen.png\nclose\n");
  const Outcome outcome =
      run_viewer(folder.path(), {"--script", "visit.txt", "--headless", "--scale", "1.5"});
  INFO(outcome.err);
  REQUIRE(outcome.exit_code == 0);
  const Image picture = read_image(folder / "seen.png");
  CHECK(picture.width == 1920);
  CHECK(picture.height == 1200);
}

TEST_CASE("viewer's options: a disk that is full ends an export, and leaves no half picture") {
  const TempFolder folder;
  // As if it were full after 20 KB.
  const Outcome full = run_program(
      "/bin/bash", folder.path(),
      {"-c", "trap '' XFSZ; ulimit -f 20; exec \"$0\" --export out", ALEXNET_VIEWER_PROGRAM});
  check_refused(full, 1, "out/start.png");
  CHECK_THAT(full.err, contains("File too large"));
  CHECK(std::filesystem::is_empty(folder / "out"));
}

TEST_CASE("viewer's options: other data are opened instead of those that are gone") {
  const TempFolder folder;
  DataRequest gone;
  gone.data = (folder / "gone").string();
  const auto names = drawn_source(1, 1, 56, 1).train.class_names;
  write_checkpoint(folder.path(), make_variant("demo", int(names.size())), gone, names, 56);
  const std::string checkpoint = "checkpoint-0000001.safetensors";
  check_refused(run_viewer(folder.path(), {checkpoint, "--export", "out"}), 1, "gone");
  const Outcome other =
      run_viewer(folder.path(), {checkpoint, "--data", "drawn", "--screenshot", "one.png"});
  CHECK_THAT(other.err, contains("--export FOLDER"));  // a window is needed for that
  Image image(56, 56);
  for (const std::string& name : names)
    for (const char* part : {"train", "val"}) {
      const Path to = folder / "set" / part / name;
      std::filesystem::create_directories(to);
      write_png(to / "1.png", image);
    }
  const Outcome opened =
      run_viewer(folder.path(), {checkpoint, "--data", "set", "--export", "out"});
  INFO(opened.err);
  CHECK(opened.exit_code == 0);
}

TEST_CASE(
    "viewer's options: Ctrl-C saves what is being trained, though nobody reads what is said") {
  const TempFolder folder;
  write_file(folder / "visit.txt",
             "panel training\nclick run folder\ntype run\nclick train\nwait training\n");
  const auto has_a_row = [&] { return std::filesystem::exists(folder / "run" / "metrics.csv"); };
  const Outcome outcome = interrupt_program(
      "/bin/bash", folder.path(),
      {"-c", "exec \"$0\" --script visit.txt --headless 2> >(true)", ALEXNET_VIEWER_PROGRAM},
      has_a_row, {SIGINT});
  CHECK(outcome.signal == SIGINT);
  CHECK(RunFolder::newest_checkpoint(folder / "run"));
  CHECK_THAT(read_text(folder / "run" / "log.txt"), contains("alexnet train --resume run"));
}
